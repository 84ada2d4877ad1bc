#include "training/initialise.h"

#include <cmath>

#include "base/random.h"

namespace spurioscope {
namespace {

Random randomFor(std::uint64_t seed, const std::string& name) {
  std::uint64_t hash = splitmix64(seed);
  for (const char c : name) hash = splitmix64(hash ^ static_cast<unsigned char>(c));
  return Random(hash);
}

void addNorm(ShapeTable& shapes, const std::string& name, std::int64_t channels) {
  for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"}) shapes[name + part] = {channels};
}

}  // namespace

ShapeTable smallResnetShapes(const std::vector<int>& widths, int classes, int inputChannels) {
  ShapeTable shapes;
  shapes["conv1.weight"] = {widths.front(), inputChannels, 3, 3};
  addNorm(shapes, "bn1", widths.front());
  std::int64_t in = widths.front();
  for (std::size_t stage = 0; stage < widths.size(); ++stage) {
    const std::string block = "layer" + std::to_string(stage + 1) + ".0";
    const std::int64_t out = widths[stage];
    shapes[block + ".conv1.weight"] = {out, in, 3, 3};
    shapes[block + ".conv2.weight"] = {out, out, 3, 3};
    addNorm(shapes, block + ".bn1", out);
    addNorm(shapes, block + ".bn2", out);
    if (in != out) {
      shapes[block + ".downsample.0.weight"] = {out, in, 1, 1};
      addNorm(shapes, block + ".downsample.1", out);
    }
    in = out;
  }
  shapes["fc.weight"] = {classes, in};
  shapes["fc.bias"] = {classes};
  return shapes;
}

Parameters initialParameters(const Graph& graph, const ShapeTable& shapes, std::uint64_t seed) {
  Parameters parameters;
  const auto fill = [&](const std::string& name, auto&& draw) {
    auto tensor = at::empty(shapes.at(name), at::kFloat);
    auto random = randomFor(seed, name);
    auto* values = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i) values[i] = static_cast<float>(draw(random));
    parameters[name] = tensor;
  };
  for (const auto& node : graph.nodes) {
    const auto key = [&](const char* role) { return node.parameters.at(role); };
    if (node.op == Op::Convolution) {
      const auto& shape = shapes.at(key("weight"));
      const double std = std::sqrt(2.0 / static_cast<double>(shape[0] * shape[2] * shape[3]));
      fill(key("weight"), [std](Random& random) { return std * random.normal(); });
      if (node.has("bias")) fill(key("bias"), [](Random&) { return 0.0; });
    } else if (node.op == Op::BatchNorm) {
      for (const char* role : {"weight", "variance"}) fill(key(role), [](Random&) { return 1.0; });
      for (const char* role : {"bias", "mean"}) fill(key(role), [](Random&) { return 0.0; });
    } else if (node.op == Op::Linear) {
      const double bound = 1.0 / std::sqrt(static_cast<double>(shapes.at(key("weight"))[1]));
      const auto uniform = [bound](Random& random) { return bound * (2 * random.uniform() - 1); };
      fill(key("weight"), uniform);
      if (node.has("bias")) fill(key("bias"), uniform);
    }
  }
  return parameters;
}

}  // namespace spurioscope
