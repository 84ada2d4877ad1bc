#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

/// `features.N` and `classifier.N` of one Sequential each: what has no parameters is told by the gaps between the numbers. Between
/// two convolutions of VGG lie conv [norm] ReLU [max pool]; AlexNet is known by its first window of 11.
class VggBuilder {
 public:
  VggBuilder(const ShapeTable& shapes, const NetworkHints& hints) : build_(shapes, hints) {}

  Inference run() {
    const auto first = keys().shape("features.0.weight");
    if (first.size() != 4 || keys().hasUnder("features.0.0") || convolutions().size() < 2) return NoNetwork{};
    alexnet_ = first[2] == 11;
    const auto numbers = convolutions();
    int value = build_.images("features.0.weight", 224);
    for (std::size_t i = 0; i < numbers.size(); ++i) value = convolution(numbers, i, value);
    value = keys().has("pre_logits.fc1.weight") ? convolutionalHead(value) : classifier(value);
    return build_.finish(alexnet_ ? "alexnet" : "vgg", alexnet_ ? "AlexNet with torchvision's names" : "VGG with torchvision's names",
                         keys().has("pre_logits.fc1.weight")
                             ? "VGG-" + std::to_string(numbers.size() + 3) + (normed_ ? " with BatchNorm" : "")
                             : describe(numbers.size()));
  }

 private:
  ShapeReader& keys() { return build_.keys(); }

  static std::string feature(int number) { return "features." + std::to_string(number); }

  std::vector<int> convolutions() {
    std::vector<int> numbers;
    for (int i = 0; i < 200; ++i) {
      if (keys().shape(feature(i) + ".weight").size() == 4) numbers.push_back(i);
    }
    return numbers;
  }

  int convolution(const std::vector<int>& numbers, std::size_t which, int value) {
    const int number = numbers[which];
    const bool norm = keys().has(feature(number + 1) + ".running_mean");
    normed_ = normed_ || norm;
    const int relu = number + (norm ? 2 : 1);
    NetworkBuilder::ConvolutionOptions options{.norm = norm ? feature(number + 1) : "", .eps = build_.hints().normEps.value_or(1e-5)};
    if (alexnet_) {
      options.stride = which == 0 ? 4 : 1;
      options.padding = which == 0 ? 2 : -1;
    }
    value = build_.convolution(feature(number), value, options);
    value = build_.activation(feature(relu), value, Function::Relu);
    siteBehind(value);
    const bool last = which + 1 == numbers.size();
    // A gap, or the end of the features, is a pool.
    if (last || numbers[which + 1] > relu + 1) value = build_.maxPool(feature(relu + 1), value, alexnet_ ? 3 : 2, 2);
    return value;
  }

  /// The ReLU has a name of its own here; the site of the convolution before it looks at it.
  void siteBehind(int relu) {
    if (!build_.graph().sites.empty()) build_.graph().sites.back().value = relu;
  }

  /// timm's: the hidden layers are convolutions over the last map.
  int convolutionalHead(int value) {
    value = build_.convolution("pre_logits.fc1", value, {.padding = 0, .function = Function::Relu});
    build_.alias({"pre_logits.act1", "pre_logits.drop"}, value);
    value = build_.convolution("pre_logits.fc2", value, {.padding = 0, .function = Function::Relu});
    build_.alias("pre_logits.act2", value);
    value = build_.globalPool("head.global_pool", value);
    build_.alias({"head.global_pool.pool", "head.global_pool.flatten", "head.drop"}, value);
    build_.featuresSite(value);
    build_.head({"head.fc", "head", "fc"}, value);
    build_.alias("head.flatten", build_.graph().logits);
    return value;
  }

  int classifier(int value) {
    const auto shape = classifierShape();
    const int channels = build_.channels(value);
    const std::int64_t places = shape.empty() || channels == 0 ? 0 : shape[1] / channels;
    std::int64_t side = 1;
    while (side * side < places) ++side;
    if (places == 0 || side * side != places) {
      keys().misfit(classifierNames().front() + ".weight");
      return value;
    }
    value = build_.add({.op = Op::AdaptivePool, .name = "avgpool", .inputs = {value}, .channels = channels, .size = {side, side}});
    if (side > 1) {
      value = build_.add(
          {.op = Op::Flatten, .name = "flatten", .inputs = {value}, .channels = static_cast<int>(channels * places), .size = {side, side}});
    }
    const auto names = classifierNames();
    int next = 0;
    const auto dropoutsUpTo = [&](int number) {
      for (; next < number; ++next) build_.alias("classifier." + std::to_string(next), value);
    };
    for (std::size_t i = 0; i + 1 < names.size(); ++i) {
      const int number = std::stoi(names[i].substr(names[i].rfind('.') + 1));
      dropoutsUpTo(number);
      value = build_.hidden(names[i], "classifier." + std::to_string(number + 1), value, Function::Relu);
    }
    const std::string prefix = "classifier.";
    if (names.size() > 1 && names.back().starts_with(prefix)) dropoutsUpTo(std::stoi(names.back().substr(prefix.size())));
    build_.featuresSite(value);
    build_.head({names.back()}, value);
    return value;
  }

  /// Linear layers in order: "classifier.0", "classifier.3", "classifier.6"; or a single "classifier", "fc" or "head".
  std::vector<std::string> classifierNames() {
    std::vector<std::string> names;
    for (int i = 0; i < 20; ++i) {
      const auto name = "classifier." + std::to_string(i);
      if (keys().shape(name + ".weight").size() == 2) names.push_back(name);
    }
    // The last one may be a Sequential(Linear, Softmax) of its own: "classifier.6.0".
    for (int i = 0; i < 20; ++i) {
      const auto name = "classifier." + std::to_string(i);
      if (keys().shape(name + ".0.weight").size() == 2) names.push_back(name);
    }
    for (const char* single : {"classifier", "fc", "head"}) {
      if (keys().shape(std::string(single) + ".weight").size() == 2) names.push_back(single);
    }
    if (names.empty()) names.push_back("classifier.0");
    return names;
  }

  std::vector<std::int64_t> classifierShape() {
    const auto name = classifierNames().front();
    const auto shape = keys().shape(name + ".weight");
    return shape.size() == 2 ? shape : keys().shape(name + ".0.weight");
  }

  std::string describe(std::size_t convolutions) {
    if (alexnet_) return "AlexNet";
    return "VGG-" + std::to_string(convolutions + classifierNames().size()) + (normed_ ? " with BatchNorm" : "");
  }

  NetworkBuilder build_;
  bool alexnet_ = false;
  bool normed_ = false;
};

}  // namespace

Inference inferVgg(const ShapeTable& shapes, const NetworkHints& hints) { return VggBuilder(shapes, hints).run(); }

}  // namespace spurioscope
