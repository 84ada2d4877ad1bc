#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

class DensenetBuilder {
 public:
  DensenetBuilder(const ShapeTable& shapes, const NetworkHints& hints) : build_(shapes, hints), eps_(hints.normEps.value_or(1e-5)) {}

  Inference run() {
    if (!keys().has("features.conv0.weight") || !keys().has(layerName(1, 1) + ".norm1.weight")) return NoNetwork{};
    const auto stem = keys().shape("features.conv0.weight");
    const bool imageNet = stem.size() == 4 && stem[2] >= 5;
    int value = build_.images("features.conv0.weight", imageNet ? 224 : 32);
    value = build_.convolution("features.conv0", value,
                               {.stride = imageNet ? 2 : 1, .norm = "features.norm0", .function = Function::Relu, .eps = eps_});
    build_.alias("features.relu0", value);
    rectifiedNorm("features.norm0", value);
    if (imageNet) value = build_.maxPool("features.pool0", value, 3, 2, 1);
    for (int block = 1; keys().has(layerName(block, 1) + ".norm1.weight"); ++block) value = this->block(block, value);
    value = build_.norm("features.norm5", value, eps_);
    const int normed = value;
    value = build_.activation("features.norm5.relu", value, Function::Relu);
    rectifiedNorm("features.norm5", value);
    build_.normSite("features.norm5", value);
    build_.graph().modules["features"] = build_.hints().timm ? value : normed;  // torchvision's ReLU stands behind the module
    const int pooled = build_.globalPool("avgpool", value);
    build_.alias({"global_pool", "global_pool.pool", "global_pool.flatten", "head_drop"}, pooled);
    build_.featuresSite(pooled);
    build_.head({"classifier", "fc", "head"}, pooled);
    return build_.finish("densenet", "DenseNet with torchvision's names", "DenseNet-" + std::to_string(layers_));
  }

 private:
  ShapeReader& keys() { return build_.keys(); }
  static std::string blockName(int block) { return "features.denseblock" + std::to_string(block); }
  static std::string layerName(int block, int layer) { return blockName(block) + ".denselayer" + std::to_string(layer); }

  /// timm's norms hold the ReLU behind them, by the same names as torchvision's that do not.
  void rectifiedNorm(const std::string& name, int relu) {
    if (!build_.hints().timm) return;
    build_.alias(name + ".drop", build_.normBefore(relu));
    build_.alias(name + ".act", relu);
    build_.graph().modules[name] = relu;
  }

  int block(int block, int value) {
    for (int layer = 1; keys().has(layerName(block, layer) + ".norm1.weight"); ++layer) value = this->layer(layerName(block, layer), value);
    build_.graph().modules[blockName(block)] = value;
    build_.blockSite(blockName(block), value);
    const std::string transition = "features.transition" + std::to_string(block);
    if (!keys().has(transition + ".conv.weight")) return value;
    value = build_.activation(transition + ".relu", build_.norm(transition + ".norm", value, eps_), Function::Relu);
    rectifiedNorm(transition + ".norm", value);
    value = build_.convolution(transition + ".conv", value, {});
    ++layers_;
    value = build_.averagePool(transition, value, 2, 2);
    build_.alias(transition + ".pool", value);
    build_.blockSite(transition, value);
    return value;
  }

  /// norm1, ReLU, conv1 1x1, norm2, ReLU, conv2 3x3, put beside the input.
  int layer(const std::string& name, int input) {
    int value = build_.activation(name + ".relu1", build_.norm(name + ".norm1", input, eps_), Function::Relu);
    rectifiedNorm(name + ".norm1", value);
    value = build_.convolution(name + ".conv1", value, {.norm = name + ".norm2", .function = Function::Relu, .eps = eps_});
    build_.alias(name + ".relu2", value);
    rectifiedNorm(name + ".norm2", value);
    value = build_.convolution(name + ".conv2", value, {});
    build_.graph().modules[name] = value;  // the module gives its new channels alone
    layers_ += 2;
    return build_.concatenate(name + ".cat", {input, value});
  }

  NetworkBuilder build_;
  double eps_;
  int layers_ = 2;  ///< the stem and the head; layers and transitions are counted on the way
};

}  // namespace

Inference inferDensenet(const ShapeTable& shapes, const NetworkHints& hints) { return DensenetBuilder(shapes, hints).run(); }

}  // namespace spurioscope
