#include "model/resnet.h"

#include <set>

namespace spurioscope {
namespace {

class ResnetBuilder {
 public:
  explicit ResnetBuilder(const ShapeTable& shapes) : keys_(shapes) {}

  Inference build() {
    if (!keys_.has("conv1.weight") || !keys_.has("layer1.0.conv1.weight")) return NoNetwork{};
    int value = stem();
    for (int stage = 1; keys_.has(blockName(stage, 0) + ".conv1.weight"); ++stage) value = this->stage(stage, value);
    head(value);
    if (!keys_.complete()) return keys_.report("ResNet with torchvision's names");
    network_.architecture.name = describe();
    network_.ignored = keys_.left();
    return std::move(network_);
  }

 private:
  static std::string blockName(int stage, int block) { return "layer" + std::to_string(stage) + "." + std::to_string(block); }
  Graph& graph() { return network_.graph; }

  /// Convolution, its norm and (optionally) a ReLU; adds the site. Returns the last node.
  int convolution(const std::string& name, const std::string& norm, int input, std::int64_t stride, bool relu) {
    const auto shape = keys_.take(name + ".weight", 4);
    const std::int64_t in = graph().nodes[input].channels;
    if (shape.empty() || in <= 0) return input;
    const auto groups = in % shape[1] == 0 ? in / shape[1] : 0;
    if (groups < 1 || shape[0] % groups != 0) {
      keys_.misfit(name + ".weight");
      return input;
    }
    const bool bias = keys_.has(name + ".bias");
    if (bias) keys_.take(name + ".bias", 1);
    keys_.takeBatchNorm(norm, shape[0]);
    const int channels = static_cast<int>(shape[0]);
    const Window window{{shape[2], shape[3]}, {stride, stride}, {shape[2] / 2, shape[3] / 2}, {1, 1}, groups};
    const int conv = graph().add({Op::Convolution, name, {input}, channels, window, 0, bias});
    const int normed = graph().add({Op::BatchNorm, norm, {conv}, channels, {}, 1e-5, false});
    const int value = relu ? graph().add({Op::Relu, name + ".relu", {normed}, channels, {}, 0, false}) : normed;
    graph().sites.push_back({name, SiteKind::Convolution, normed, conv, value, channels});
    widest_ = std::max(widest_, groups);
    return value;
  }

  int stem() {
    const auto shape = keys_.has("conv1.weight") ? keys_.take("conv1.weight", 4) : std::vector<std::int64_t>{};
    const int channels = shape.empty() ? 0 : static_cast<int>(shape[1]);
    const int input = graph().add({Op::Input, "input", {}, channels, {}, 0, false});
    imageNetStem_ = !shape.empty() && shape[2] >= 5;
    network_.architecture.family = "resnet";
    network_.architecture.input = {channels, imageNetStem_ ? 224 : 32, imageNetStem_ ? 224 : 32};
    int value = convolution("conv1", "bn1", input, imageNetStem_ ? 2 : 1, true);
    graph().modules["relu"] = value;
    if (imageNetStem_) {
      const Window pool{{3, 3}, {2, 2}, {1, 1}, {1, 1}, 1};
      value = graph().add({Op::MaxPool, "maxpool", {value}, graph().nodes[value].channels, pool, 0, false});
    }
    return value;
  }

  int stage(int stage, int value) {
    int blocks = 0;
    for (; keys_.has(blockName(stage, blocks) + ".conv1.weight"); ++blocks) value = block(stage, blocks, value);
    graph().modules["layer" + std::to_string(stage)] = value;
    blocks_.push_back(blocks);
    widths_.push_back(graph().nodes[value].channels);
    return value;
  }

  int block(int stage, int index, int input) {
    const std::string name = blockName(stage, index);
    const std::string shortcut = keys_.has(name + ".shortcut.0.weight") ? name + ".shortcut" : name + ".downsample";
    const bool projects = keys_.has(shortcut + ".0.weight");
    // Where a stage begins without a projection the shapes agree, so nothing was strided.
    const std::int64_t stride = stage > 1 && index == 0 && projects ? 2 : 1;
    bottleneck_ = keys_.has(name + ".conv3.weight");
    int value = convolution(name + ".conv1", name + ".bn1", input, bottleneck_ ? 1 : stride, true);
    if (bottleneck_) {
      innerWidth_ = graph().nodes[value].channels;
      value = convolution(name + ".conv2", name + ".bn2", value, stride, true);
      value = convolution(name + ".conv3", name + ".bn3", value, 1, false);
    } else {
      value = convolution(name + ".conv2", name + ".bn2", value, 1, false);
    }
    const int other = projects ? convolution(shortcut + ".0", shortcut + ".1", input, stride, false) : input;
    const int channels = graph().nodes[value].channels;
    if (channels != graph().nodes[other].channels) keys_.misfit(shortcut + ".0.weight");
    const int sum = graph().add({Op::Add, name + ".add", {value, other}, channels, {}, 0, false});
    const int out = graph().add({Op::Relu, name, {sum}, channels, {}, 0, false});
    graph().sites.push_back({name, SiteKind::BlockOutput, out, -1, out, channels});
    return out;
  }

  void head(int value) {
    const int channels = graph().nodes[value].channels;
    const int pooled = graph().add({Op::GlobalAveragePool, "avgpool", {value}, channels, {}, 0, false});
    graph().sites.push_back({"features", SiteKind::Features, pooled, -1, pooled, channels});
    std::string name = "fc";
    for (const char* candidate : {"fc", "fc.0", "linear", "head", "classifier"}) {
      if (keys_.has(std::string(candidate) + ".weight")) name = candidate;
    }
    const auto shape = keys_.take(name + ".weight", 2);
    const bool bias = keys_.has(name + ".bias");
    if (bias) keys_.take(name + ".bias", 1);
    if (shape.empty()) return;
    if (shape[1] != channels) keys_.misfit(name + ".weight");
    network_.architecture.classes = static_cast<int>(shape[0]);
    graph().outputsProbabilities = name == "fc.0";
    graph().logits = graph().add({Op::Linear, name, {pooled}, static_cast<int>(shape[0]), {}, 0, bias});
  }

  std::string describe() const {
    int layers = 2;
    for (const int blocks : blocks_) layers += blocks * (bottleneck_ ? 3 : 2);
    const int base = imageNetStem_ ? 64 : 0;
    const bool four = blocks_.size() == 4;
    const int expansion = bottleneck_ ? 4 : 1;
    const bool plain = four && base == 64 && widths_[0] == 64 * expansion && widths_[3] == 512 * expansion;
    const int standardInner = 512;
    const std::string size = std::to_string(layers);
    const bool known = std::set<std::vector<int>>{{2, 2, 2, 2}, {3, 4, 6, 3}, {3, 4, 23, 3}, {3, 8, 36, 3}}.contains(blocks_);
    if (plain && known && widest_ > 1) return "ResNeXt-" + size + " " + std::to_string(widest_) + "x" + std::to_string(innerWidth_ / 8 / widest_) + "d";
    if (plain && known && bottleneck_ && innerWidth_ > standardInner) return "Wide ResNet-" + size + "-" + std::to_string(innerWidth_ / standardInner);
    if (plain && known) return "ResNet-" + size;
    std::string widths;
    for (const int width : widths_) widths += (widths.empty() ? "" : "-") + std::to_string(width);
    return "ResNet-" + size + " (" + (bottleneck_ ? "bottleneck" : "basic") + " blocks, widths " + widths + ")";
  }

  ShapeReader keys_;
  Network network_;
  bool imageNetStem_ = true;
  bool bottleneck_ = false;
  std::int64_t widest_ = 1;  ///< most groups of any convolution
  int innerWidth_ = 0;       ///< of the last bottleneck
  std::vector<int> blocks_;
  std::vector<int> widths_;
};

}  // namespace

Inference inferResnet(const ShapeTable& shapes) { return ResnetBuilder(shapes).build(); }

}  // namespace spurioscope
