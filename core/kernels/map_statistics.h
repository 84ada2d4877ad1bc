#pragma once

#include <cstdint>

namespace spurioscope {

/// One site's values of a chunk, float32 [n, positions, channels] contiguous (channels-last maps).
struct MapValues {
  const float* data = nullptr;
  std::int64_t n = 0;
  std::int64_t positions = 0;
  std::int64_t channels = 0;
  const int* group = nullptr;  ///< [n] group of each sample; negative: left out
};

/// Where one pass over the values leaves its sums. All arrays are the caller's and are added to.
struct MapSums {
  float* map = nullptr;      ///< [groups, positions, channels]: sum over the samples of a group
  float* sum = nullptr;      ///< [n, channels]: sum over the positions of the range
  float* maximum = nullptr;  ///< [n, channels]: largest value over the positions of the range
};

/// Adds the positions [first, last) of every sample, in one pass over the values. Calls with disjoint ranges may run at the same
/// time on the same `map`, each with its own `sum` and `maximum`. Cost: one read of the range.
void accumulateMaps(const MapValues& values, std::int64_t first, std::int64_t last, const MapSums& sums);

}  // namespace spurioscope
