#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/class_order.h"

namespace spurioscope::engine {

/// One group in one split. Without samples n is 0 and accuracy, low, high, loss are NaN.
struct GroupResult {
  int id = 0;
  std::string name;
  std::int64_t n = 0;
  std::int64_t correct = 0;
  double accuracy = 0;  ///< [0, 1]
  double low = 0;       ///< Wilson 95 % interval
  double high = 0;
  double loss = 0;      ///< mean cross-entropy, nats
};

struct DamagedRow {
  int sample = 0;
  std::string name;
  std::string reason;
};

/// Accuracy of every group on a split. While `exact` is false it is an estimate from the samples seen so far.
struct SplitEvaluation {
  std::string split;  ///< "train", "val", "test"
  std::vector<GroupResult> groups;
  double plain = 0;      ///< over samples
  double adjusted = 0;   ///< groups weighted by their training sizes
  double groupMean = 0;  ///< unweighted over groups
  double worst = 0;
  int worstGroup = -1;
  std::vector<int> classOrder;  ///< class of each output column: [0, 1] or [1, 0]
  ClassOrderEvidence classEvidence;  ///< on the unedited network
  std::vector<std::vector<std::int64_t>> confusion;  ///< [true class][predicted class]
  bool onePredictedClass = false;                    ///< a degenerate predictor
  std::int64_t samplesDone = 0;
  std::int64_t samplesTotal = 0;
  bool exact = false;
  double elapsedMs = 0;
  std::vector<DamagedRow> damaged;  ///< samples that could not be read; left out and counted here
};

/// The change of one group's accuracy by edits, on the same samples (paired). Without samples change, low, high, p are NaN.
struct GroupChange {
  int id = 0;
  std::int64_t n = 0;
  double change = 0;  ///< accuracy after - before
  double low = 0;     ///< 95 % interval of the paired difference
  double high = 0;
  double p = 1;       ///< McNemar's exact test
  std::vector<int> fixed;   ///< sample ids: wrong before, right after
  std::vector<int> broken;  ///< sample ids: right before, wrong after
};

/// What a set of edits does to a split.
struct EditOutcome {
  SplitEvaluation before;
  SplitEvaluation after;
  std::vector<GroupChange> change;  ///< a row per group
  std::int64_t changedLogits = 0;   ///< how many samples' logits moved at all
};

/// Called with growing estimates; the last call has `after.exact`. On the calling thread.
using Publish = std::function<void(const EditOutcome&)>;

}  // namespace spurioscope::engine
