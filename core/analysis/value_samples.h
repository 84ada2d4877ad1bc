#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.h"

namespace spurioscope {

/// Which samples' activations are held for AUROCs and histograms: all when they fit, else every group gets its fair share of the
/// places (small groups whole, the rest split evenly), the first in the order, which is random within a group (FIELD.md 4.6).
/// @param order  the split's samples   @param places  how many fit; at least one per group is taken
/// @returns sample ids in the order of `order`.
std::vector<int> valueSamples(const Dataset& dataset, std::span<const int> order, std::uint64_t places);

}  // namespace spurioscope
