#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

/// The small networks for 32 x 32 images that localizing-memorization (and before it the fast CIFAR trainers) use: convolution, norm
/// and ReLU as one part, residual pairs "<part>.module.{0,1}", a global maximum and a linear layer without bias whose answer is
/// multiplied by 0.2. The parts are numbered (a Sequential) or named conv1, conv2, res1, conv3, res2, conv4, linear.
class Resnet9Builder {
 public:
  Resnet9Builder(const ShapeTable& shapes, const NetworkHints& hints) : build_(shapes, hints), eps_(hints.normEps.value_or(1e-5)) {}

  Inference run() {
    named_ = keys().has("conv1.0.weight");
    listParts();
    if (parts_.size() < 2 || residuals_ == 0) return NoNetwork{};
    int value = build_.images(parts_.front() + ".0.weight", 32);
    for (std::size_t i = 0; i < parts_.size(); ++i) value = part(i, value);
    value = build_.globalMaxPool("pool", value);
    if (!named_) {  // the pool and what flattens
      for (int i = std::stoi(parts_.back()) + 1; i < headNumber(); ++i) build_.alias(std::to_string(i), value);
    }
    build_.featuresSite(value);
    build_.head({named_ ? "linear" : std::to_string(headNumber())}, value);
    if (build_.architecture().classes > 0) {
      auto& graph = build_.graph();
      graph.logits = build_.times("mul", graph.logits, 0.2);
      if (!named_) build_.alias(std::to_string(headNumber() + 1), graph.logits);
      build_.assume("logits times 0.2 behind the linear layer, as in the source project");
    }
    return build_.finish("resnet9", "ResNet-9 of localizing-memorization", "ResNet-" + std::to_string(layers_ + 1));
  }

 private:
  ShapeReader& keys() { return build_.keys(); }

  bool residual(const std::string& part) { return keys().has(part + ".module.0.0.weight"); }

  void listParts() {
    static const std::vector<std::string> kNames{"conv1", "conv2", "res1", "conv3", "res2", "conv4"};
    for (int i = 0; i < kParts; ++i) {
      if (named_ && i >= static_cast<int>(kNames.size())) break;
      const auto name = named_ ? kNames[static_cast<std::size_t>(i)] : std::to_string(i);
      if (!residual(name) && keys().shape(name + ".0.weight").size() != 4) continue;
      parts_.push_back(name);
      residuals_ += residual(name) ? 1 : 0;
    }
  }

  /// Whether a max pool of 2 stands before the part: the number that is missing from a Sequential; in the named form before "res2".
  bool pooledBefore(std::size_t i) const {
    if (i == 0) return false;
    return named_ ? parts_[i] == "res2" : std::stoi(parts_[i]) - std::stoi(parts_[i - 1]) == 2;
  }

  int part(std::size_t i, int value) {
    const auto& name = parts_[i];
    if (pooledBefore(i)) value = build_.maxPool(named_ ? "maxpool" : std::to_string(std::stoi(name) - 1), value, 2, 2);
    if (residual(name)) {
      const int inside = convolution(name + ".module.1", convolution(name + ".module.0", value, {}), {});
      value = build_.add(name, value, inside);
      build_.blockSite(name, value);
      return value;
    }
    const auto shape = keys().shape(name + ".0.weight");
    NetworkBuilder::ConvolutionOptions options;
    options.stride = shape.size() == 4 && shape[2] == 5 ? 2 : 1;
    // The one that follows the last residual pair does not pad.
    if (i + 1 == parts_.size() && i > 0 && residual(parts_[i - 1])) options.padding = 0;
    return convolution(name, value, options);
  }

  int convolution(const std::string& name, int input, NetworkBuilder::ConvolutionOptions options) {
    options.norm = name + ".1";
    options.function = Function::Relu;
    options.eps = eps_;
    ++layers_;
    const int value = build_.convolution(name + ".0", input, options);
    build_.graph().modules[name] = value;
    return value;
  }

  int headNumber() {
    for (int i = std::stoi(parts_.back()) + 1; i < kParts; ++i) {
      if (keys().has(std::to_string(i) + ".weight")) return i;
    }
    return kParts;
  }

  static constexpr int kParts = 24;
  NetworkBuilder build_;
  double eps_;
  bool named_ = false;
  std::vector<std::string> parts_;
  int residuals_ = 0;
  int layers_ = 0;
};

}  // namespace

Inference inferResnet9(const ShapeTable& shapes, const NetworkHints& hints) { return Resnet9Builder(shapes, hints).run(); }

}  // namespace spurioscope
