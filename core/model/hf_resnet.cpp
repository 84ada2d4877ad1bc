#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

/// Hugging Face's ResNet: `embedder.embedder`, `encoder.stages.S.layers.B` with `layer.N.{convolution, normalization}` and `shortcut`;
/// two convolutions a block are basic blocks, three bottlenecks with the stride in the second.
class HfResnetBuilder {
 public:
  HfResnetBuilder(const ShapeTable& shapes, const NetworkHints& hints, std::string prefix)
      : build_(shapes, hints), prefix_(std::move(prefix)), eps_(hints.normEps.value_or(1e-5)) {}

  Inference run() {
    const auto stem = prefix_ + "embedder.embedder";
    int value = build_.images(stem + ".convolution.weight", 224);
    value = part(stem, value, 2, true);
    value = build_.maxPool(prefix_ + "embedder.pooler", value, 3, 2, 1);
    build_.graph().modules[prefix_ + "embedder"] = value;
    for (int stage = 0; keys().hasUnder(block(stage, 0) + "."); ++stage) value = this->stage(stage, value);
    for (const auto& whole : {prefix_ + "encoder", prefix_.substr(0, prefix_.find('.'))}) build_.graph().modules[whole] = value;
    value = build_.globalPool(prefix_ + "pooler", value);
    build_.featuresSite(value);
    build_.head({"classifier", "fc", "head"}, value);
    return build_.finish("resnet", "ResNet with Hugging Face's names", "ResNet-" + std::to_string(layers_) + " (widths " + widths_ + ")");
  }

 private:
  ShapeReader& keys() { return build_.keys(); }
  std::string stageName(int stage) const { return prefix_ + "encoder.stages." + std::to_string(stage); }
  std::string block(int stage, int number) const { return stageName(stage) + ".layers." + std::to_string(number); }

  /// One convolution with its norm; the module answers behind the ReLU.
  int part(const std::string& name, int input, std::int64_t stride, bool relu) {
    const int value = build_.convolution(
        name + ".convolution", input,
        {.stride = stride, .norm = name + ".normalization", .function = relu ? std::optional(Function::Relu) : std::nullopt, .eps = eps_});
    build_.graph().modules[name] = value;
    build_.alias(name + ".activation", value);  // an Identity where there is no function
    ++layers_;
    return value;
  }

  int stage(int stage, int value) {
    for (int number = 0; keys().hasUnder(block(stage, number) + "."); ++number)
      value = residual(block(stage, number), value, stage > 0 && number == 0 ? 2 : 1);
    build_.graph().modules[stageName(stage)] = value;
    widths_ += (widths_.empty() ? "" : "-") + std::to_string(build_.channels(value));
    return value;
  }

  int residual(const std::string& name, int input, std::int64_t stride) {
    const bool bottleneck = keys().hasUnder(name + ".layer.2.");
    int value = part(name + ".layer.0", input, bottleneck ? 1 : stride, true);
    value = part(name + ".layer.1", value, bottleneck ? stride : 1, bottleneck);
    if (bottleneck) value = part(name + ".layer.2", value, 1, false);
    int other = input;
    if (keys().hasUnder(name + ".shortcut.")) {
      other = part(name + ".shortcut", input, stride, false);
      --layers_;
    } else {
      build_.alias(name + ".shortcut", input);
    }
    const int out = build_.activation(name, build_.add(name + ".add", value, other), Function::Relu);
    build_.blockSite(name, out);
    build_.graph().modules[name + ".activation"] = out;
    return out;
  }

  NetworkBuilder build_;
  std::string prefix_;
  double eps_;
  int layers_ = 1;  ///< the head; convolutions are counted on the way
  std::string widths_;
};

}  // namespace

Inference inferHfResnet(const ShapeTable& shapes, const NetworkHints& hints) {
  for (const char* prefix : {"resnet.", ""}) {
    if (shapes.contains(std::string(prefix) + "embedder.embedder.convolution.weight")) return HfResnetBuilder(shapes, hints, prefix).run();
  }
  return NoNetwork{};
}

}  // namespace spurioscope
