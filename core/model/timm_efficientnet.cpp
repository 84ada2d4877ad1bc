#include <algorithm>

#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

/// Of the stages of MobileNetV2 and V3-Large, EfficientNet and EfficientNetV2 (the first six or seven), and of MobileNetV3-Small: tensors
/// do not tell them.
constexpr std::int64_t kStageStrides[] = {1, 2, 2, 2, 1, 2, 1}, kSmallStrides[] = {2, 2, 2, 1, 2, 1, 1};

/// timm's MobileNetV2 and V3, MNASNet, EfficientNet, its Lite and Edge variants and EfficientNetV2: `conv_stem`, `blocks.S.B`, and
/// `conv_head` with a norm, or behind the pool with a bias (MobileNetV3). A block is told by its keys: depthwise separable, inverted
/// residual, its first two convolutions fused (`conv_exp`), or a plain convolution (`conv`).
class TimmEfficientnetBuilder {
 public:
  TimmEfficientnetBuilder(const ShapeTable& shapes, const NetworkHints& hints) : build_(shapes, hints) {}

  Inference run() {
    look();
    int value = build_.images("conv_stem.weight", 224);
    value = convolution("conv_stem", "bn1", value, 2, true);
    for (int stage = 0; stage < stages_; ++stage) {
      if (pooledHead_) function_ = stage < (small_ ? 2 : 3) || !squeezed_ ? Function::Relu : Function::HardSwish;
      const auto stride = small_ ? kSmallStrides[stage] : kStageStrides[stage];
      for (int block = 0; keys().hasUnder(name(stage, block) + "."); ++block)
        value = this->block(name(stage, block), value, block == 0 ? stride : 1);
    }
    value = pooledHead_ ? headBehindPool(value) : build_.globalPool("global_pool", convolution("conv_head", "bn2", value, 1, true));
    if (!pooledHead_) build_.alias({"global_pool.pool", "global_pool.flatten"}, value);
    if (pooledHead_) build_.alias("flatten", value);
    build_.featuresSite(value);
    build_.head({"classifier", "fc", "head"}, value);
    return build_.finish(family_.starts_with("EfficientNet") ? "efficientnet" : "mobilenet", family_ + " with timm's names",
                         family_ + " (" + std::to_string(build_.channels(value)) + " features)");
  }

 private:
  ShapeReader& keys() { return build_.keys(); }
  static std::string name(int stage, int block) { return "blocks." + std::to_string(stage) + "." + std::to_string(block); }

  /// Which of the networks it is: how many stages, where squeeze-and-excitation stands, and which functions and padding follow from it.
  void look() {
    while (stages_ < 8 && keys().hasUnder(name(stages_, 0) + ".")) ++stages_;
    bool five = false, fused = false;
    for (int stage = 0; stage < stages_; ++stage) {
      for (int block = 0; keys().hasUnder(name(stage, block) + "."); ++block) {
        squeezed_ = squeezed_ || keys().hasUnder(name(stage, block) + ".se.");
        fused = fused || keys().has(name(stage, block) + ".conv_exp.weight");
        const auto depthwise = keys().shape(name(stage, block) + ".conv_dw.weight");
        five = five || (depthwise.size() == 4 && depthwise[2] == 5);
      }
    }
    pooledHead_ = keys().has("conv_head.bias") && !keys().has("bn2.weight");
    small_ = pooledHead_ && stages_ == 6;
    const bool first = keys().hasUnder("blocks.0.0.se.");
    chooseFamily(five, fused, first);
    const bool short6 = fused || small_;
    if (stages_ > 7 || stages_ < (short6 ? 6 : 7)) keys().misfit("blocks.6.0.conv_pw.weight");
    stages_ = std::min(stages_, 7);
    if (pooledHead_ && !keys().has("blocks.1.0.conv_pwl.weight")) keys().misfit("blocks.1.0.conv_pwl.weight");
    choosePadding();
  }

  void chooseFamily(bool five, bool fused, bool squeezedFromTheFirst) {
    if (pooledHead_) {
      family_ = small_ ? "MobileNetV3-Small" : "MobileNetV3-Large";
      function_ = squeezed_ ? Function::HardSwish : Function::Relu;
      squeeze_ = Function::Relu, gate_ = Function::HardSigmoid;
    } else if (fused) {  // the Edge networks have no squeeze-and-excitation
      family_ = squeezed_ ? "EfficientNetV2" : "EfficientNet-Edge";
      function_ = squeezed_ ? Function::Silu : Function::Relu;
    } else if (squeezed_) {
      family_ = squeezedFromTheFirst ? "EfficientNet" : "MNASNet with squeeze-and-excitation";
      function_ = squeezedFromTheFirst ? Function::Silu : Function::Relu;
    } else {
      const auto dw = keys().shape("blocks.1.0.conv_dw.weight"), pw = keys().shape("blocks.1.0.conv_pw.weight");
      const bool sixfold = dw.size() == 4 && pw.size() == 4 && dw[0] == 6 * pw[1];
      const bool separable = !keys().has("blocks.0.0.conv_pwl.weight");
      family_ = !five ? "MobileNetV2" : sixfold && separable ? "EfficientNet-Lite" : "MNASNet";
      function_ = family_ == "MNASNet" ? Function::Relu : Function::Relu6;
    }
    if (!pooledHead_) squeeze_ = function_;
  }

  /// timm's tf_ networks hold the same tensors, but pad as TensorFlow does and divide by another eps.
  void choosePadding() {
    const auto& hints = build_.hints();
    constexpr double kTensorflowEps = 1e-3;
    same_ = hints.samePadding.value_or(hints.normEps && *hints.normEps == kTensorflowEps);
    eps_ = hints.normEps.value_or(same_ ? kTensorflowEps : 1e-5);
    if (hints.samePadding && hints.normEps) return;
    build_.assume(same_ ? "padding as TensorFlow's and BatchNorm eps 1e-3, as in timm's tf_ networks (--network "
                          "padding=symmetric,norm-eps=1e-5 for the others)"
                        : "symmetric padding and BatchNorm eps 1e-5; timm's tf_ networks hold the same tensors and need --network "
                          "padding=same,norm-eps=1e-3");
  }

  int convolution(const std::string& name, const std::string& norm, int input, std::int64_t stride, bool activated) {
    const int value = build_.convolution(
        name, input,
        {.stride = stride, .same = same_, .norm = norm, .function = activated ? std::optional(function_) : std::nullopt, .eps = eps_});
    build_.alias(norm + ".drop", build_.normBefore(value));
    build_.alias(norm + ".act", value);                     // an Identity where there is no function
    if (activated) build_.graph().modules[norm] = value;  // timm's norm holds the function behind it
    return value;
  }

  int block(const std::string& name, int input, std::int64_t stride) {
    int value = input;
    const bool plain = keys().has(name + ".conv.weight"), fused = keys().has(name + ".conv_exp.weight"),
               inverted = keys().has(name + ".conv_pwl.weight") && !fused;
    if (plain) value = convolution(name + ".conv", name + ".bn1", value, stride, true);
    if (fused) value = convolution(name + ".conv_exp", name + ".bn1", value, stride, true);
    if (inverted) value = convolution(name + ".conv_pw", name + ".bn1", value, 1, true);
    if (!plain && !fused) value = convolution(name + ".conv_dw", name + (inverted ? ".bn2" : ".bn1"), value, stride, true);
    build_.alias(name + ".aa", value);
    if (keys().has(name + ".se.conv_reduce.weight")) {
      value = build_.squeezeExcite(name + ".se", name + ".se.conv_reduce", name + ".se.conv_expand", value, squeeze_, gate_);
    } else {
      build_.alias(name + ".se", value);  // an Identity
    }
    if (fused) value = convolution(name + ".conv_pwl", name + ".bn2", value, 1, false);
    else if (inverted) value = convolution(name + ".conv_pwl", name + ".bn3", value, 1, false);
    else if (!plain) value = convolution(name + ".conv_pw", name + ".bn2", value, 1, false);
    build_.alias(name + ".drop_path", value);
    if (stride == 1 && build_.channels(value) == build_.channels(input)) value = build_.add(name, value, input);
    else build_.graph().modules[name] = value;
    build_.blockSite(name, value);
    return value;
  }

  /// MobileNetV3: pool, a layer with a bias and its function.
  int headBehindPool(int value) {
    value = build_.globalPool("global_pool", value);
    build_.alias({"global_pool.pool", "global_pool.flatten"}, value);
    value = build_.hidden("conv_head", "act2", value, squeezed_ ? Function::HardSwish : Function::Relu);
    build_.alias("norm_head", build_.graph().nodes[value].op == Op::Activation ? build_.graph().nodes[value].inputs[0] : value);
    return value;
  }

  NetworkBuilder build_;
  double eps_ = 1e-5;
  bool same_ = false;
  bool squeezed_ = false;
  bool pooledHead_ = false;
  bool small_ = false;
  int stages_ = 0;
  std::string family_;
  Function function_ = Function::Relu6;
  Function squeeze_ = Function::Silu, gate_ = Function::Sigmoid;  ///< of squeeze-and-excitation
};

}  // namespace

Inference inferTimmEfficientnet(const ShapeTable& shapes, const NetworkHints& hints) {
  const bool known = shapes.contains("blocks.0.0.conv_dw.weight") || shapes.contains("blocks.0.0.conv.weight") ||
                     shapes.contains("blocks.0.0.conv_exp.weight");
  if (!shapes.contains("conv_stem.weight") || !known) return NoNetwork{};
  return TimmEfficientnetBuilder(shapes, hints).run();
}

}  // namespace spurioscope
