#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "metrics/interval.h"
#include "metrics/membership.h"

namespace spurioscope {

/// The four averages of the field, which users mix up (FIELD.md 5.4). In [0, 1]; NaN where there is nothing to average.
struct Averages {
  double plain = 0;      ///< correct / samples; where groups overlap, of all samples, also those in no group
  double adjusted = 0;   ///< group accuracies weighted by the training group sizes ("average" of the Waterbirds papers); NaN where groups
                         ///< overlap: their sizes are no shares of the training samples
  double groupMean = 0;  ///< unweighted mean of the group accuracies (SubpopBench's "adjusted accuracy")
  double worst = 0;      ///< the smallest group accuracy
};

struct GroupAccuracy {
  int id = 0;
  std::int64_t n = 0, correct = 0;
  std::optional<double> accuracy;  ///< nothing when n == 0
  double low = 0, high = 1;        ///< Wilson, 95 %
  double loss = 0;                 ///< mean of the samples' losses; NaN when n == 0 or losses were not given
};

struct GroupReport {
  std::vector<GroupAccuracy> groups;                 ///< all groups, by id
  Averages averages;                                 ///< over groups that have samples
  int worstGroup = -1;                               ///< smallest id among the worst; -1 without samples
  std::vector<std::vector<std::int64_t>> confusion;  ///< [label][predicted]
  bool onePredictedClass = false;                    ///< every sample got the same class, although labels differ
};

/// What is known of N samples after evaluation. Samples that could not be read are left out by the caller.
struct Predictions {
  std::span<const int> predicted;  ///< class id; -1 for none (logits that are not numbers): wrong, and in no confusion cell
  std::span<const int> label;
  Membership group;
  std::span<const float> loss;     ///< cross-entropy of each sample; may be empty
};

/// Group accuracies and what follows from them. Cost O(N + G + classes^2).
/// @param trainSizes  [nGroups] sizes in the training split, for the adjusted average; empty: that average is NaN
/// @throws Error{Kind::Shape} when lengths differ; Error{Kind::Range} for an id outside its range.
GroupReport groupReport(const Predictions& predictions, int nGroups, int nClasses, std::span<const std::int64_t> trainSizes);

/// The averages alone, from the counts of groups that do not overlap. @returns also the worst group, as GroupReport tells it.
Averages averagesOf(std::span<const GroupAccuracy> groups, std::span<const std::int64_t> trainSizes);
int worstGroupOf(std::span<const GroupAccuracy> groups);

}  // namespace spurioscope
