#include "analysis/value_samples.h"

#include <algorithm>

namespace spurioscope {

std::vector<int> valueSamples(const Dataset& dataset, std::span<const int> order, std::uint64_t places) {
  if (order.size() <= places) return {order.begin(), order.end()};
  std::vector<std::uint64_t> size(static_cast<std::size_t>(dataset.nStrata()), 0), share(size.size(), 0);
  for (const int sample : order) ++size[dataset.stratumOf(sample)];
  std::vector<int> bySize;
  for (std::size_t g = 0; g < size.size(); ++g) {
    if (size[g] > 0) bySize.push_back(static_cast<int>(g));
  }
  std::sort(bySize.begin(), bySize.end(), [&](int a, int b) { return size[a] < size[b]; });
  std::uint64_t left = places;
  for (std::size_t i = 0; i < bySize.size(); ++i) {
    const auto fair = std::max<std::uint64_t>(1, left / (bySize.size() - i));
    share[bySize[i]] = std::min(size[bySize[i]], fair);
    left -= std::min(left, share[bySize[i]]);
  }
  std::vector<int> chosen;
  for (const int sample : order) {
    auto& mine = share[dataset.stratumOf(sample)];
    if (mine == 0) continue;
    --mine;
    chosen.push_back(sample);
  }
  return chosen;
}

}  // namespace spurioscope
