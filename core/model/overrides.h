#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

#include "model/folded_graph.h"

namespace spurioscope {

/// What replaces one channel a of a step's output (DESIGN.md section 4). All interventions reduce to these three.
struct ChannelOverride {
  enum class Kind {
    Affine,      ///< alpha * a + constant
    Map,         ///< `map` [h, w], the same for every sample
    Recomputed,  ///< from other folded weights: `row` [in/groups, kh, kw] and `constant` as its bias
  };
  int step = 0;
  int channel = 0;
  Kind kind = Kind::Affine;
  double alpha = 0;
  double constant = 0;
  at::Tensor map;
  at::Tensor row;

  std::uint64_t identity() const;  ///< equal for overrides that do the same
  bool needsInput() const { return kind == Kind::Recomputed; }
};

/// The overrides that are on together, by step. Immutable.
class OverrideSet {
 public:
  /// @throws Error{Kind::Range} for a step or channel that does not exist, or a channel given twice.
  OverrideSet(const FoldedGraph& graph, std::vector<ChannelOverride> overrides);

  std::span<const ChannelOverride> at(int step) const;
  const ChannelOverride* find(int step, int channel) const;
  bool empty() const { return overrides_.empty(); }
  const std::vector<ChannelOverride>& all() const { return overrides_; }

  /// Of the step's value: two sets give a step the same value when their signatures for it are equal, since it covers the
  /// overrides of the step and of everything before it.
  std::uint64_t signature(int step) const { return signatures_[step]; }

  /// Channels of `step` that this set and `other` treat differently.
  std::vector<int> differingChannels(const OverrideSet& other, int step) const;

 private:
  std::vector<ChannelOverride> overrides_;  ///< by (step, channel)
  std::vector<std::pair<int, int>> ranges_; ///< per step: first, count
  std::vector<std::uint64_t> signatures_;
};

/// Values of the overridden channels of a step, [N, h, w, m] contiguous, in the order of `overrides`.
/// @param step  Convolution (its input is `x`) or Site (`x` is the value that the site passes on); [N, C, h, w].
///        `size` is the height and width of the step's output. `x` may be undefined where no override needs it.
at::Tensor overriddenValues(const Step& step, std::span<const ChannelOverride> overrides, const at::Tensor& x, std::int64_t n,
                            std::array<std::int64_t, 2> size, const c10::Device& device);

/// Writes [N, h, w, m] into the listed channels of a value [N, C, h, w], in place.
void writeChannels(at::Tensor& value, const at::Tensor& channels, const at::Tensor& values);
/// Reads the listed channels as [N, h, w, m] contiguous.
at::Tensor readChannels(const at::Tensor& value, const at::Tensor& channels);
/// The channels of some overrides as an int64 tensor on the CPU.
at::Tensor channelIndices(std::span<const ChannelOverride> overrides);
at::Tensor channelIndices(const std::vector<int>& channels);

}  // namespace spurioscope
