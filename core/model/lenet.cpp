#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

/// One Sequential of numbered parts: convolutions of 5 x 5 that keep the size, each with ReLU and a max pool of 2, what flattens, and
/// linear layers with ReLU between them: 0, 3, 7, 9 in the network for 28 x 28 images. What has no weights is told by the gaps.
class LenetBuilder {
 public:
  LenetBuilder(const ShapeTable& shapes, const NetworkHints& hints) : build_(shapes, hints) {}

  Inference run() {
    int part = 0;
    for (; kernel(part) && convolutions_ < kMostConvolutions; part += 3) ++convolutions_;
    if (convolutions_ == 0 || keys().shape(name(part + 1) + ".weight").size() != 2) return NoNetwork{};
    const int first = part + 1;  // behind what flattens
    const auto side = sideOf(first);
    int value = build_.images("0.weight", side << convolutions_);
    for (int i = 0; i < part; i += 3) {
      value = build_.convolution(name(i), value, {});
      value = build_.activation(name(i + 1), value, Function::Relu);
      if (!build_.graph().sites.empty()) build_.graph().sites.back().value = value;
      value = build_.maxPool(name(i + 2), value, 2, 2);
    }
    value = build_.add({.op = Op::Flatten,
                        .name = name(part),
                        .inputs = {value},
                        .channels = static_cast<int>(build_.channels(value) * side * side),
                        .size = {side, side}});
    int layer = first;
    for (; keys().shape(name(layer + 2) + ".weight").size() == 2; layer += 2)
      value = build_.hidden(name(layer), name(layer + 1), value, Function::Relu);
    build_.featuresSite(value);
    build_.head({name(layer)}, value);
    build_.assume("convolutions that keep the size of the map, ReLU and max pools of 2, as in the source project");
    return build_.finish("lenet", "LeNet of localizing-memorization", "LeNet-" + std::to_string(convolutions_ + (layer - first) / 2 + 1));
  }

 private:
  ShapeReader& keys() { return build_.keys(); }
  static std::string name(int part) { return std::to_string(part); }

  bool kernel(int part) {
    const auto shape = keys().shape(name(part) + ".weight");
    return shape.size() == 4 && shape[2] == 5 && shape[3] == 5;
  }

  /// Of the map that is flattened: the first linear layer takes channels * side * side.
  std::int64_t sideOf(int linear) {
    const auto in = keys().shape(name(linear) + ".weight")[1], channels = keys().shape(name(linear - 4) + ".weight")[0];
    for (std::int64_t side = 1; side <= 64 && channels > 0 && in % channels == 0; ++side) {
      if (in / channels == side * side) return side;
    }
    keys().misfit(name(linear) + ".weight");
    return 1;
  }

  static constexpr int kMostConvolutions = 6;
  NetworkBuilder build_;
  int convolutions_ = 0;
};

}  // namespace

Inference inferLenet(const ShapeTable& shapes, const NetworkHints& hints) { return LenetBuilder(shapes, hints).run(); }

}  // namespace spurioscope
