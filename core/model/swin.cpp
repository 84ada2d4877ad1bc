#include <cmath>

#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

std::string text(int number) { return std::to_string(number); }

/// Swin (version 1) of torchvision (`features.N`) and timm (`layers.S.blocks.B`).
class SwinBuilder {
 public:
  SwinBuilder(const ShapeTable& shapes, const NetworkHints& hints, bool timm) : build_(shapes, hints), timm_(timm), eps_(hints.normEps.value_or(1e-5)) {}

  Inference run() {
    const std::string patches = timm_ ? "patch_embed.proj" : "features.0.0";
    const auto shape = keys().shape(patches + ".weight");
    const std::int64_t patch = shape.size() == 4 ? shape[2] : 4;
    int value = build_.images(patches + ".weight", 224);
    value = build_.convolution(patches, value, {.stride = patch, .padding = 0});
    value = build_.layerNorm(timm_ ? "patch_embed.norm" : "features.0.2", value, eps_);
    build_.graph().modules[timm_ ? "patch_embed" : "features.0"] = value;
    std::string depths;
    for (int stage = 0; keys().hasUnder(block(stage, 0) + "."); ++stage) {
      // timm merges at the beginning of a stage; its older versions, like the original, at the end of the one before.
      if (stage > 0) value = merge(timm_ ? (keys().hasUnder("layers.0.downsample.") ? stage_(stage - 1) : stage_(stage)) + ".downsample" : "features." + text(2 * stage), value);
      int depth = 0;
      for (; keys().hasUnder(block(stage, depth) + "."); ++depth) value = this->block(block(stage, depth), value, depth % 2 == 1);
      depths += (depths.empty() ? "" : "-") + text(depth);
    }
    value = build_.layerNorm("norm", value, eps_);
    value = build_.globalPool("avgpool", value);
    build_.featuresSite(value);
    build_.head({timm_ ? "head.fc" : "head", "head", "fc", "classifier"}, value);
    return build_.finish("swin", "Swin transformer", "Swin (depths " + depths + ", width " + text(shape.empty() ? 0 : static_cast<int>(shape[0])) + ")");
  }

 private:
  ShapeReader& keys() { return build_.keys(); }
  static std::string stage_(int stage) { return "layers." + text(stage); }
  std::string block(int stage, int block) const {
    return timm_ ? stage_(stage) + ".blocks." + text(block) : "features." + text(2 * stage + 1) + "." + text(block);
  }

  int merge(const std::string& name, int input) {
    int value = build_.add({.op = Op::SpaceToChannels, .name = name + ".gather", .inputs = {input}, .channels = 4 * build_.channels(input)});
    value = build_.layerNorm(name + ".norm", value, eps_);
    value = build_.linear(name + ".reduction", value);
    build_.graph().modules[name] = value;
    return value;
  }

  int block(const std::string& name, int input, bool shifted) {
    int value = build_.layerNorm(name + ".norm1", input, eps_);
    value = attention(name + ".attn", value, shifted);
    value = build_.linear(name + ".attn.proj", value);
    build_.graph().modules[name + ".attn"] = value;  // the module holds its projection
    const int middle = build_.add(name + ".add1", value, input);
    value = build_.layerNorm(name + ".norm2", middle, eps_);
    value = build_.hidden(name + (timm_ ? ".mlp.fc1" : ".mlp.0"), name + (timm_ ? ".mlp.act" : ".mlp.1"), value, Function::Gelu);
    value = build_.add(name, build_.linear(name + (timm_ ? ".mlp.fc2" : ".mlp.3"), value), middle);
    build_.blockSite(name, value);
    return value;
  }

  int attention(const std::string& name, int input, bool shifted) {
    const std::string key = name + ".relative_position_bias_table";
    const auto table = keys().take(key, 2);
    keys().takeOptional(name + ".relative_position_index");
    const int qkv = build_.linear(name + ".qkv", input);
    if (table.empty()) return input;
    const auto reach = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(table[0]))));
    const auto window = (reach + 1) / 2;
    const int width = build_.channels(qkv) / 3, heads = static_cast<int>(table[1]);
    if (reach * reach != table[0] || heads < 1 || width % heads != 0) {
      keys().misfit(key);
      return input;
    }
    Node node{.op = Op::WindowAttention, .name = name, .inputs = {qkv}, .channels = width, .size = {window, window}, .heads = heads};
    node.index = shifted ? static_cast<int>(window / 2) : 0;
    node.shiftsFirst = timm_;
    node.parameters["bias"] = key;
    if (build_.graph().nodes[qkv].has("bias")) node.parameters["outside"] = build_.graph().nodes[qkv].parameters["bias"];
    const int value = build_.add(std::move(node));
    build_.graph().sites.push_back({name, SiteKind::Head, value, -1, value, heads, width / heads});
    return value;
  }

  NetworkBuilder build_;
  bool timm_;
  double eps_;
};

}  // namespace

Inference inferSwin(const ShapeTable& shapes, const NetworkHints& hints) {
  if (shapes.contains("features.1.0.attn.relative_position_bias_table")) return SwinBuilder(shapes, hints, false).run();
  if (shapes.contains("layers.0.blocks.0.attn.relative_position_bias_table")) return SwinBuilder(shapes, hints, true).run();
  return NoNetwork{};
}

}  // namespace spurioscope
