#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/executor.h"
#include "model/interventions.h"
#include "model/parameters.h"
#include "tests/model/resnet_shapes.h"

namespace spurioscope {

struct ReferenceName {
  std::string text;
};

/// A small network with seeded parameters whose norms are far from the identity, ready to run, and some images (or token ids) for it.
struct TinyNetwork {
  explicit TinyNetwork(const ResnetVariant& variant, std::uint64_t seed = 1, std::int64_t side = 8, std::int64_t n = 4);

  /// The network of a reference file in tests/model/references ("tiny_vit"), with other parameters.
  explicit TinyNetwork(const ReferenceName& reference, std::uint64_t seed = 1, std::int64_t n = 4);

  OverrideSet none() const { return OverrideSet(*folded, {}); }
  OverrideSet overrides(const std::vector<ChannelEdit>& edits) const;
  std::vector<ChannelOverride> resolve(const ChannelEdit& edit) const;
  /// `mean` gives 0.3; `other` parameters of another seed.
  EditSources sources() const;
  Executor executor(std::uint64_t keptBytes = 0) const { return Executor(folded, images.size(2), images.size(3), keptBytes); }
  Chunk chunk(int id = 0) const;
  /// Of a full run that keeps nothing and starts from nothing.
  at::Tensor logits(const OverrideSet& overrides) const;

  Network network;
  Parameters parameters, earlier;
  std::shared_ptr<const FoldedGraph> folded;
  at::Tensor images;
};

/// Parameters that no folding mistake survives: norms with signs, means and variances of their own.
Parameters seededParameters(const Graph& graph, const ShapeTable& shapes, std::uint64_t seed);

/// Largest |a - b| as a share of the largest |b|.
double relativeDifference(const at::Tensor& a, const at::Tensor& b);

/// Folding, fusion and differences only reorder float32 sums: agreement with the plain run is asked to this share of the largest
/// logit (DESIGN.md section 4).
inline constexpr double kSameLogits = 1e-4;

}  // namespace spurioscope
