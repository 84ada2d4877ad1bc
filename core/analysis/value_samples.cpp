#include "analysis/value_samples.h"

#include <algorithm>

namespace spurioscope {

std::vector<int> valueSamples(const Dataset& dataset, std::span<const int> order, std::uint64_t places) {
  if (order.size() <= places) return {order.begin(), order.end()};
  std::vector<std::uint64_t> size(dataset.groups.size(), 0), share(dataset.groups.size(), 0);
  for (const int sample : order) ++size[dataset.samples[sample].group];
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
    auto& mine = share[dataset.samples[sample].group];
    if (mine == 0) continue;
    --mine;
    chosen.push_back(sample);
  }
  return chosen;
}

}  // namespace spurioscope
