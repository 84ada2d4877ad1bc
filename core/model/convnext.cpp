#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

/// The parts of a ConvNeXt; names of a block are relative to it.
struct Names {
  std::string stem, stemNorm;
  std::string (*block)(int stage, int block);
  std::string (*downNorm)(int stage);  ///< before stage 1, 2, 3
  std::string (*down)(int stage);
  const char *depthwise, *norm, *hidden, *function, *output, *scale;
  std::string headNorm, head;
};

std::string text(int number) { return std::to_string(number); }

const Names kTorchvision{"features.0.0", "features.0.1",
                         [](int stage, int block) { return "features." + text(2 * stage + 1) + "." + text(block); },
                         [](int stage) { return "features." + text(2 * stage) + ".0"; }, [](int stage) { return "features." + text(2 * stage) + ".1"; },
                         "block.0", "block.2", "block.3", "block.4", "block.5", "layer_scale", "classifier.0", "classifier.2"};
const Names kTimm{"stem.0", "stem.1", [](int stage, int block) { return "stages." + text(stage) + ".blocks." + text(block); },
                  [](int stage) { return "stages." + text(stage) + ".downsample.0"; }, [](int stage) { return "stages." + text(stage) + ".downsample.1"; },
                  "conv_dw", "norm", "mlp.fc1", "mlp.act", "mlp.fc2", "gamma", "head.norm", "head.fc"};
const Names kOriginal{"downsample_layers.0.0", "downsample_layers.0.1", [](int stage, int block) { return "stages." + text(stage) + "." + text(block); },
                      [](int stage) { return "downsample_layers." + text(stage) + ".0"; }, [](int stage) { return "downsample_layers." + text(stage) + ".1"; },
                      "dwconv", "norm", "pwconv1", "act", "pwconv2", "gamma", "norm", "head"};

class ConvnextBuilder {
 public:
  ConvnextBuilder(const ShapeTable& shapes, const NetworkHints& hints, const Names& names) : build_(shapes, hints), names_(names), eps_(hints.normEps.value_or(1e-6)) {}

  Inference run() {
    const auto shape = keys().shape(names_.stem + ".weight");
    int value = build_.images(names_.stem + ".weight", 224);
    value = build_.convolution(names_.stem, value, {.stride = shape.size() == 4 ? shape[2] : 4, .padding = 0});
    value = build_.layerNorm(names_.stemNorm, value, eps_);
    std::string widths;
    for (int stage = 0; keys().hasUnder(names_.block(stage, 0) + "."); ++stage) {
      if (stage > 0) {
        value = build_.layerNorm(names_.downNorm(stage), value, eps_);
        value = build_.convolution(names_.down(stage), value, {.stride = 2, .padding = 0});
      }
      int block = 0;
      for (; keys().hasUnder(names_.block(stage, block) + "."); ++block) value = this->block(names_.block(stage, block), value);
      widths += (widths.empty() ? "" : "-") + text(block) + "x" + text(build_.channels(value));
    }
    value = build_.globalPool("avgpool", value);
    value = build_.layerNorm(names_.headNorm, value, eps_);
    build_.featuresSite(value);
    build_.head({names_.head, "classifier", "fc", "head"}, value);
    return build_.finish("convnext", "ConvNeXt", name(widths));
  }

 private:
  ShapeReader& keys() { return build_.keys(); }

  int block(const std::string& name, int input) {
    const auto at = [&](const char* part) { return name + "." + part; };
    int value = build_.convolution(at(names_.depthwise), input, {});
    value = build_.layerNorm(at(names_.norm), value, eps_);
    value = build_.hidden(at(names_.hidden), at(names_.function), value, build_.hints().activation.value_or(Function::Gelu));
    value = build_.linear(at(names_.output), value);
    if (keys().has(at(names_.scale))) value = build_.scale(at(names_.scale), value);
    value = build_.add(name, value, input);
    build_.blockSite(name, value);
    return value;
  }

  static std::string name(const std::string& widths) {
    static const std::map<std::string, std::string> kKnown{{"3x96-3x192-9x384-3x768", "Tiny"}, {"3x96-3x192-27x384-3x768", "Small"},
                                                           {"3x128-3x256-27x512-3x1024", "Base"}, {"3x192-3x384-27x768-3x1536", "Large"}};
    const auto found = kKnown.find(widths);
    return found != kKnown.end() ? "ConvNeXt-" + found->second : "ConvNeXt (" + widths + ")";
  }

  NetworkBuilder build_;
  const Names& names_;
  double eps_;
};

}  // namespace

Inference inferConvnext(const ShapeTable& shapes, const NetworkHints& hints) {
  if (shapes.contains("features.1.0.block.0.weight") && shapes.contains("features.1.0.layer_scale")) return ConvnextBuilder(shapes, hints, kTorchvision).run();
  if (shapes.contains("stages.0.blocks.0.conv_dw.weight")) return ConvnextBuilder(shapes, hints, kTimm).run();
  if (shapes.contains("stages.0.0.dwconv.weight")) return ConvnextBuilder(shapes, hints, kOriginal).run();
  return NoNetwork{};
}

}  // namespace spurioscope
