#pragma once

#include <span>

namespace spurioscope {

/// Area under the ROC curve: the probability that a positive value is larger than a negative one, ties counting half
/// (Mann-Whitney with mid-ranks). NaN when a side is empty or holds a NaN. Exact in double up to 2^26 values a side.
/// Cost O(n log n) time, one copy of the values.
double auroc(std::span<const float> positive, std::span<const float> negative);

}  // namespace spurioscope
