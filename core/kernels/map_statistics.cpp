#include "kernels/map_statistics.h"

#include <algorithm>

namespace spurioscope {
namespace {

/// Bytes of the map sums that a block keeps hot in the first-level cache while all samples pass over it.
constexpr std::int64_t kBlockBytes = 16 << 10;

void addRow(const float* __restrict row, std::int64_t channels, float* __restrict map, float* __restrict sum,
            float* __restrict maximum) {
  for (std::int64_t c = 0; c < channels; ++c) {
    const float value = row[c];
    map[c] += value;
    sum[c] += value;
    maximum[c] = value > maximum[c] ? value : maximum[c];
  }
}

}  // namespace

void accumulateMaps(const MapValues& values, std::int64_t first, std::int64_t last, const MapSums& sums) {
  const auto c = values.channels;
  const auto block = std::max<std::int64_t>(1, kBlockBytes / (c * static_cast<std::int64_t>(sizeof(float))));
  for (auto begin = first; begin < last; begin += block) {
    const auto end = std::min(last, begin + block);
    for (std::int64_t sample = 0; sample < values.n; ++sample) {
      if (values.group[sample] < 0) continue;
      const float* rows = values.data + sample * values.positions * c;
      float* map = sums.map + static_cast<std::int64_t>(values.group[sample]) * values.positions * c;
      for (auto p = begin; p < end; ++p) addRow(rows + p * c, c, map + p * c, sums.sum + sample * c, sums.maximum + sample * c);
    }
  }
}

}  // namespace spurioscope
