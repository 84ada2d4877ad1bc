#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "analysis/split_chunks.h"
#include "base/progress.h"
#include "model/difference.h"

namespace spurioscope {

/// What one candidate edit did to the groups of a split.
struct CandidateCounts {
  std::vector<std::int64_t> correctAfter, fixed, broken;  ///< [G]
};

struct SweepCounts {
  std::vector<std::int64_t> n, correctBefore;  ///< [G]
  std::int64_t samples = 0;                    ///< tested, each once also where groups overlap
  std::vector<CandidateCounts> candidates;     ///< in the order given
};

using AfterChunk = std::function<void(const SweepCounts&)>;

/// Tests each candidate alone on top of `present`, over every sample of the split, exactly. Candidates of one step run stacked
/// along the batch axis. Memory: the values of one chunk within `executor`'s budget, plus one stack of candidates.
/// @param candidates  overrides of one step each (several for an attention head), on channels that `present` does not override
/// @param afterChunk  gets the counts so far after each chunk: with them a stopped sweep is not lost
/// @param labels      class of each column of the logits is `classOrder[column]`
SweepCounts sweepCandidates(Executor& executor, const Dataset& dataset, SplitChunks& chunks, const OverrideSet& present,
                            const std::vector<std::vector<ChannelOverride>>& candidates, const std::vector<int>& classOrder,
                            std::stop_token stop, Progress& progress, const AfterChunk& afterChunk = {});

/// Predicted class of each row of logits [n, classes] on the CPU; -1 where they hold a NaN.
std::vector<int> predictedClasses(const at::Tensor& logits, const std::vector<int>& classOrder);

}  // namespace spurioscope
