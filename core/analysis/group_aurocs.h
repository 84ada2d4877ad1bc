#pragma once

#include <vector>

#include "data/dataset.h"

namespace spurioscope {

struct SiteActivations;

/// Whether a minority group holds the sample.
bool inMinority(const Dataset& dataset, int sample);

/// Rows of a site's `values` that an AUROC sets against each other.
struct Sides {
  std::vector<int> positive, negative;

  bool both() const { return !positive.empty() && !negative.empty(); }
};

/// Of each class, the minority's samples against the others; behind them, of each group, its samples against the others of its class.
/// @param samples  of each row; -1 for one that could not be read
std::vector<Sides> sidesOf(const Dataset& dataset, const std::vector<int>& samples);

/// Fills `auroc` and `minorityAuroc` of a site: each group against the other samples of its class, and the minority against the others,
/// averaged over classes. @param sides  of sidesOf, the same for every site. Cost O(C * G * M log M), on the tensor library's threads
void computeAurocs(SiteActivations& site, int classes, const std::vector<Sides>& sides);

}  // namespace spurioscope
