#include "tests/model/tiny_networks.h"

#include <ATen/ATen.h>

#include "base/file.h"
#include "base/json.h"
#include "base/random.h"

namespace spurioscope {
namespace {

at::Tensor randomTensor(const std::vector<std::int64_t>& shape, Random& random, double mean, double std) {
  auto tensor = at::empty(shape, at::kFloat);
  auto* values = tensor.data_ptr<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) values[i] = static_cast<float>(mean + std * random.normal());
  return tensor;
}

}  // namespace

Parameters seededParameters(const Graph& graph, const ShapeTable& shapes, std::uint64_t seed) {
  Random random(seed);
  Parameters parameters;
  for (const auto& name : parameterNames(graph)) {
    const auto& shape = shapes.at(name);
    double fan = 1;
    for (std::size_t i = 1; i < shape.size(); ++i) fan *= static_cast<double>(shape[i]);
    if (shape.size() > 1) parameters[name] = randomTensor(shape, random, 0, std::sqrt(2 / fan));
    else if (name.ends_with(".running_var")) parameters[name] = randomTensor(shape, random, 1, 0.2).abs() + 0.3;
    else if (name.ends_with(".weight")) parameters[name] = randomTensor(shape, random, 0.8, 0.5);
    else parameters[name] = randomTensor(shape, random, 0, 0.4);
  }
  return parameters;
}

TinyNetwork::TinyNetwork(const ResnetVariant& variant, std::uint64_t seed, std::int64_t side, std::int64_t n) {
  const auto shapes = resnetShapes(variant);
  network = std::get<Network>(inferNetwork(shapes));
  parameters = seededParameters(network.graph, shapes, seed);
  earlier = seededParameters(network.graph, shapes, seed + 1000);
  folded = std::make_shared<const FoldedGraph>(network.graph, parameters, at::kCPU);
  Random random(seed + 7);
  images = randomTensor({n, variant.inputChannels, side, side}, random, 0, 1);
}

TinyNetwork::TinyNetwork(const ReferenceName& reference, std::uint64_t seed, std::int64_t n) {
  const auto file = std::string(SPURIOSCOPE_TESTS_DIR) + "/model/references/" + reference.text + ".json";
  const auto json = parseJson(readTextFile(file), file);
  ShapeTable shapes;
  for (const auto& tensor : json.at("tensors")) shapes[tensor.at("key")] = tensor.at("shape").get<std::vector<std::int64_t>>();
  network = std::get<Network>(inferNetwork(shapes, hintsOf(json.at("hyperparameters"))));
  parameters = seededParameters(network.graph, shapes, seed);
  earlier = seededParameters(network.graph, shapes, seed + 1000);
  folded = std::make_shared<const FoldedGraph>(network.graph, parameters, at::kCPU);
  Random random(seed + 7);
  if (network.graph.takesTokens) {
    images = at::zeros({n, 3, 9, 1}, at::kLong);
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t t = 0; t < 9 - i; ++t) {  // texts of several lengths, the rest padding
        images[i][0][t][0] = static_cast<std::int64_t>(5 + random.below(190));
        images[i][1][t][0] = 1;
      }
    }
  } else {
    const auto side = json.at("input").at("shape").at(2).get<std::int64_t>();
    images = randomTensor({n, network.architecture.input[0], side, side}, random, 0, 1);
  }
}

std::vector<ChannelOverride> TinyNetwork::resolve(const ChannelEdit& edit) const {
  return resolveEdit(*folded, parameters, edit, sources());
}

OverrideSet TinyNetwork::overrides(const std::vector<ChannelEdit>& edits) const {
  std::vector<ChannelOverride> all;
  for (const auto& edit : edits) {
    const auto some = resolve(edit);
    all.insert(all.end(), some.begin(), some.end());
  }
  return OverrideSet(*folded, std::move(all));
}

EditSources TinyNetwork::sources() const {
  return {[](const Site& site, int) { return std::vector<double>(static_cast<std::size_t>(site.width), 0.3); },
          [this](const std::string&) -> const Parameters& { return earlier; }};
}

Chunk TinyNetwork::chunk(int id) const {
  return {id, images.size(0),
          [images = images] { return images.scalar_type() == at::kLong ? images : images.contiguous(at::MemoryFormat::ChannelsLast); }};
}

at::Tensor TinyNetwork::logits(const OverrideSet& overrides) const { return executor().logits(overrides, chunk()).clone(); }

double relativeDifference(const at::Tensor& a, const at::Tensor& b) {
  const auto exact = b.to(at::kDouble);
  return ((a.to(at::kDouble) - exact).abs().max() / exact.abs().max()).item<double>();
}

}  // namespace spurioscope
