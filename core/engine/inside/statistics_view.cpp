#include "engine/inside/statistics_view.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "base/random.h"
#include "metrics/interval.h"

namespace spurioscope::engine {
namespace {

constexpr std::size_t kShown = 24;

/// Standard error of an AUROC (Hanley and McNeil, Radiology 143, 1982).
double aurocError(double auroc, double positives, double negatives) {
  const double q1 = auroc / (2 - auroc), q2 = 2 * auroc * auroc / (1 + auroc);
  const double variance =
      (auroc * (1 - auroc) + (positives - 1) * (q1 - auroc * auroc) + (negatives - 1) * (q2 - auroc * auroc)) / (positives * negatives);
  return std::sqrt(std::max(variance, 0.0));
}

/// The interval of the mean over classes of minority-against-majority AUROCs, their errors taken as independent.
/// @param samples  behind the AUROC
Interval aurocInterval(double auroc, const Dataset& dataset, const std::vector<int>& samples) {
  std::vector<std::array<double, 2>> sides(static_cast<std::size_t>(dataset.nClasses()));  // others, minority
  for (const int sample : samples)
    sides[static_cast<std::size_t>(dataset.samples[static_cast<std::size_t>(sample)].y)][inMinority(dataset, sample) ? 1 : 0] += 1;
  double variance = 0;
  int classes = 0;
  for (const auto& [negatives, positives] : sides) {
    if (positives == 0 || negatives == 0) continue;
    const double error = aurocError(auroc, positives, negatives);
    variance += error * error;
    ++classes;
  }
  const double half = classes > 0 ? kNormal95 * std::sqrt(variance) / classes : 0;
  return {std::max(0.0, auroc - half), std::min(1.0, auroc + half)};
}

}  // namespace

Statistics viewOf(const ActivationStatistics& statistics, const Dataset& dataset, Split split, double seconds) {
  Statistics view;
  view.split = splitName(split);
  view.samples = statistics.samples;
  view.aurocSamples = static_cast<std::int64_t>(statistics.valueSamples.size());
  view.seconds = seconds;
  for (const auto& one : statistics.sites) {
    view.sites.push_back({one.site,
                          one.channels,
                          one.groups,
                          one.height,
                          one.width,
                          one.n,
                          one.mean,
                          one.variance,
                          one.max,
                          one.auroc,
                          one.minorityAuroc,
                          {},
                          {}});
    for (int c = 0; c < one.channels; ++c) {
      view.sites.back().minorityMean.push_back(sideMean(one, dataset, c, true));
      view.sites.back().majorityMean.push_back(sideMean(one, dataset, c, false));
    }
  }
  return view;
}

ChannelDetail detailOf(const ActivationStatistics& statistics, const Dataset& dataset, Split split, const std::string& site, int channel) {
  const auto found = std::find_if(statistics.sites.begin(), statistics.sites.end(), [&](const auto& one) { return one.site == site; });
  if (found == statistics.sites.end() || channel < 0 || channel >= found->channels) {
    throw Error{Kind::Range, "there is no channel " + std::to_string(channel) + " at '" + site + "'", {}, {}};
  }
  ChannelDetail detail;
  detail.site = site;
  detail.channel = channel;
  detail.height = found->height;
  detail.width = found->width;
  const auto groups = dataset.groups.size();
  detail.values.resize(groups);
  detail.valueSamples.resize(groups);
  detail.random.resize(groups);
  std::vector<std::vector<SampleActivation>> drawn(groups);
  std::vector<int> readable;
  for (std::size_t i = 0; i < statistics.valueSamples.size(); ++i) {
    const int sample = statistics.valueSamples[i];
    if (statistics.damaged.contains(sample)) continue;
    const float value = found->values[i * found->channels + channel];
    readable.push_back(sample);
    for (const int group : dataset.groupsOf(sample)) {
      detail.values[group].push_back(value);
      detail.valueSamples[group].push_back(sample);
      drawn[group].push_back({sample, value});
    }
  }
  for (std::size_t g = 0; g < groups; ++g) {
    std::int64_t n = 0;
    detail.groupMaps.push_back(meanMap(*found, channel, {static_cast<int>(g)}, n));
    std::vector<SampleActivation> top;
    for (const auto& one : found->strongest->of(channel, static_cast<int>(g))) top.push_back({one.sample, one.value});
    detail.top.push_back(std::move(top));
    Random(static_cast<std::uint64_t>(split) * 1000 + g).shuffle(drawn[g]);
    drawn[g].resize(std::min(drawn[g].size(), kShown));
    detail.random[g] = std::move(drawn[g]);
  }
  detail.minorityMap = sideMap(*found, dataset, channel, true, detail.minorityN);
  detail.majorityMap = sideMap(*found, dataset, channel, false, detail.majorityN);
  for (std::size_t p = 0; p < detail.minorityMap.size(); ++p) detail.difference.push_back(detail.minorityMap[p] - detail.majorityMap[p]);
  detail.auroc = found->minorityAuroc[channel];
  const auto interval = aurocInterval(detail.auroc, dataset, readable);
  detail.aurocLow = interval.low;
  detail.aurocHigh = interval.high;
  return detail;
}

}  // namespace spurioscope::engine
