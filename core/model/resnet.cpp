#include <set>

#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

class ResnetBuilder {
 public:
  ResnetBuilder(const ShapeTable& shapes, const NetworkHints& hints) : build_(shapes, hints), eps_(hints.normEps.value_or(1e-5)) {}

  Inference run() {
    if (!(keys().has("conv1.weight") || keys().has("conv1.0.weight")) || !keys().has("layer1.0.conv1.weight")) return NoNetwork{};
    if (build_.hints().antialiased.value_or(false))
      keys().misfit("layer2.0.aa (config.json names a network with blurring pools, which no family has)");
    int value = stem();
    for (int stage = 1; stage < 10 && !projectsAnywhere_; ++stage) projectsAnywhere_ = projection(blockName(stage, 0)).has_value();
    for (int stage = 1; keys().hasUnder(blockName(stage, 0) + "."); ++stage) value = this->stage(stage, value);
    for (int gap = static_cast<int>(blocks_.size()) + 1; gap < 10; ++gap) keys().refuseUnder("layer" + std::to_string(gap) + ".");
    const int pooled = build_.globalPool("avgpool", value);
    build_.alias({"global_pool", "global_pool.pool", "global_pool.flatten"}, pooled);
    build_.featuresSite(pooled);
    build_.head({"fc", "linear", "head", "classifier"}, pooled);
    return build_.finish("resnet", "ResNet with torchvision's names", describe());
  }

 private:
  static std::string blockName(int stage, int block) { return "layer" + std::to_string(stage) + "." + std::to_string(block); }
  ShapeReader& keys() { return build_.keys(); }

  int convolution(const std::string& name, const std::string& norm, int input, std::int64_t stride, bool relu) {
    const int value = build_.convolution(
        name, input, {.stride = stride, .norm = norm, .function = relu ? std::optional(Function::Relu) : std::nullopt, .eps = eps_});
    const auto shape = keys().shape(name + ".weight");
    if (shape.size() == 4) groups_ = std::max(groups_, build_.channels(input) / std::max<std::int64_t>(1, shape[1]));
    return value;
  }

  int stem() {
    const bool deep = keys().has("conv1.0.weight");  // timm: three 3x3 convolutions
    const std::string first = deep ? "conv1.0" : "conv1";
    const auto shape = keys().shape(first + ".weight");
    imageNetStem_ = deep || (shape.size() == 4 && shape[2] >= 5);
    int value = build_.images(first + ".weight", imageNetStem_ ? 224 : 32);
    if (deep) {
      value = convolution("conv1.0", "conv1.1", value, 2, true);
      value = convolution("conv1.3", "conv1.4", value, 1, true);
      value = convolution("conv1.6", "bn1", value, 1, true);
      if (const auto last = build_.graph().findModule("conv1.6")) build_.graph().modules["conv1"] = *last;
    } else {
      value = convolution("conv1", "bn1", value, imageNetStem_ ? 2 : 1, true);
    }
    for (const char* name : {"relu", "act1"}) build_.graph().modules[name] = value;
    return imageNetStem_ ? build_.maxPool("maxpool", value, 3, 2, 1) : value;
  }

  int stage(int stage, int value) {
    int blocks = 0;
    for (; keys().hasUnder(blockName(stage, blocks) + "."); ++blocks) value = block(stage, blocks, value);
    build_.graph().modules["layer" + std::to_string(stage)] = value;
    blocks_.push_back(blocks);
    widths_.push_back(build_.channels(value));
    return value;
  }

  int block(int stage, int index, int input) {
    const std::string name = blockName(stage, index);
    const bool projects = projection(name).has_value();
    bottleneck_ = keys().has(name + ".conv3.weight");
    const auto first = keys().shape(name + ".conv1.weight");
    const bool padded = index == 0 && padsShortcuts() && first.size() == 4 && first[0] > build_.channels(input);
    // Where a stage begins without a projection and with as many channels, nothing was strided.
    const std::int64_t stride = stage > 1 && index == 0 && (projects || padded) ? 2 : 1;
    int value = convolution(name + ".conv1", name + ".bn1", input, bottleneck_ ? 1 : stride, true);
    build_.alias(name + ".act1", value);
    // What timm's networks hold at these places does nothing in the ones without blurring and dropped blocks.
    if (!bottleneck_) build_.alias(name + ".aa", value);
    if (!bottleneck_) build_.alias(name + ".drop_block", build_.normBefore(value));
    if (bottleneck_) {
      innerWidth_ = build_.channels(value);
      value = convolution(name + ".conv2", name + ".bn2", value, stride, true);
      build_.alias({name + ".act2", name + ".aa"}, value);
      build_.alias(name + ".drop_block", build_.normBefore(value));
      value = convolution(name + ".conv3", name + ".bn3", value, 1, false);
    } else {
      value = convolution(name + ".conv2", name + ".bn2", value, 1, false);
    }
    if (keys().has(name + ".se.fc1.weight") && keys().has(name + ".se.fc2.weight")) {
      value = build_.squeezeExcite(name + ".se", name + ".se.fc1", name + ".se.fc2", value, Function::Relu, Function::Sigmoid);
      squeezed_ = true;
    }
    const int other = projects ? shortcut(name, input, stride) : padded ? paddedShortcut(name, input, value) : input;
    const int out = build_.activation(name, build_.add(name + ".add", value, other), Function::Relu);
    build_.blockSite(name, out);
    // A function that a block calls several times gave its output last.
    for (const char* function : {".relu", bottleneck_ ? ".act3" : ".act2"}) build_.graph().modules[name + function] = out;
    if (!projects) build_.graph().modules.emplace(name + ".shortcut", other);
    return out;
  }

  /// The CIFAR networks of the first ResNet paper (its option A) have no projections: every second place, and zeros for the channels
  /// that a stage adds, as many on both sides.
  bool padsShortcuts() const { return !imageNetStem_ && !bottleneck_ && !projectsAnywhere_; }

  int paddedShortcut(const std::string& block, int input, int sum) {
    const int inside = build_.channels(input), wanted = build_.channels(sum);
    const int halved = build_.averagePool(block + ".shortcut.every_second", input, 1, 2);
    return build_.add(
        {.op = Op::PadChannels, .name = block + ".shortcut", .inputs = {halved}, .channels = wanted, .index = (wanted - inside) / 2});
  }

  /// Where a block's projection lies: "downsample.0", "shortcut.0" or timm's "downsample.1" behind an average pool.
  std::optional<std::string> projection(const std::string& block) {
    for (const char* candidate : {".downsample.0", ".shortcut.0", ".downsample.1"}) {
      if (keys().shape(block + candidate + ".weight").size() == 4) return block + candidate;
    }
    for (const char* damaged : {".downsample.0", ".shortcut.0"}) {
      if (keys().has(block + damaged + ".weight")) return block + damaged;
    }
    return std::nullopt;
  }

  int shortcut(const std::string& block, int input, std::int64_t stride) {
    const auto name = *projection(block);
    const auto dot = name.rfind('.');
    const bool pooled = name.substr(dot + 1) == "1";
    const auto norm = name.substr(0, dot + 1) + (pooled ? "2" : "1");
    if (!pooled) return convolution(name, norm, input, stride, false);
    int value = input;
    if (stride == 1) build_.alias(name.substr(0, dot) + ".0", value);  // an Identity
    if (stride > 1) {
      value = build_.averagePool(name.substr(0, dot) + ".0", input, 2, 2);
      build_.graph().nodes[value].window.ceiling = true;
    }
    return convolution(name, norm, value, 1, false);
  }

  std::string describe() const {
    int layers = 2;
    for (const int blocks : blocks_) layers += blocks * (bottleneck_ ? 3 : 2);
    const int base = imageNetStem_ ? 64 : 0;
    const int expansion = bottleneck_ ? 4 : 1;
    const bool plain = blocks_.size() == 4 && base == 64 && widths_[0] == 64 * expansion && widths_[3] == 512 * expansion;
    const int standardInner = 512;
    const std::string size = std::to_string(layers);
    const std::string prefix = squeezed_ ? "SE-" : "";
    const bool known = std::set<std::vector<int>>{{2, 2, 2, 2}, {3, 4, 6, 3}, {3, 4, 23, 3}, {3, 8, 36, 3}}.contains(blocks_);
    if (plain && known && groups_ > 1)
      return prefix + "ResNeXt-" + size + " " + std::to_string(groups_) + "x" + std::to_string(innerWidth_ / 8 / groups_) + "d";
    if (plain && known && bottleneck_ && innerWidth_ > standardInner)
      return prefix + "Wide ResNet-" + size + "-" + std::to_string(innerWidth_ / standardInner);
    if (plain && known) return prefix + "ResNet-" + size;
    std::string widths;
    for (const int width : widths_) widths += (widths.empty() ? "" : "-") + std::to_string(width);
    return prefix + "ResNet-" + size + " (" + (bottleneck_ ? "bottleneck" : "basic") + " blocks, widths " + widths + ")";
  }

  NetworkBuilder build_;
  double eps_;
  bool imageNetStem_ = true;
  bool bottleneck_ = false;
  bool squeezed_ = false;
  bool projectsAnywhere_ = false;
  std::int64_t groups_ = 1;  ///< most groups of any convolution
  int innerWidth_ = 0;       ///< of the last bottleneck
  std::vector<int> blocks_;
  std::vector<int> widths_;
};

}  // namespace

Inference inferResnet(const ShapeTable& shapes, const NetworkHints& hints) { return ResnetBuilder(shapes, hints).run(); }

}  // namespace spurioscope
