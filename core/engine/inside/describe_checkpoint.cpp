#include "engine/inside/describe_checkpoint.h"

#include <filesystem>

#include "base/error.h"
#include "engine/inside/checkpoint_source.h"
#include "model/parameters.h"

namespace spurioscope::engine {
namespace {

ArchitectureInfo describeNetwork(const Network& network, const Checkpoint& checkpoint) {
  ArchitectureInfo info;
  info.family = network.architecture.family;
  info.name = network.architecture.name;
  info.classes = network.architecture.classes;
  info.input.assign(network.architecture.input.begin(), network.architecture.input.end());
  info.outputsProbabilities = network.graph.outputsProbabilities;
  info.assumptions = network.architecture.assumptions;
  for (const auto& name : parameterNames(network.graph)) {
    if (name.ends_with(".running_mean") || name.ends_with(".running_var")) continue;
    std::int64_t count = 1;
    for (const auto size : checkpoint.tensors()[checkpoint.stateDict().at(name)].shape) count *= size;
    info.parameters += count;
  }
  for (const auto& site : network.graph.sites) {
    info.sites.push_back({site.name, std::string(siteKindName(site.kind)), site.channels, 0, 0, site.weights >= 0});
  }
  try {
    fillSiteSizes(info, network.graph, info.input[1], info.input[2]);
  } catch (const Error&) {
    // Too deep for the input size that was guessed: sizes stay 0 until a data set tells the real one.
  }
  return info;
}

}  // namespace

void fillSiteSizes(ArchitectureInfo& architecture, const Graph& graph, std::int64_t height, std::int64_t width) {
  if (graph.takesTokens) {  // tokens are no places of a picture
    for (auto& site : architecture.sites) site.height = site.width = 1;
    return;
  }
  const auto sizes = outputSizes(graph, height, width);
  for (std::size_t i = 0; i < graph.sites.size(); ++i) {
    const auto [h, w] = sizes[graph.sites[i].value];
    const auto grid = patchGrid(graph, h, w).value_or(std::array<int, 2>{static_cast<int>(h), static_cast<int>(w)});
    architecture.sites[i].height = grid[0];
    architecture.sites[i].width = grid[1];
  }
}

CheckpointInfo describeCheckpoint(const Checkpoint& checkpoint, const std::string& source, const Inference& inference,
                                  const DescribeOptions& options) {
  CheckpointInfo info;
  info.source = source;
  info.fileBytes = checkpoint.fileBytes();
  info.format = checkpoint.format();
  info.writer = checkpoint.writer();
  info.epoch = epochOf(checkpoint, source);
  info.epochs = epochsBeside(source);
  for (std::size_t i = 0; i < checkpoint.tensors().size(); ++i) {
    const auto& tensor = checkpoint.tensors()[i];
    TensorRow row{{tensor.path.begin(), tensor.path.end()}, tensor.name, tensor.shape, std::string(dtypeName(tensor.dtype)), {}};
    if (options.sums) row.sum = checkpoint.sum(i);
    info.tensors.push_back(std::move(row));
  }
  for (const auto& scalar : checkpoint.scalars()) info.scalars.push_back({{scalar.path.begin(), scalar.path.end()}, scalar.value});
  for (const auto& item : checkpoint.skipped()) info.skipped.push_back({{item.path.begin(), item.path.end()}, item.reason});
  info.foreignGlobals = checkpoint.foreignGlobals();
  info.warnings = checkpoint.warnings();
  if (const auto* network = std::get_if<Network>(&inference)) {
    info.architecture = describeNetwork(*network, checkpoint);
    for (const auto& key : network->ignored) info.warnings.push_back("'" + key + "' belongs to no part of the network and is ignored");
  } else {
    const auto& no = std::get<NoNetwork>(inference);
    info.mismatch = Mismatch{no.nearest, no.missing, no.unexpected};
  }
  const std::string network = info.architecture ? info.architecture->name : "";
  info.title =
      isDemo(source) ? "fashion-backgrounds, " + network.substr(0, network.find(" (")) : std::filesystem::path(source).filename().string();
  return info;
}

}  // namespace spurioscope::engine
