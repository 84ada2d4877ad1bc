#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/group_aurocs.h"
#include "analysis/split_chunks.h"
#include "analysis/strongest.h"
#include "base/progress.h"
#include "data/dataset.h"
#include "model/executor.h"

namespace spurioscope {

/// The samples parted by class and by whether any minority group holds them: part 2 * y + 1 of the minority, 2 * y of the others. Where
/// groups overlap, this is what sums over several groups are taken from, each sample once; otherwise the
/// groups themselves part the samples.
struct ClassParts {
  std::vector<std::int64_t> n;       ///< [P]
  std::vector<float> mean, variance; ///< [C, P]; NaN without samples
  std::vector<float> map;            ///< [P, h, w, C]; empty where groups do not overlap
};

/// One site's behaviour on every group (see engine/statistics.h for the meaning). [C, G] row-major unless said otherwise.
struct SiteActivations {
  std::string site;
  int channels = 0, groups = 0, height = 0, width = 0;
  std::vector<std::int64_t> n;                 ///< [G]
  std::vector<float> mean, variance, max, auroc;
  std::vector<float> minorityAuroc;            ///< [C]
  ClassParts parts;
  std::vector<double> nodeMean;                ///< [C * site width] mean of the node's own channels over all samples and places
  std::vector<float> map;                      ///< [G, h, w, C] mean maps as they are gathered
  std::vector<float> values;                   ///< [M, C] activation of the samples behind the AUROCs
  std::shared_ptr<const Strongest> strongest;
};

struct ActivationStatistics {
  std::vector<SiteActivations> sites;
  std::vector<int> valueSamples;  ///< [M] sample ids behind `values`: all, or all minority ones and an even part of the others
  std::int64_t samples = 0;
  std::map<int, std::string> damaged;
};

struct StatisticsOptions {
  std::uint64_t valueBytes = 256ull << 20;  ///< budget of `values` over all sites
  int strongest = 24;
};

/// Every site in ONE pass over the split, streaming: memory is that of the maps, the values within their budget and one chunk.
/// An activation is the mean of the channel's map over all places (tokens: class token and patches) at the site's value; an attention
/// head's map is the length of its output vector at each place. Maps of patches are given as the picture's grid, without the tokens in
/// front. Sums of samples are gathered in double. Of texts only seen tokens count, never padding, and there are
/// no maps: height and width are 1.
ActivationStatistics gatherStatistics(Executor& executor, const Dataset& dataset, SplitChunks& chunks,
                                      const StatisticsOptions& options, std::stop_token stop, Progress& progress);

/// A channel's map on each sample, [n, h, w], as the statistics see it. @param value  [n, C * width, h, w] of the site's value step
at::Tensor siteMap(const Graph& graph, const Site& site, const at::Tensor& value, int channel);

/// Mean maps of one channel over a set of groups, [h, w]; zeros when they hold no sample. @param n  the samples behind it
std::vector<float> meanMap(const SiteActivations& site, int channel, const std::vector<int>& groups, std::int64_t& n);

/// Mean map and mean activation over the samples that some minority group holds, or over all others; the mean is NaN without samples.
std::vector<float> sideMap(const SiteActivations& site, const Dataset& dataset, int channel, bool minority, std::int64_t& n);
float sideMean(const SiteActivations& site, const Dataset& dataset, int channel, bool minority);

}  // namespace spurioscope
