#include "analysis/group_aurocs.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <limits>

#include "analysis/activation_statistics.h"
#include "metrics/auroc.h"

namespace spurioscope {

bool inMinority(const Dataset& dataset, int sample) {
  const auto own = dataset.groupsOf(sample);
  return std::any_of(own.begin(), own.end(), [&](int group) {
    return std::find(dataset.minority.begin(), dataset.minority.end(), group) != dataset.minority.end();
  });
}

std::vector<Sides> sidesOf(const Dataset& dataset, const std::vector<int>& samples) {
  const auto classes = static_cast<std::size_t>(dataset.nClasses());
  std::vector<Sides> sides(classes + dataset.groups.size());
  for (std::size_t row = 0; row < samples.size(); ++row) {
    if (samples[row] < 0) continue;
    const int y = dataset.samples[static_cast<std::size_t>(samples[row])].y;
    auto& ofClass = sides[static_cast<std::size_t>(y)];
    (inMinority(dataset, samples[row]) ? ofClass.positive : ofClass.negative).push_back(static_cast<int>(row));
    for (const Group& group : dataset.groups) {
      if (group.y != y) continue;
      auto& ofGroup = sides[classes + static_cast<std::size_t>(group.id)];
      (dataset.holds(group.id, samples[row]) ? ofGroup.positive : ofGroup.negative).push_back(static_cast<int>(row));
    }
  }
  return sides;
}

void computeAurocs(SiteActivations& site, int classes, const std::vector<Sides>& sides) {
  const auto c = site.channels, g = site.groups;
  site.auroc.assign(static_cast<std::size_t>(c) * g, std::numeric_limits<float>::quiet_NaN());
  site.minorityAuroc.assign(static_cast<std::size_t>(c), std::numeric_limits<float>::quiet_NaN());
  at::parallel_for(0, c, 8, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> positive, negative;
    const auto take = [&](std::vector<float>& into, const std::vector<int>& rows, std::int64_t channel) {
      into.clear();
      for (const int row : rows) into.push_back(site.values[static_cast<std::size_t>(row) * c + channel]);
    };
    for (auto channel = begin; channel < end; ++channel) {
      double sum = 0;
      int counted = 0;
      for (std::size_t s = 0; s < sides.size(); ++s) {
        if (!sides[s].both()) continue;
        take(positive, sides[s].positive, channel);
        take(negative, sides[s].negative, channel);
        const double value = auroc(positive, negative);
        if (s < static_cast<std::size_t>(classes)) sum += value, ++counted;
        else site.auroc[static_cast<std::size_t>(channel) * g + s - static_cast<std::size_t>(classes)] = static_cast<float>(value);
      }
      if (counted > 0) site.minorityAuroc[channel] = static_cast<float>(sum / counted);
    }
  });
}

}  // namespace spurioscope
