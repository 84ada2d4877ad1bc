#include <algorithm>

#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

using Strides = std::vector<std::int64_t>;

/// What Hugging Face puts behind the last map of both families.
void poolAndHead(NetworkBuilder& build, const std::string& prefix, int value) {
  if (!prefix.empty()) build.alias(prefix.substr(0, prefix.size() - 1), value);
  value = build.globalPool(prefix + "pooler", value);
  build.alias("dropout", value);
  build.featuresSite(value);
  build.head({"classifier", "fc", "head"}, value);
}

/// Hugging Face's EfficientNet: `embeddings`, `encoder.blocks.N` with `expansion`, `depthwise_conv`, `squeeze_excite` and `projection`.
/// Strided convolutions see one zero more behind the map than in front of it, except in the blocks that the configuration lists.
class HfEfficientnetBuilder {
 public:
  HfEfficientnetBuilder(const ShapeTable& shapes, const NetworkHints& hints, std::string prefix)
      : build_(shapes, hints), prefix_(std::move(prefix)), eps_(hints.normEps.value_or(1e-3)),
        function_(hints.activation.value_or(Function::Silu)) {}

  Inference run() {
    const auto stem = prefix_ + "embeddings";
    int value = build_.images(stem + ".convolution.weight", build_.hints().imageSide.value_or(224));
    value = part(stem + ".convolution", stem + ".batchnorm", zeros(stem + ".padding", value, 0, 1), 2, true);
    build_.alias({stem, stem + ".activation"}, value);
    const auto strides = blockStrides();
    for (int i = 0; i < static_cast<int>(strides.size()); ++i) value = block(i, value, strides[static_cast<std::size_t>(i)]);
    const auto top = prefix_ + "encoder.top_";
    value = part(top + "conv", top + "bn", value, 1, true);
    build_.alias({top + "activation", prefix_ + "encoder"}, value);
    const int width = build_.channels(value);
    poolAndHead(build_, prefix_, value);
    return build_.finish("efficientnet", "EfficientNet with Hugging Face's names", "EfficientNet (" + std::to_string(width) + " features)");
  }

 private:
  ShapeReader& keys() { return build_.keys(); }
  std::string blockName(int number) const { return prefix_ + "encoder.blocks." + std::to_string(number); }

  int zeros(const std::string& name, int input, std::int64_t front, std::int64_t behind) {
    return build_.add({.op = Op::PadZeros, .name = name, .inputs = {input}, .channels = build_.channels(input), .size = {front, behind}});
  }

  int part(const std::string& conv, const std::string& norm, int input, std::int64_t stride, bool activated) {
    return build_.convolution(conv, input,
                              {.stride = stride,
                               .padding = stride > 1 ? 0 : -1,
                               .norm = norm,
                               .function = activated ? std::optional(function_) : std::nullopt,
                               .eps = eps_});
  }

  std::int64_t channelsOf(const std::string& key, std::size_t axis) {
    const auto shape = keys().shape(key);
    return shape.size() == 4 ? shape[axis] : 0;
  }

  /// A stage begins where the channels change; only its first block strides.
  Strides blockStrides() {
    static const Strides kStages{1, 2, 2, 2, 1, 2, 1};
    Strides strides;
    std::size_t stage = 0;
    for (int i = 0; keys().hasUnder(blockName(i) + "."); ++i) {
      const auto out = [&](int block) { return channelsOf(blockName(block) + ".projection.project_conv.weight", 0); };
      const bool begins = i == 0 || out(i - 1) != out(i);
      strides.push_back(begins && stage < kStages.size() ? kStages[stage] : 1);
      begins_.push_back(begins);
      stage += begins ? 1 : 0;
    }
    if (stage != kStages.size()) keys().misfit(blockName(static_cast<int>(strides.size())) + ".projection.project_conv.weight");
    return strides;
  }

  int block(int number, int input, std::int64_t stride) {
    const auto name = blockName(number);
    const auto depthwise = name + ".depthwise_conv", squeeze = name + ".squeeze_excite", projection = name + ".projection";
    int value = input;
    if (keys().hasUnder(name + ".expansion.")) {
      value = part(name + ".expansion.expand_conv", name + ".expansion.expand_bn", value, 1, true);
      build_.alias(name + ".expansion.expand_act", value);
    }
    if (stride > 1) {
      const auto half = channelsOf(depthwise + ".depthwise_conv.weight", 2) / 2;
      const auto& all = build_.hints().symmetricBlocks;
      const bool symmetric = std::find(all.begin(), all.end(), number) != all.end();
      value = zeros(depthwise + ".depthwise_conv_pad", value, symmetric ? half : std::max<std::int64_t>(half - 1, 0), half);
    }
    value = part(depthwise + ".depthwise_conv", depthwise + ".depthwise_norm", value, stride, true);
    build_.alias({depthwise, depthwise + ".depthwise_act"}, value);
    value = build_.squeezeExcite(squeeze, squeeze + ".reduce", squeeze + ".expand", value, function_, Function::Sigmoid);
    value = part(projection + ".project_conv", projection + ".project_bn", value, 1, false);
    build_.alias(projection + ".dropout", value);
    if (!begins_[static_cast<std::size_t>(number)]) value = build_.add(name, value, input);
    build_.alias({name, projection}, value);
    build_.blockSite(name, value);
    return value;
  }

  NetworkBuilder build_;
  std::string prefix_;
  double eps_;
  Function function_;
  std::vector<bool> begins_;
};

/// Hugging Face's MobileNetV1 (depthwise and 1x1 convolutions in turn) and V2 (`layer.N` with `expand_1x1`, `conv_3x3`, `reduce_1x1`):
/// each convolution with its norm in a module of its own, padded as TensorFlow pads.
class HfMobilenetBuilder {
 public:
  HfMobilenetBuilder(const ShapeTable& shapes, const NetworkHints& hints, std::string prefix)
      : build_(shapes, hints), prefix_(std::move(prefix)), eps_(hints.normEps.value_or(1e-3)), same_(hints.samePadding.value_or(true)),
        function_(hints.activation.value_or(Function::Relu6)) {}

  Inference first() {
    static const Strides kStrides{1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1};
    int value = build_.images(prefix_ + "conv_stem.convolution.weight", 224);
    value = part(prefix_ + "conv_stem", value, 2, true);
    for (std::size_t i = 0; i < kStrides.size(); ++i) {
      value = part(layer(2 * i), value, kStrides[i], true);
      value = part(layer(2 * i + 1), value, 1, true);
      build_.blockSite(layer(2 * i + 1), value);
    }
    return finish("MobileNetV1", value);
  }

  Inference second() {
    static const Strides kStrides{2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1};
    const auto stem = prefix_ + "conv_stem";
    int value = build_.images(stem + ".first_conv.convolution.weight", 224);
    value = part(stem + ".first_conv", value, 2, true);
    if (keys().hasUnder(stem + ".expand_1x1.")) value = part(stem + ".expand_1x1", value, 1, true);
    value = part(stem + ".reduce_1x1", part(stem + ".conv_3x3", value, 1, true), 1, false);
    build_.alias(stem, value);
    build_.blockSite(stem, value);
    for (std::size_t i = 0; i < kStrides.size(); ++i) {
      const auto name = layer(i);
      const int input = value;
      value = part(name + ".conv_3x3", part(name + ".expand_1x1", value, 1, true), kStrides[i], true);
      value = part(name + ".reduce_1x1", value, 1, false);
      if (kStrides[i] == 1 && build_.channels(value) == build_.channels(input)) value = build_.add(name, value, input);
      build_.alias(name, value);
      build_.blockSite(name, value);
    }
    return finish("MobileNetV2", part(prefix_ + "conv_1x1", value, 1, true));
  }

 private:
  ShapeReader& keys() { return build_.keys(); }
  std::string layer(std::size_t number) const { return prefix_ + "layer." + std::to_string(number); }

  int part(const std::string& name, int input, std::int64_t stride, bool activated) {
    const int value = build_.convolution(name + ".convolution", input,
                                         {.stride = stride,
                                          .same = same_,
                                          .norm = name + ".normalization",
                                          .function = activated ? std::optional(function_) : std::nullopt,
                                          .eps = eps_});
    build_.alias(name, value);
    if (activated) build_.alias(name + ".activation", value);
    return value;
  }

  Inference finish(const std::string& name, int value) {
    const int width = build_.channels(value);
    poolAndHead(build_, prefix_, value);
    return build_.finish("mobilenet", name + " with Hugging Face's names", name + " (" + std::to_string(width) + " features)");
  }

  NetworkBuilder build_;
  std::string prefix_;
  double eps_;
  bool same_;
  Function function_;
};

}  // namespace

Inference inferHfMobilenet(const ShapeTable& shapes, const NetworkHints& hints) {
  for (const char* prefix : {"efficientnet.", "mobilenet_v2.", "mobilenet_v1.", ""}) {
    const auto has = [&](const char* key) { return shapes.contains(std::string(prefix) + key); };
    if (has("embeddings.convolution.weight") && has("encoder.blocks.0.depthwise_conv.depthwise_conv.weight"))
      return HfEfficientnetBuilder(shapes, hints, prefix).run();
    if (has("conv_stem.first_conv.convolution.weight")) return HfMobilenetBuilder(shapes, hints, prefix).second();
    if (has("conv_stem.convolution.weight") && has("layer.0.convolution.weight")) return HfMobilenetBuilder(shapes, hints, prefix).first();
  }
  return NoNetwork{};
}

}  // namespace spurioscope
