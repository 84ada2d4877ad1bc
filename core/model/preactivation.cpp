#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

/// Residual networks whose norm and ReLU stand before each convolution: Wide ResNets (Zagoruyko) and the pre-activation ResNets of
/// the CIFAR repositories. Their blocks are "layer1.0" (a Sequential a stage) or "block1.layer.0".
/// What differs between the repositories: where a stage begins, some give the shortcut the normed and rectified input (their
/// projection is a bare convolution), others the input as it is; the stride is in the first convolution of a basic block, except
/// where the convolutions have a bias (the networks ported from Lua Torch), which stride in the second.
class PreactivationBuilder {
 public:
  PreactivationBuilder(const ShapeTable& shapes, const NetworkHints& hints) : build_(shapes, hints), eps_(hints.normEps.value_or(1e-5)) {}

  Inference run() {
    grouped_ = keys().has("block1.layer.0.conv1.weight");
    if (!keys().has("conv1.weight") || !isPreactivated()) return NoNetwork{};
    const auto stem = keys().shape("conv1.weight");
    const bool imageNet = stem.size() == 4 && stem[2] >= 7;
    int value = build_.images("conv1.weight", imageNet ? 224 : 32);
    value = build_.convolution("conv1", value, {.stride = imageNet ? 2 : 1});
    if (imageNet) value = build_.maxPool("maxpool", value, 3, 2, 1);
    ported_ = keys().has(blockName(1, 0) + ".conv1.bias");
    for (int stage = 1; keys().hasUnder(blockName(stage, 0) + "."); ++stage) value = this->stage(stage, value);
    for (int gap = stages_ + 1; gap < 10; ++gap) keys().refuseUnder(stageName(gap) + ".");
    for (const char* last : {"bn1", "bn", "norm"}) {  // the networks for CIFAR of one repository have no norm at the end
      if (!keys().has(std::string(last) + ".running_mean")) continue;
      value = build_.activation("relu", build_.norm(last, value, eps_), Function::Relu);
      build_.normSite(last, value);
      break;
    }
    const int pooled = build_.globalPool("avgpool", value);
    build_.featuresSite(pooled);
    build_.head({"fc", "linear", "head", "classifier"}, pooled);
    return build_.finish("preactivation-resnet", "pre-activation or Wide ResNet", describe());
  }

 private:
  ShapeReader& keys() { return build_.keys(); }
  std::string stageName(int stage) const { return grouped_ ? "block" + std::to_string(stage) + ".layer" : "layer" + std::to_string(stage); }
  std::string blockName(int stage, int block) const { return stageName(stage) + "." + std::to_string(block); }

  /// The first norm of a block has as many channels as go into its first convolution; seen where that has another number of outputs.
  bool isPreactivated() {
    for (int stage = 1; stage < 10; ++stage) {
      const auto norm = keys().shape(blockName(stage, 0) + ".bn1.weight");
      const auto weight = keys().shape(blockName(stage, 0) + ".conv1.weight");
      if (norm.size() == 1 && weight.size() == 4 && weight[0] != weight[1]) return norm[0] == weight[1];
    }
    return false;
  }

  int stage(int stage, int value) {
    int block = 0;
    for (; keys().hasUnder(blockName(stage, block) + "."); ++block)
      value = this->block(blockName(stage, block), value, block == 0 && stage > 1 ? 2 : 1);
    build_.graph().modules[stageName(stage)] = value;
    if (grouped_) build_.graph().modules["block" + std::to_string(stage)] = value;
    blocks_ += block;
    stages_ += 1;
    widths_ += (widths_.empty() ? "" : "-") + std::to_string(build_.channels(value));
    return value;
  }

  int block(const std::string& name, int input, std::int64_t stride) {
    bottleneck_ = keys().has(name + ".conv3.weight");
    const int begun = build_.activation(name + ".relu1", build_.norm(name + ".bn1", input, eps_), Function::Relu);
    build_.normSite(name + ".bn1", begun);
    const auto normed = [&](const char* conv, const char* norm, int value, std::int64_t by) {
      return build_.convolution(name + conv, value, {.stride = by, .norm = name + norm, .function = Function::Relu, .eps = eps_});
    };
    int value = normed(".conv1", ".bn2", begun, bottleneck_ || ported_ ? 1 : stride);
    build_.alias(name + ".relu2", value);
    if (bottleneck_) {
      value = normed(".conv2", ".bn3", value, stride);
      build_.alias(name + ".relu3", value);
    }
    value = build_.convolution(name + (bottleneck_ ? ".conv3" : ".conv2"), value, {.stride = ported_ && !bottleneck_ ? stride : 1});
    value = build_.add(name, value, shortcut(name, input, begun, stride));
    build_.blockSite(name, value);
    return value;
  }

  int shortcut(const std::string& block, int input, int begun, std::int64_t stride) {
    for (const char* part : {".convShortcut", ".shortcut.0", ".shortcut", ".downsample.0"}) {
      const auto name = block + part;
      if (keys().shape(name + ".weight").size() != 4) continue;
      return build_.convolution(name, ported_ ? input : begun, {.stride = stride});
    }
    build_.alias(block + ".shortcut", input);
    return input;
  }

  std::string describe() const {
    if (bottleneck_ || stages_ != 3)
      return "Pre-activation ResNet-" + std::to_string(blocks_ * (bottleneck_ ? 3 : 2) + 2) + " (widths " + widths_ + ")";
    const auto first = std::stoi(widths_);
    const auto depth = std::to_string(blocks_ * 2 + 4);
    return first % 16 == 0 ? "Wide ResNet-" + depth + "-" + std::to_string(first / 16)
                           : "Wide ResNet-" + depth + " (widths " + widths_ + ")";
  }

  NetworkBuilder build_;
  double eps_;
  bool grouped_ = false;
  bool ported_ = false;
  bool bottleneck_ = false;
  int blocks_ = 0;
  int stages_ = 0;
  std::string widths_;
};

}  // namespace

Inference inferPreactivation(const ShapeTable& shapes, const NetworkHints& hints) { return PreactivationBuilder(shapes, hints).run(); }

}  // namespace spurioscope
