#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "model/executor.h"

namespace spurioscope {

/// How far a step's value is from the reference's (DESIGN.md section 4, "exact shortcuts").
enum class Change {
  None,      ///< the kept value of the reference stands
  Channels,  ///< only some channels differ: they are carried alone through everything that works channel by channel
  Full,      ///< all of it differs
};

/// What an evaluation of other overrides against a reference would do, before it is done.
struct DifferencePlan {
  std::vector<Change> change;               ///< per step
  std::vector<std::vector<int>> channels;   ///< per step with Change::Channels: which (of the first candidate)
  std::vector<bool> byDifference;           ///< per step: a convolution that adds W[:, c] * d to its kept output
  std::vector<int> references;              ///< steps whose reference values are needed
  double multiplications = 0;               ///< per sample and candidate, without what the references may still cost
};

/// Logits of K candidates.
struct DifferenceResult {
  at::Tensor logits;     ///< [K, n, classes] on the CPU
  at::Tensor reference;  ///< [n, classes] on the CPU
};

/// Evaluates edits against a reference whose values are kept. Exact: the same logits as a full run up to float32 rounding, and
/// bit-equal to the reference's for every sample that the edit does not reach.
class DifferenceEvaluator {
 public:
  explicit DifferenceEvaluator(Executor& executor) : executor_(executor) {}

  DifferencePlan plan(const OverrideSet& reference, const OverrideSet& candidate) const;

  /// Multiplications per sample that evaluating `candidate` against `reference` would cost now, on this chunk, counting
  /// reference values that are not kept.
  double cost(const OverrideSet& reference, const OverrideSet& candidate, const Chunk& chunk) const;

  DifferenceResult evaluate(const OverrideSet& reference, const OverrideSet& candidate, const Chunk& chunk,
                            std::stop_token stop = {});

  /// K candidates at once. Each is the reference plus equally many overrides, all of them on the same step and of one kind: affine
  /// with alpha 0, a map or recomputed, on channels that the reference does not override.
  DifferenceResult evaluateMany(const OverrideSet& reference, std::span<const std::vector<ChannelOverride>> candidates, const Chunk& chunk,
                                std::stop_token stop = {});

 private:
  Executor& executor_;
};

}  // namespace spurioscope
