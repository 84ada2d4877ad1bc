#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/folded_graph.h"
#include "model/overrides.h"
#include "model/parameters.h"

namespace spurioscope {

/// What is done to a channel (DESIGN.md section 1; FIELD.md 1.8 for the paper's names).
enum class Intervention { ZeroWeights, ZeroActivation, Mean, Scale, RandomInit, Noise, Rewind };

struct ChannelEdit {
  std::string site;
  int channel = 0;
  Intervention intervention = Intervention::ZeroWeights;
  double alpha = 0;        ///< ZeroWeights: weights times alpha; ZeroActivation, Scale: output times alpha; Mean: share of the output kept
  double std = 0.01;       ///< RandomInit, Noise
  std::uint64_t seed = 0;  ///< RandomInit, Noise: with site and channel it determines the draw
  std::string from;        ///< Rewind: the other checkpoint's source
};

/// What an edit may need besides the network.
struct EditSources {
  /// Mean of each of the node's channels that a site's channel stands for (`site.width` of them), at the site's value. Called for
  /// Intervention::Mean only.
  std::function<std::vector<double>(const Site&, int channel)> mean;
  /// Parameters of another checkpoint of the same network. Called for Intervention::Rewind only.
  std::function<const Parameters&(const std::string& source)> other;
};

/// The channel overrides that an edit is (DESIGN.md section 4): one, but for a site of width > 1. Nothing is copied but the channel's
/// own weights.
/// @throws Error{Kind::Range} for an unknown site or channel; Error{Kind::Usage} for weights of a site that has none.
std::vector<ChannelOverride> resolveEdit(const FoldedGraph& graph, const Parameters& parameters, const ChannelEdit& edit,
                            const EditSources& sources);

/// Whether the edit does nothing (alpha 1 of an affine edit).
bool isIdentity(const ChannelEdit& edit);

/// The parameters after the edits, for those that are a change of weights: the really edited state dict. Untouched tensors are
/// shared. @throws Error{Kind::Usage} for an edit of activations that no weights can express.
Parameters editedParameters(const Graph& graph, const Parameters& parameters, const std::vector<ChannelEdit>& edits,
                            const EditSources& sources);

}  // namespace spurioscope
