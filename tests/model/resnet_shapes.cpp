#include "tests/model/resnet_shapes.h"

namespace spurioscope {
namespace {

class ShapeWriter {
 public:
  explicit ShapeWriter(const ResnetVariant& variant) : variant_(variant) {}

  ShapeTable write() {
    const int stem = variant_.stemWidth > 0 ? variant_.stemWidth : variant_.widths.front();
    const int side = variant_.imageNetStem ? 7 : 3;
    convolution("conv1", "bn1", stem, variant_.inputChannels, side);
    std::int64_t in = stem;
    for (std::size_t stage = 0; stage < variant_.widths.size(); ++stage) {
      for (int index = 0; index < variant_.blocks[stage]; ++index) {
        in = block("layer" + std::to_string(stage + 1) + "." + std::to_string(index), in, variant_.widths[stage], stage > 0 && index == 0);
      }
    }
    shapes_[variant_.head + ".weight"] = {variant_.classes, in};
    shapes_[variant_.head + ".bias"] = {variant_.classes};
    return shapes_;
  }

 private:
  void convolution(const std::string& name, const std::string& norm, std::int64_t out, std::int64_t in, std::int64_t side) {
    shapes_[name + ".weight"] = {out, in, side, side};
    for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"}) shapes_[norm + part] = {out};
    if (variant_.counters) shapes_[norm + ".num_batches_tracked"] = {};
  }

  std::int64_t block(const std::string& name, std::int64_t in, std::int64_t width, bool strided) {
    const std::int64_t out = variant_.bottleneck ? width * variant_.expansion : width, inner = width * variant_.innerFactor;
    if (variant_.bottleneck) {
      convolution(name + ".conv1", name + ".bn1", inner, in, 1);
      convolution(name + ".conv2", name + ".bn2", inner, inner / variant_.groups, 3);
      convolution(name + ".conv3", name + ".bn3", out, inner, 1);
    } else {
      convolution(name + ".conv1", name + ".bn1", out, in / variant_.groups, 3);
      convolution(name + ".conv2", name + ".bn2", out, out / variant_.groups, 3);
    }
    if (strided || in != out) convolution(name + ".downsample.0", name + ".downsample.1", out, in, 1);
    return out;
  }

  const ResnetVariant& variant_;
  ShapeTable shapes_;
};

}  // namespace

ShapeTable resnetShapes(const ResnetVariant& variant) { return ShapeWriter(variant).write(); }

}  // namespace spurioscope
