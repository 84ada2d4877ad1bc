#include <cmath>

#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

std::string text(int number) { return std::to_string(number); }

/// How one library names the parts of a Swin; those of a block are relative to it, the others to the prefix. "{}" is a stage.
struct Names {
  std::string prefix, patches, patchNorm;
  std::string blocks;         ///< the block's number follows
  std::string merge;          ///< between a stage and the next
  bool mergesBefore = false;  ///< `merge` has the number of the stage that follows
  std::string norm1, norm2, attention, projection, hidden, function, output;
  std::string table;          ///< below the attention
  std::string finalNorm, head;
  bool doubled = false;       ///< torchvision numbers stages 1, 3, 5, 7 and what merges 2, 4, 6
};

const Names kTorchvision{"",
                         "features.0.0",
                         "features.0.2",
                         "features.{}.",
                         "features.{}",
                         true,
                         "norm1",
                         "norm2",
                         "attn",
                         "attn.proj",
                         "mlp.0",
                         "mlp.1",
                         "mlp.3",
                         "relative_position_bias_table",
                         "norm",
                         "head",
                         true};
const Names kTimm{"",
                  "patch_embed.proj",
                  "patch_embed.norm",
                  "layers.{}.blocks.",
                  "layers.{}.downsample",
                  true,
                  "norm1",
                  "norm2",
                  "attn",
                  "attn.proj",
                  "mlp.fc1",
                  "mlp.act",
                  "mlp.fc2",
                  "relative_position_bias_table",
                  "norm",
                  "head.fc"};
Names huggingFace(const std::string& prefix, bool version5) {
  Names names{prefix,
              "embeddings.patch_embeddings.projection",
              "embeddings.norm",
              "encoder.layers.{}.blocks.",
              "encoder.layers.{}.downsample",
              false,
              "layernorm_before",
              "layernorm_after",
              "attention.self",
              "attention.output.dense",
              "intermediate.dense",
              "intermediate",
              "output.dense",
              "relative_position_bias_table",
              "layernorm",
              "classifier"};
  if (!version5) return names;
  names.attention = "attention", names.projection = "attention.o_proj", names.hidden = "mlp.fc1", names.function = "mlp.activation_fn",
  names.output = "mlp.fc2";
  names.table = "relative_position_bias.relative_position_bias_table";
  return names;
}

/// Swin and Swin V2 (cosine attention, norms behind the branches, positions by a small network) of torchvision, timm and Hugging Face.
class SwinBuilder {
 public:
  SwinBuilder(const ShapeTable& shapes, const NetworkHints& hints, Names names, bool timm)
      : build_(shapes, hints), names_(std::move(names)), timm_(timm), eps_(hints.normEps.value_or(1e-5)) {}

  Inference run() {
    const auto patches = names_.prefix + names_.patches;
    const auto shape = keys().shape(patches + ".weight");
    const std::int64_t patch = shape.size() == 4 ? std::max<std::int64_t>(shape[2], 1) : 4;
    second_ = keys().has(attentionName(blockName(0, 0)) + ".logit_scale");
    const std::int64_t image = build_.hints().imageSide.value_or(second_ ? 256 : 224);
    side_ = image / patch;
    int value = build_.images(patches + ".weight", image);
    value = build_.convolution(patches, value, {.stride = patch, .padding = 0});
    value = build_.layerNorm(names_.prefix + names_.patchNorm, value, eps_);
    build_.graph().modules[timm_ ? "patch_embed" : names_.doubled ? "features.0" : names_.prefix + "embeddings"] = value;
    // What turns axes round or passes on: torchvision's Permute, dropout, Identity where the first stage does not merge.
    if (names_.doubled) build_.alias("features.0.1", patchesOf(value));
    if (timm_) build_.alias({"pos_drop", "layers.0.downsample"}, value);
    if (!names_.prefix.empty() || !(timm_ || names_.doubled)) {
      build_.alias(names_.prefix + "embeddings.dropout", value);
      build_.alias(names_.prefix + "embeddings.patch_embeddings", patchesOf(value));
    }
    std::string depths;
    for (int stage = 0; keys().hasUnder(blockName(stage, 0) + "."); ++stage) {
      if (stage > 0) value = merge(mergeName(stage), value);
      int depth = 0;
      for (; keys().hasUnder(blockName(stage, depth) + "."); ++depth) value = block(blockName(stage, depth), value, depth % 2 == 1);
      depths += (depths.empty() ? "" : "-") + text(depth);
    }
    value = build_.layerNorm(names_.prefix + names_.finalNorm, value, eps_);
    if (names_.doubled) build_.alias("permute", value);
    if (!names_.prefix.empty()) build_.alias(names_.prefix.substr(0, names_.prefix.size() - 1), value);  // the model gives its last tokens
    value = build_.globalPool(names_.prefix.empty() ? "avgpool" : names_.prefix + "pooler", value);
    if (timm_) build_.alias({"head.global_pool", "head.global_pool.pool", "head.global_pool.flatten", "head.drop"}, value);
    if (names_.doubled) build_.alias("flatten", value);
    build_.featuresSite(value);
    build_.head({names_.head, "head", "fc", "classifier"}, value);
    if (timm_) build_.alias("head.flatten", build_.graph().logits);
    for (const char* positions : {"absolute_pos_embed", "embeddings.position_embeddings"}) {
      if (keys().has(names_.prefix + positions)) keys().misfit(names_.prefix + positions);
    }
    const std::string family = second_ ? "Swin V2" : "Swin";
    return build_.finish("swin", family + " transformer",
                         family + " (depths " + depths + ", width " + text(shape.empty() ? 0 : static_cast<int>(shape[0])) + ")");
  }

 private:
  ShapeReader& keys() { return build_.keys(); }

  static std::string numbered(std::string pattern, int number) { return pattern.replace(pattern.find("{}"), 2, text(number)); }
  std::string blockName(int stage, int block) const {
    return names_.prefix + numbered(names_.blocks, names_.doubled ? 2 * stage + 1 : stage) + text(block);
  }
  /// What the norm behind the patches takes.
  int patchesOf(int normed) { return build_.graph().nodes[normed].inputs.empty() ? normed : build_.graph().nodes[normed].inputs[0]; }
  std::string attentionName(const std::string& block) const { return block + "." + names_.attention; }

  /// timm merges at the beginning of a stage; its older versions, the original and Hugging Face at the end of the one before.
  std::string mergeName(int stage) {
    if (names_.doubled) return numbered(names_.merge, 2 * stage);
    const bool before = names_.mergesBefore && !keys().hasUnder(names_.prefix + numbered(names_.merge, 0) + ".");
    return names_.prefix + numbered(names_.merge, before ? stage : stage - 1);
  }

  int merge(const std::string& name, int input) {
    int value =
        build_.add({.op = Op::SpaceToChannels, .name = name + ".gather", .inputs = {input}, .channels = 4 * build_.channels(input)});
    if (second_) value = build_.layerNorm(name + ".norm", build_.linear(name + ".reduction", value), eps_);
    else value = build_.linear(name + ".reduction", build_.layerNorm(name + ".norm", value, eps_));
    build_.graph().modules[name] = value;
    side_ = (side_ + 1) / 2;
    return value;
  }

  int block(const std::string& name, int input, bool shifted) {
    const auto at = [&](const std::string& part) { return name + "." + part; };
    int value = second_ ? input : build_.layerNorm(at(names_.norm1), input, eps_);
    value = attention(attentionName(name), value, shifted);
    value = build_.linear(at(names_.projection), value);
    if (!names_.projection.starts_with("attention.output"))
      build_.graph().modules[attentionName(name)] = value;  // the module holds its projection
    build_.alias({at("attn.proj_drop"), at("attention.output.dropout")}, value);
    if (second_) value = build_.layerNorm(at(names_.norm1), value, eps_);
    build_.alias(at("drop_path1"), value);
    const int attended = value;
    const int middle = build_.add(name + ".add1", value, input);
    value = second_ ? middle : build_.layerNorm(at(names_.norm2), middle, eps_);
    value = build_.hidden(at(names_.hidden), at(names_.function), value, build_.hints().activation.value_or(Function::Gelu));
    build_.alias({at("mlp.drop1"), at("mlp.norm"), at("intermediate.intermediate_act_fn")}, value);
    if (names_.doubled) build_.alias(at("mlp.2"), value);
    value = build_.linear(at(names_.output), value);
    build_.alias({at("mlp.drop2"), at("output.dropout"), at("dropout")}, value);
    if (names_.doubled) build_.alias(at("mlp.4"), value);
    if (second_) value = build_.layerNorm(at(names_.norm2), value, eps_);
    build_.alias({at("drop_path2"), at("stochastic_depth")}, value);
    // Hugging Face's first version drops paths of the attention alone; what is called twice gave its output last.
    build_.alias(at("drop_path"), second_ ? value : attended);
    value = build_.add(name, value, middle);
    build_.blockSite(name, value);
    return value;
  }

  /// Queries, keys and values as one value [3C], and what their layers make of zeros as parameters of `node`.
  int projected(const std::string& name, int input, Node& node) {
    auto& graph = build_.graph();
    if (keys().has(name + ".qkv.weight")) {
      const int qkv = build_.linear(name + ".qkv", input);
      if (qkv == input) return input;
      graph.nodes[qkv].keyBiasIsZero = node.keyBiasIsZero = second_;
      for (const auto& [part, key] : {std::pair("query", ".q_bias"), std::pair("value", ".v_bias")}) {  // timm's V2
        if (!keys().has(name + key) || !keys().takeVector(name + key, build_.channels(qkv) / 3)) continue;
        graph.nodes[qkv].parameters[std::string("bias.") + part] = name + key;
      }
      keys().takeOptional(name + ".k_bias");
      for (const auto& [role, key] : std::map<std::string, std::string>(graph.nodes[qkv].parameters)) {
        if (role.starts_with("bias")) node.parameters["outside" + role.substr(4)] = key;
      }
      return qkv;
    }
    std::vector<int> parts;
    const bool short5 = keys().has(name + ".q_proj.weight");
    for (const auto& [role, part] : {std::pair("query", short5 ? ".q_proj" : ".query"), std::pair("key", short5 ? ".k_proj" : ".key"),
                                     std::pair("value", short5 ? ".v_proj" : ".value")}) {
      parts.push_back(build_.linear(name + part, input));
      if (graph.nodes[parts.back()].has("bias"))
        node.parameters[std::string("outside.") + role] = graph.nodes[parts.back()].parameters["bias"];
    }
    return build_.concatenate(name + ".qkv", parts);
  }

  int attention(const std::string& name, int input, bool shifted) {
    Node node{.op = Op::WindowAttention, .name = name};
    const int qkv = projected(name, input, node);
    node.inputs = {qkv};
    node.channels = build_.channels(qkv) / 3;
    for (const char* buffer : {".relative_position_index", ".relative_position_bias.relative_position_index", ".attn_mask"})
      keys().takeOptional(name + buffer);
    keys().takeOptional(name.substr(0, name.rfind('.')) + ".attn_mask");
    const bool known = second_ ? byNetwork(name, node) : byTable(name, node);
    if (!known || qkv == input || node.heads < 1 || node.channels % node.heads != 0) {
      keys().misfit(name + (second_ ? ".logit_scale" : "." + names_.table));
      return input;
    }
    node.index = shifted ? static_cast<int>(node.size[0] / 2) : 0;
    node.shiftsFirst = timm_;
    const int width = node.channels / node.heads, heads = node.heads;
    const int value = build_.add(std::move(node));
    build_.graph().sites.push_back({name, SiteKind::Head, value, -1, value, heads, width});
    return value;
  }

  /// Version 1: [(2w - 1)^2, heads] tells the window and the heads.
  bool byTable(const std::string& name, Node& node) {
    const auto key = name + "." + names_.table;
    const auto table = keys().take(key, 2);
    if (table.empty()) return false;
    const auto reach = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(table[0]))));
    node.size = {(reach + 1) / 2, (reach + 1) / 2};
    node.heads = static_cast<int>(table[1]);
    node.parameters["bias"] = key;
    return reach * reach == table[0];
  }

  /// Version 2: the heads are those of the temperatures; the window is told by torchvision's table of places alone.
  bool byNetwork(const std::string& name, Node& node) {
    const auto network = name + (keys().hasUnder(name + ".cpb_mlp.") ? ".cpb_mlp" : ".continuous_position_bias_mlp");
    const auto scale = keys().take(name + ".logit_scale", 3), first = keys().take(network + ".0.weight", 2),
               last = keys().take(network + ".2.weight", 2);
    if (scale.empty() || first.empty() || last.empty() || first[1] != 2 || last[1] != first[0] || last[0] != scale[0]) return false;
    keys().takeVector(network + ".0.bias", first[0]);
    node.heads = static_cast<int>(scale[0]);
    node.parameters["temperature"] = name + ".logit_scale";
    node.parameters["positions.0"] = network + ".0.weight";
    node.parameters["positions.0.bias"] = network + ".0.bias";
    node.parameters["positions.2"] = network + ".2.weight";
    const auto window = windowOf(name);
    node.size = {window, window};
    const auto distances = name + ".relative_coords_table";
    if (keys().has(distances)) {
      keys().take(distances, 4);
      node.parameters["distances"] = distances;
    }
    return true;
  }

  std::int64_t windowOf(const std::string& name) {
    const auto distances = keys().shape(name + ".relative_coords_table");  // [1, 2w - 1, 2w - 1, 2]
    if (distances.size() == 4) return (distances[1] + 1) / 2;
    const auto places = keys().shape(name + ".relative_position_index");  // [w^4], or [w^2, w^2]
    if (!places.empty() && places[0] > 0) {
      const auto count = static_cast<double>(places.size() == 1 ? places[0] : places[0] * places[0]);
      return std::lround(std::sqrt(std::sqrt(count)));
    }
    const int usual = 8;
    if (!assumed_ && !build_.hints().window) {
      build_.assume("windows of " + text(usual) + " places for images of " + std::to_string(build_.architecture().input[1]) +
                    " pixels (the tensors do not tell: --network window=N,image=N)");
    }
    assumed_ = true;
    // A window larger than the map is made as small when the network is built; images of another size keep it.
    return std::min<std::int64_t>(build_.hints().window.value_or(usual), std::max<std::int64_t>(side_, 1));
  }

  NetworkBuilder build_;
  Names names_;
  bool timm_;
  bool second_ = false;
  bool assumed_ = false;
  std::int64_t side_ = 0;  ///< of the map where the builder is, for images of the size it was made for
  double eps_;
};

}  // namespace

Inference inferSwin(const ShapeTable& shapes, const NetworkHints& hints) {
  const auto attends = [&](const std::string& name) {
    return shapes.contains(name + ".relative_position_bias_table") || shapes.contains(name + ".logit_scale");
  };
  if (attends("features.1.0.attn")) return SwinBuilder(shapes, hints, kTorchvision, false).run();
  if (attends("layers.0.blocks.0.attn")) return SwinBuilder(shapes, hints, kTimm, true).run();
  for (const char* prefix : {"swin.", "swinv2.", ""}) {
    const auto first = std::string(prefix) + "encoder.layers.0.blocks.0.attention";
    const bool version5 = shapes.contains(first + ".q_proj.weight");
    if (version5 || attends(first + ".self")) return SwinBuilder(shapes, hints, huggingFace(prefix, version5), false).run();
  }
  return NoNetwork{};
}

}  // namespace spurioscope
