#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

/// Strides of the seven stages of MobileNetV2 and of EfficientNet: tensors do not tell them.
constexpr std::int64_t kStageStrides[] = {1, 2, 2, 2, 1, 2, 1};

/// First blocks of MobileNetV2's stages, as `features.N` numbers them.
std::optional<int> mobilenetStage(int number) {
  constexpr int kFirst[] = {1, 2, 4, 7, 11, 14, 17};
  for (int stage = 0; stage < 7; ++stage) {
    if (kFirst[stage] == number) return stage;
  }
  return std::nullopt;
}

/// What the tensors of a MobileNetV3 do not tell: strides of its blocks, and the first block with HardSwish instead of ReLU.
struct MobilenetV3 {
  const char* size;
  std::vector<std::int64_t> strides;
  int firstSwish;
};
const MobilenetV3 kLarge{"Large", {1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1}, 7}, kSmall{"Small", {2, 2, 1, 2, 1, 1, 1, 1, 2, 1, 1}, 4};

/// torchvision's MobileNetV2 (`features.N.conv`), MobileNetV3 (`features.N.block`), EfficientNet and EfficientNetV2 (`features.S.B.block`).
class TorchvisionBuilder {
 public:
  TorchvisionBuilder(const ShapeTable& shapes, const NetworkHints& hints) : build_(shapes, hints) {}

  Inference mobilenetV2() {
    eps_ = build_.hints().normEps.value_or(1e-5);
    function_ = Function::Relu6;
    int value = stem();
    int number = 1;
    for (; keys().hasUnder(feature(number) + ".conv."); ++number) {
      const auto stage = mobilenetStage(number);
      value = inverted(feature(number), feature(number) + ".conv", value, stage ? kStageStrides[*stage] : 1);
    }
    value = last(feature(number), value);
    if (number != 18) keys().misfit(feature(18) + ".0.weight");  // other lengths do not tell where they stride
    return build_.finish("mobilenet", "MobileNetV2 with torchvision's names", "MobileNetV2" + widthText(32));
  }

  Inference mobilenetV3() {
    eps_ = build_.hints().normEps.value_or(1e-3);
    function_ = Function::HardSwish;
    squeeze_ = Function::Relu, gate_ = Function::HardSigmoid;
    int blocks = 0;
    while (keys().hasUnder(feature(blocks + 1) + ".block.")) ++blocks;
    const auto& kind = blocks == static_cast<int>(kSmall.strides.size()) ? kSmall : kLarge;
    if (blocks != static_cast<int>(kind.strides.size()))
      keys().misfit(feature(static_cast<int>(kind.strides.size())) + ".block.0.0.weight");  // other lengths do not tell where they stride
    int value = stem();
    for (int number = 1; number <= std::min(blocks, static_cast<int>(kind.strides.size())); ++number) {
      function_ = number < kind.firstSwish ? Function::Relu : Function::HardSwish;
      value = inverted(feature(number), feature(number) + ".block", value, kind.strides[static_cast<std::size_t>(number - 1)]);
    }
    value = convolution(feature(blocks + 1) + ".0", feature(blocks + 1) + ".1", value, 1, true);
    value = build_.globalPool("avgpool", value);
    if (keys().has("classifier.3.weight")) value = build_.hidden("classifier.0", "classifier.1", value, Function::HardSwish);
    build_.alias("classifier.2", value);  // dropout
    build_.featuresSite(value);
    build_.head({"classifier.3", "classifier", "fc", "head"}, value);
    return build_.finish("mobilenet", "MobileNetV3 with torchvision's names", std::string("MobileNetV3-") + kind.size);
  }

  Inference efficientnet() {
    int stages = 0;
    while (keys().hasUnder(feature(stages + 1, 0) + ".block.")) ++stages;
    const auto first = keys().shape("features.1.0.block.0.0.weight");
    const bool second = first.size() == 4 && first[1] > 1;  // EfficientNetV2 begins with whole convolutions
    const auto headWidth = keys().shape(feature(stages + 1) + ".0.weight");
    // torchvision builds B5 to B7 and the second version with another eps than B0 to B4.
    const bool large = second || (!headWidth.empty() && headWidth[0] >= 2048);
    eps_ = build_.hints().normEps.value_or(large ? 1e-3 : 1e-5);
    function_ = Function::Silu;
    if (stages > 7 || stages < (second ? 6 : 7)) keys().misfit(feature(7, 0) + ".block.0.0.weight");
    int value = stem();
    for (int stage = 0; stage < std::min(stages, 7); ++stage) {
      for (int block = 0; keys().hasUnder(feature(stage + 1, block) + ".block."); ++block) {
        value = inverted(feature(stage + 1, block), feature(stage + 1, block) + ".block", value, block == 0 ? kStageStrides[stage] : 1);
      }
    }
    const int width = build_.channels(value);
    value = last(feature(stages + 1), value);
    const std::string size = stages == 6 ? "S" : width == 640 ? "L" : "M";
    return build_.finish("efficientnet", std::string("EfficientNet") + (second ? "V2" : "") + " with torchvision's names",
                         second ? "EfficientNetV2-" + size : efficientnetName(headWidth));
  }

 private:
  ShapeReader& keys() { return build_.keys(); }
  static std::string feature(int number) { return "features." + std::to_string(number); }
  static std::string feature(int stage, int block) { return feature(stage) + "." + std::to_string(block); }

  int stem() {
    int value = build_.images("features.0.0.weight", 224);
    return convolution("features.0.0", "features.0.1", value, 2, true);
  }

  int convolution(const std::string& name, const std::string& norm, int input, std::int64_t stride, bool activated) {
    return build_.convolution(
        name, input, {.stride = stride, .norm = norm, .function = activated ? std::optional(function_) : std::nullopt, .eps = eps_});
  }

  /// Parts 0, 1, ... of `body`: a sub-sequence (convolution, norm, activation), squeeze-and-excitation, or a bare convolution and its norm
  /// at the end (MobileNetV2). The depthwise one has the stride.
  int inverted(const std::string& name, const std::string& body, int input, std::int64_t stride) {
    const auto part = [&](int i) { return body + "." + std::to_string(i); };
    int value = input;
    for (int i = 0; keys().hasUnder(part(i) + "."); ++i) {
      if (keys().has(part(i) + ".fc1.weight")) {
        value = build_.squeezeExcite(part(i), part(i) + ".fc1", part(i) + ".fc2", value, squeeze_, gate_);
      } else if (keys().has(part(i) + ".0.weight")) {
        const auto shape = keys().shape(part(i) + ".0.weight");
        const bool depthwise = shape.size() == 4 && shape[1] == 1 && shape[0] > 1;
        // The first of a fused pair has the stride; a fused block of one convolution has its function.
        const bool fused = i == 0 && shape.size() == 4 && shape[2] > 1 && !depthwise;
        const bool end = !keys().hasUnder(part(i + 1) + ".") && !fused;  // the projection is linear
        value = convolution(part(i) + ".0", part(i) + ".1", value, depthwise || fused ? stride : 1, !end);
      } else {
        value = convolution(part(i), part(i + 1), value, 1, false);
        break;
      }
    }
    build_.alias(body, value);
    build_.alias(name + ".stochastic_depth", value);
    if (stride == 1 && build_.channels(value) == build_.channels(input)) value = build_.add(name, value, input);
    else build_.graph().modules[name] = value;
    build_.blockSite(name, value);
    return value;
  }

  int last(const std::string& name, int value) {
    value = convolution(name + ".0", name + ".1", value, 1, true);
    const int pooled = build_.globalPool("avgpool", value);
    build_.featuresSite(pooled);
    build_.head({"classifier", "classifier.1", "fc", "head"}, pooled);
    return pooled;
  }

  std::string widthText(int standard) {
    const auto shape = keys().shape("features.0.0.weight");
    if (shape.empty() || shape[0] == standard) return "";
    return " (stem of " + std::to_string(shape[0]) + " channels)";
  }

  static std::string efficientnetName(const std::vector<std::int64_t>& headWidth) {
    static const std::map<std::int64_t, std::string> kWidths{{1408, "B2"}, {1536, "B3"}, {1792, "B4"},
                                                             {2048, "B5"}, {2304, "B6"}, {2560, "B7"}};
    if (headWidth.empty()) return "EfficientNet";
    const auto found = kWidths.find(headWidth[0]);
    if (found != kWidths.end()) return "EfficientNet-" + found->second;
    return headWidth[0] == 1280 ? "EfficientNet-B0 or B1" : "EfficientNet (" + std::to_string(headWidth[0]) + " features)";
  }

  NetworkBuilder build_;
  double eps_ = 1e-5;
  Function function_ = Function::Relu6;
  Function squeeze_ = Function::Silu, gate_ = Function::Sigmoid;  ///< of squeeze-and-excitation
};

}  // namespace

Inference inferMobilenet(const ShapeTable& shapes, const NetworkHints& hints) {
  if (!shapes.contains("features.0.0.weight") || !shapes.contains("features.0.1.running_mean")) return NoNetwork{};
  if (shapes.contains("features.1.conv.0.0.weight")) return TorchvisionBuilder(shapes, hints).mobilenetV2();
  if (shapes.contains("features.1.block.0.0.weight")) return TorchvisionBuilder(shapes, hints).mobilenetV3();
  if (shapes.contains("features.1.0.block.0.0.weight")) return TorchvisionBuilder(shapes, hints).efficientnet();
  return NoNetwork{};
}

}  // namespace spurioscope
