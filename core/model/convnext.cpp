#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

/// The parts of a ConvNeXt; names of a block are relative to it.
struct Names {
  std::string stem, stemNorm;
  std::string (*block)(int stage, int block);
  std::string (*downNorm)(int stage);  ///< before stage 1, 2, 3
  std::string (*down)(int stage);
  const char *depthwise, *norm, *hidden, *function, *response, *output, *scale;
  std::string headNorm, head;
  double headEps = 1e-6;
  const char* model = "";            ///< modules that give the last map and the map behind the stem
  const char* embeddings = "";
  const char *mapNorm = "", *preLogits = "";  ///< of heads with a hidden layer: the norm of the map in front of the pool, and the layer
  bool overlappingStem = false;      ///< some stems are two 3x3 convolutions
  bool configHasHeadEpsAlone = false;  ///< the eps of the configuration is that of the last norm
};

std::string text(int number) { return std::to_string(number); }

const Names kTorchvision{"features.0.0",
                         "features.0.1",
                         [](int stage, int block) { return "features." + text(2 * stage + 1) + "." + text(block); },
                         [](int stage) { return "features." + text(2 * stage) + ".0"; },
                         [](int stage) { return "features." + text(2 * stage) + ".1"; },
                         "block.0",
                         "block.2",
                         "block.3",
                         "block.4",
                         "",
                         "block.5",
                         "layer_scale",
                         "classifier.0",
                         "classifier.2"};
Names timm() {
  Names names{"stem.0",
              "stem.1",
              [](int stage, int block) { return "stages." + text(stage) + ".blocks." + text(block); },
              [](int stage) { return "stages." + text(stage) + ".downsample.0"; },
              [](int stage) { return "stages." + text(stage) + ".downsample.1"; },
              "conv_dw",
              "norm",
              "mlp.fc1",
              "mlp.act",
              "mlp.grn",
              "mlp.fc2",
              "gamma",
              "head.norm",
              "head.fc"};
  names.mapNorm = "norm_pre", names.preLogits = "head.pre_logits", names.overlappingStem = true;
  return names;
}
const Names kOriginal{"downsample_layers.0.0",
                      "downsample_layers.0.1",
                      [](int stage, int block) { return "stages." + text(stage) + "." + text(block); },
                      [](int stage) { return "downsample_layers." + text(stage) + ".0"; },
                      [](int stage) { return "downsample_layers." + text(stage) + ".1"; },
                      "dwconv",
                      "norm",
                      "pwconv1",
                      "act",
                      "grn",
                      "pwconv2",
                      "gamma",
                      "norm",
                      "head"};
/// Hugging Face's, behind "convnext." or "convnextv2."; its last norm has the eps of the configuration.
Names huggingFace() {
  Names names{"embeddings.patch_embeddings",
              "embeddings.layernorm",
              [](int stage, int block) { return "encoder.stages." + text(stage) + ".layers." + text(block); },
              [](int stage) { return "encoder.stages." + text(stage) + ".downsampling_layer.0"; },
              [](int stage) { return "encoder.stages." + text(stage) + ".downsampling_layer.1"; },
              "dwconv",
              "layernorm",
              "pwconv1",
              "act",
              "grn",
              "pwconv2",
              "layer_scale_parameter",
              "layernorm",
              "classifier",
              1e-12};
  names.model = "encoder", names.embeddings = "embeddings", names.configHasHeadEpsAlone = true;
  return names;
}
const Names kTimm = timm(), kHuggingFace = huggingFace();

class ConvnextBuilder {
 public:
  ConvnextBuilder(const ShapeTable& shapes, const NetworkHints& hints, const Names& names, std::string prefix = "")
      : build_(shapes, hints), names_(names), prefix_(std::move(prefix)), eps_(1e-6), headEps_(names.headEps) {
    if (!hints.normEps) return;
    headEps_ = *hints.normEps;
    if (!names.configHasHeadEpsAlone) eps_ = *hints.normEps;
  }

  Inference run() {
    int value = stem();
    std::string widths;
    for (int stage = 0; keys().hasUnder(blockName(stage, 0) + "."); ++stage) {
      if (stage > 0) value = downsampled(stage, value);
      int block = 0;
      for (; keys().hasUnder(blockName(stage, block) + "."); ++block) value = this->block(blockName(stage, block), value);
      widths += (widths.empty() ? "" : "-") + text(block) + "x" + text(build_.channels(value));
    }
    value = head(value);
    build_.head({names_.head, "classifier", "fc", "head"}, value);
    return build_.finish("convnext", responds_ ? "ConvNeXt V2" : "ConvNeXt", name(widths, responds_ ? "ConvNeXt V2" : "ConvNeXt"));
  }

 private:
  ShapeReader& keys() { return build_.keys(); }
  std::string blockName(int stage, int block) const { return prefix_ + names_.block(stage, block); }

  int stem() {
    const auto first = prefix_ + names_.stem;
    const auto shape = keys().shape(first + ".weight");
    int value = build_.images(first + ".weight", 224);
    for (const int second : {1, 2}) {  // timm's overlapping stems: two 3x3 convolutions, with or without a function between them
      const auto name = "stem." + text(second);
      if (!names_.overlappingStem || keys().shape(name + ".weight").size() != 4) continue;
      value = build_.convolution(first, value, {.stride = 2, .function = second == 2 ? std::optional(Function::Gelu) : std::nullopt});
      return build_.layerNorm("stem." + text(second + 1), build_.convolution(name, value, {.stride = 2}), eps_);
    }
    value = build_.convolution(first, value, {.stride = shape.size() == 4 ? shape[2] : 4, .padding = 0});
    value = build_.layerNorm(prefix_ + names_.stemNorm, value, eps_);
    if (*names_.embeddings != 0) build_.graph().modules[prefix_ + names_.embeddings] = value;
    build_.alias({"stages.0.downsample", prefix_ + "encoder.stages.0.downsampling_layer"}, value);  // an Identity
    return value;
  }

  int downsampled(int stage, int value) {
    const auto conv = prefix_ + names_.down(stage);
    if (keys().has(prefix_ + names_.downNorm(stage) + ".weight") || keys().has(conv + ".weight"))
      value = build_.layerNorm(prefix_ + names_.downNorm(stage), value, eps_);
    return build_.convolution(conv, value, {.stride = 2, .padding = 0});
  }

  /// Pool and norm; timm's networks with a hidden layer in the head pool behind the norm of the whole map ("norm_pre").
  int head(int value) {
    if (*names_.model != 0) {
      for (const auto& whole : {prefix_.substr(0, prefix_.find('.')), prefix_ + names_.model}) build_.graph().modules[whole] = value;
    }
    const auto norm = prefix_ + names_.headNorm;
    const std::string mapNorm = names_.mapNorm, hidden = names_.preLogits;
    const auto pool = [&] {
      value = build_.globalPool("avgpool", value);
      build_.alias({"head.global_pool", "head.global_pool.pool", "head.global_pool.flatten"}, value);
    };
    if (!mapNorm.empty() && keys().has(mapNorm + ".weight") && !keys().has(norm + ".weight")) {
      value = build_.layerNorm(mapNorm, value, eps_);
      pool();
      build_.alias(norm, value);
    } else {
      if (!mapNorm.empty()) build_.alias(mapNorm, value);
      pool();
      value = build_.layerNorm(norm, value, headEps_);
    }
    build_.alias({"head.flatten", "classifier.1"}, value);
    if (!hidden.empty() && keys().has(hidden + ".fc.weight"))
      value = build_.hidden(hidden + ".fc", hidden + ".act", value, Function::Gelu);
    if (!hidden.empty()) build_.alias({hidden, "head.drop"}, value);
    build_.featuresSite(value);
    return value;
  }

  int block(const std::string& name, int input) {
    const auto at = [&](const char* part) { return name + "." + part; };
    int value = build_.convolution(at(names_.depthwise), input, {});
    build_.alias(at("block.1"), value);  // torchvision turns the axes round
    build_.alias(at("shortcut"), input);
    value = build_.layerNorm(at(names_.norm), value, eps_);
    value = build_.hidden(at(names_.hidden), at(names_.function), value, build_.hints().activation.value_or(Function::Gelu));
    build_.alias({at("mlp.drop1"), at("mlp.norm")}, value);
    if (*names_.response != 0 && keys().hasUnder(at(names_.response) + ".")) {
      value = build_.responseNorm(at(names_.response), value);
      responds_ = true;
    }
    value = build_.linear(at(names_.output), value);
    build_.alias({at("mlp.drop2"), at("block.6"), at("block")}, value);
    if (keys().has(at(names_.scale))) value = build_.scale(at(names_.scale), value);
    build_.alias({at("drop_path"), at("stochastic_depth")}, value);
    if (keys().hasUnder(name + ".shortcut.")) keys().misfit(name + ".shortcut");
    value = build_.add(name, value, input);
    build_.blockSite(name, value);
    return value;
  }

  static std::string name(const std::string& widths, const std::string& family) {
    static const std::map<std::string, std::string> kKnown{
        {"3x96-3x192-9x384-3x768", "Tiny"},     {"3x96-3x192-27x384-3x768", "Small"},     {"3x128-3x256-27x512-3x1024", "Base"},
        {"3x192-3x384-27x768-3x1536", "Large"}, {"3x256-3x512-27x1024-3x2048", "XLarge"}, {"2x40-2x80-6x160-2x320", "Atto"},
        {"2x48-2x96-6x192-2x384", "Femto"},     {"2x64-2x128-6x256-2x512", "Pico"},       {"2x80-2x160-8x320-2x640", "Nano"}};
    const auto found = kKnown.find(widths);
    return found != kKnown.end() ? family + "-" + found->second : family + " (" + widths + ")";
  }

  NetworkBuilder build_;
  const Names& names_;
  std::string prefix_;
  double eps_, headEps_;
  bool responds_ = false;
};

}  // namespace

Inference inferConvnext(const ShapeTable& shapes, const NetworkHints& hints) {
  if (shapes.contains("features.1.0.block.0.weight") && shapes.contains("features.1.0.layer_scale"))
    return ConvnextBuilder(shapes, hints, kTorchvision).run();
  if (shapes.contains("stages.0.blocks.0.conv_dw.weight")) return ConvnextBuilder(shapes, hints, kTimm).run();
  if (shapes.contains("stages.0.0.dwconv.weight")) return ConvnextBuilder(shapes, hints, kOriginal).run();
  for (const char* prefix : {"convnext.", "convnextv2.", ""}) {
    if (shapes.contains(std::string(prefix) + "encoder.stages.0.layers.0.dwconv.weight"))
      return ConvnextBuilder(shapes, hints, kHuggingFace, prefix).run();
  }
  return NoNetwork{};
}

}  // namespace spurioscope
