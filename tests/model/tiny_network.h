#pragma once

#include <cstdint>

#include <ATen/ATen.h>

#include "base/error.h"
#include "base/random.h"
#include "model/difference.h"
#include "model/differentiable.h"
#include "model/interventions.h"
#include "training/initialise.h"

namespace spurioscope::testing {

/// A seeded ResNet of a few thousand parameters with norms that are not the identity, and 6 images of 3 x 12 x 12.
struct TinyNetwork {
  explicit TinyNetwork(const std::vector<int>& widths = {6, 8, 12}, std::uint64_t seed = 1) {
    const auto shapes = smallResnetShapes(widths, 3);
    network = std::get<Network>(inferNetwork(shapes));
    parameters = initialParameters(network.graph, shapes, seed);
    Random random(seed + 100);
    for (auto& [name, tensor] : parameters) {
      if (tensor.dim() != 1) continue;
      auto* values = tensor.data_ptr<float>();
      for (std::int64_t i = 0; i < tensor.numel(); ++i)
        values[i] += static_cast<float>(0.3 * (name.ends_with("var") ? random.uniform() : random.normal()));
    }
    images = at::empty({6, 3, 12, 12}, at::kFloat);
    for (std::int64_t i = 0; i < images.numel(); ++i) images.data_ptr<float>()[i] = static_cast<float>(random.normal());
    images = images.contiguous(at::MemoryFormat::ChannelsLast);
    graph = std::make_shared<FoldedGraph>(network.graph, parameters, at::kCPU);
  }

  Executor executor(std::uint64_t keptBytes = 64u << 20) const { return Executor(graph, 12, 12, keptBytes); }
  Chunk chunk() const {
    return {0, images.size(0), [this] { return images; }};
  }
  OverrideSet set(const std::vector<ChannelEdit>& edits, const EditSources& sources = {}) const {
    std::vector<ChannelOverride> overrides;
    for (const auto& edit : edits) {
      const auto some = resolveEdit(*graph, parameters, edit, sources);
      overrides.insert(overrides.end(), some.begin(), some.end());
    }
    return OverrideSet(*graph, std::move(overrides));
  }
  /// Logits of the plain network with these parameters: what every shortcut is held against.
  at::Tensor reference(const Parameters& with) const {
    return logitsOf(network.graph, runDifferentiable(network.graph, with, images.contiguous()));
  }

  Network network;
  Parameters parameters;
  at::Tensor images;
  std::shared_ptr<const FoldedGraph> graph;
};

inline double maxDifference(const at::Tensor& a, const at::Tensor& b) { return (a - b).abs().max().item<double>(); }

/// float32 rounding of sums of a few hundred terms of size 1: far above it, far below any real edit.
constexpr double kRounding = 2e-5;

}  // namespace spurioscope::testing
