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

/// torchvision's MobileNetV2 (`features.N.conv`) and EfficientNet (`features.S.B.block`).
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

  Inference efficientnet() {
    const auto headWidth = keys().shape("features.8.0.weight");
    // torchvision builds B5 to B7 with another eps than B0 to B4.
    const bool large = !headWidth.empty() && headWidth[0] >= 2048;
    eps_ = build_.hints().normEps.value_or(large ? 1e-3 : 1e-5);
    function_ = Function::Silu;
    int value = stem();
    for (int stage = 0; stage < 7; ++stage) {
      for (int block = 0; keys().hasUnder(feature(stage + 1, block) + ".block."); ++block) {
        value = inverted(feature(stage + 1, block), feature(stage + 1, block) + ".block", value, block == 0 ? kStageStrides[stage] : 1);
      }
    }
    value = last("features.8", value);
    return build_.finish("efficientnet", "EfficientNet with torchvision's names", efficientnetName(headWidth));
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
    return build_.convolution(name, input, {.stride = stride, .norm = norm, .function = activated ? std::optional(function_) : std::nullopt, .eps = eps_});
  }

  /// Parts 0, 1, ... of `body`: a sub-sequence (convolution, norm, activation), squeeze-and-excitation, or a bare convolution and its norm at the
  /// end (MobileNetV2). The depthwise one has the stride.
  int inverted(const std::string& name, const std::string& body, int input, std::int64_t stride) {
    const auto part = [&](int i) { return body + "." + std::to_string(i); };
    int value = input;
    for (int i = 0; keys().hasUnder(part(i) + "."); ++i) {
      if (keys().has(part(i) + ".fc1.weight")) {
        value = build_.squeezeExcite(part(i), part(i) + ".fc1", part(i) + ".fc2", value, Function::Silu, Function::Sigmoid);
      } else if (keys().has(part(i) + ".0.weight")) {
        const auto shape = keys().shape(part(i) + ".0.weight");
        const bool depthwise = shape.size() == 4 && shape[1] == 1 && shape[0] > 1;
        const bool end = !keys().hasUnder(part(i + 1) + ".");  // the projection is linear
        value = convolution(part(i) + ".0", part(i) + ".1", value, depthwise ? stride : 1, !end);
      } else {
        value = convolution(part(i), part(i + 1), value, 1, false);
        break;
      }
    }
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
    static const std::map<std::int64_t, std::string> kWidths{{1408, "B2"}, {1536, "B3"}, {1792, "B4"}, {2048, "B5"}, {2304, "B6"}, {2560, "B7"}};
    if (headWidth.empty()) return "EfficientNet";
    const auto found = kWidths.find(headWidth[0]);
    if (found != kWidths.end()) return "EfficientNet-" + found->second;
    return headWidth[0] == 1280 ? "EfficientNet-B0 or B1" : "EfficientNet (" + std::to_string(headWidth[0]) + " features)";
  }

  NetworkBuilder build_;
  double eps_ = 1e-5;
  Function function_ = Function::Relu6;
};

/// timm's: `conv_stem`, `blocks.S.B` (depthwise separable in the first stage, inverted residuals after it), `conv_head`.
class TimmBuilder {
 public:
  TimmBuilder(const ShapeTable& shapes, const NetworkHints& hints) : build_(shapes, hints), eps_(hints.normEps.value_or(1e-5)) {}

  Inference run() {
    squeezed_ = keys().has("blocks.0.0.se.conv_reduce.weight") || keys().has("blocks.1.0.se.conv_reduce.weight");
    function_ = squeezed_ ? Function::Silu : Function::Relu6;
    int value = build_.images("conv_stem.weight", 224);
    value = convolution("conv_stem", "bn1", value, 2, true);
    for (int stage = 0; stage < 7; ++stage) {
      for (int block = 0; keys().hasUnder(name(stage, block) + "."); ++block) value = this->block(name(stage, block), value, block == 0 ? kStageStrides[stage] : 1);
    }
    if (!keys().hasUnder("blocks.6.")) keys().misfit("blocks.6.0.conv_pw.weight");
    value = convolution("conv_head", "bn2", value, 1, true);
    const int pooled = build_.globalPool("global_pool", value);
    build_.featuresSite(pooled);
    build_.head({"classifier", "fc", "head"}, pooled);
    if (squeezed_) build_.assume("BatchNorm eps 1e-5 and symmetric padding, as in timm's efficientnet_b* (its tf_ variants pad otherwise and are not told apart)");
    return build_.finish(squeezed_ ? "efficientnet" : "mobilenet", squeezed_ ? "EfficientNet with timm's names" : "MobileNetV2 with timm's names",
                         squeezed_ ? "EfficientNet (" + std::to_string(build_.channels(value)) + " features)" : "MobileNetV2");
  }

 private:
  ShapeReader& keys() { return build_.keys(); }
  static std::string name(int stage, int block) { return "blocks." + std::to_string(stage) + "." + std::to_string(block); }

  int convolution(const std::string& name, const std::string& norm, int input, std::int64_t stride, bool activated) {
    const int value = build_.convolution(name, input, {.stride = stride, .norm = norm, .function = activated ? std::optional(function_) : std::nullopt, .eps = eps_});
    if (activated) build_.graph().modules[norm] = value;  // timm's norm holds the function behind it
    return value;
  }

  int block(const std::string& name, int input, std::int64_t stride) {
    int value = input;
    const bool inverted = keys().has(name + ".conv_pwl.weight");
    if (inverted) value = convolution(name + ".conv_pw", name + ".bn1", value, 1, true);
    value = convolution(name + ".conv_dw", name + (inverted ? ".bn2" : ".bn1"), value, stride, true);
    if (keys().has(name + ".se.conv_reduce.weight")) {
      value = build_.squeezeExcite(name + ".se", name + ".se.conv_reduce", name + ".se.conv_expand", value, Function::Silu, Function::Sigmoid);
    }
    value = inverted ? convolution(name + ".conv_pwl", name + ".bn3", value, 1, false) : convolution(name + ".conv_pw", name + ".bn2", value, 1, false);
    if (stride == 1 && build_.channels(value) == build_.channels(input)) value = build_.add(name, value, input);
    else build_.graph().modules[name] = value;
    build_.blockSite(name, value);
    return value;
  }

  NetworkBuilder build_;
  double eps_;
  bool squeezed_ = false;
  Function function_ = Function::Relu6;
};

}  // namespace

Inference inferMobilenet(const ShapeTable& shapes, const NetworkHints& hints) {
  if (!shapes.contains("features.0.0.weight") || !shapes.contains("features.0.1.running_mean")) return NoNetwork{};
  if (shapes.contains("features.1.conv.0.0.weight")) return TorchvisionBuilder(shapes, hints).mobilenetV2();
  if (shapes.contains("features.1.0.block.0.0.weight")) return TorchvisionBuilder(shapes, hints).efficientnet();
  return NoNetwork{};
}

Inference inferTimmEfficientnet(const ShapeTable& shapes, const NetworkHints& hints) {
  if (!shapes.contains("conv_stem.weight") || !shapes.contains("blocks.0.0.conv_dw.weight")) return NoNetwork{};
  return TimmBuilder(shapes, hints).run();
}

}  // namespace spurioscope
