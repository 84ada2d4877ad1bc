#include "analysis/activation_statistics.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/group_aurocs.h"
#include "analysis/value_samples.h"
#include "kernels/map_statistics.h"

namespace spurioscope {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// Where the samples of a chunk are added up. Bins are the groups; where these overlap, the class parts behind them, and a sample is in one
/// part and in all of its groups.
struct Bins {
  std::vector<int> main;                      ///< the one bin that parts the samples; -1: left out
  std::vector<std::span<const int>> further;  ///< groups, where they overlap

  template <class Do>
  void each(std::size_t i, Do&& what) const {
    if (main[i] < 0) return;
    what(main[i]);
    for (const int group : further[i]) what(group);
  }
};

int partOf(const Dataset& dataset, int sample) {
  return 2 * dataset.samples[static_cast<std::size_t>(sample)].y + (inMinority(dataset, sample) ? 1 : 0);
}

Bins binsOf(const Dataset& dataset, std::span<const int> samples, const std::vector<bool>& counted) {
  Bins bins;
  const int groups = static_cast<int>(dataset.groups.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const int sample = samples[i];
    const int bin = dataset.overlapping() ? groups + partOf(dataset, sample) : dataset.samples[static_cast<std::size_t>(sample)].group;
    bins.main.push_back(counted[i] ? bin : -1);
    bins.further.push_back(dataset.overlapping() ? dataset.groupsOf(sample) : std::span<const int>());
  }
  return bins;
}

int binCount(const Dataset& dataset) {
  return static_cast<int>(dataset.groups.size()) + (dataset.overlapping() ? 2 * dataset.nClasses() : 0);
}

/// Gathers one site while chunks stream by. Until it is finished, its groups are bins.
class SiteGatherer {
 public:
  SiteGatherer(const Site& site, const Dataset& dataset, std::array<std::int64_t, 2> size, std::size_t valueRows, int strongest)
      : dataset_(&dataset), width_(site.width) {
    const int groups = binCount(dataset);
    out_.site = site.name;
    out_.channels = site.channels;
    out_.groups = groups;
    out_.height = static_cast<int>(size[0]);
    out_.width = static_cast<int>(size[1]);
    const auto c = static_cast<std::size_t>(site.channels), g = static_cast<std::size_t>(groups);
    out_.n.assign(g, 0);
    out_.max.assign(c * g, -std::numeric_limits<float>::infinity());
    out_.map.assign(g * size[0] * size[1] * c, 0.f);
    out_.values.assign(valueRows * c, 0.f);
    out_.nodeMean.assign(c * static_cast<std::size_t>(width_), 0.0);
    sum_.assign(c * g, 0);
    squares_.assign(c * g, 0);
    strongest_ = std::make_shared<Strongest>(site.channels, static_cast<int>(dataset.groups.size()), strongest);
  }

  /// @param value  [n, C * width, h, w] channels-last   @param seen  bool [n, T] of texts, undefined of images
  void add(const at::Tensor& value, std::span<const int> samples, const Bins& bins, const std::vector<int>& rowOf, const at::Tensor& seen) {
    auto nhwc = value.to(at::kCPU).permute({0, 2, 3, 1}).contiguous();
    if (seen.defined() && nhwc.size(1) > 1) return addTokens(nhwc.squeeze(2), samples, bins, rowOf, seen.unsqueeze(2));
    if (width_ > 1) {
      addNodeMeans(nhwc.mean({1, 2}, false, at::kDouble), bins);
      nhwc = nhwc.unflatten(3, {out_.channels, width_}).norm(2, {4}).contiguous();
    }
    const std::int64_t n = nhwc.size(0), c = out_.channels, positions = nhwc.numel() / (n * c);
    const MapValues values{nhwc.const_data_ptr<float>(), n, positions, c, bins.main.data()};
    const auto threads = std::min<std::int64_t>(at::get_num_threads(), positions);
    auto sum = at::zeros({threads, n, c}, at::kFloat);
    auto maximum = at::full({threads, n, c}, -std::numeric_limits<float>::infinity(), at::kFloat);
    at::parallel_for(0, threads, 1, [&](std::int64_t begin, std::int64_t end) {
      for (auto t = begin; t < end; ++t) {
        accumulateMaps(values, positions * t / threads, positions * (t + 1) / threads,
                       {out_.map.data(), sum[t].data_ptr<float>(), maximum[t].data_ptr<float>()});
      }
    });
    addFurtherMaps(values, bins);
    addSamples((sum.sum(0) / static_cast<double>(positions)).contiguous(), std::get<0>(maximum.max(0)).contiguous(), samples, bins, rowOf);
  }

  SiteActivations finish() {
    const auto positions = static_cast<std::size_t>(out_.height) * out_.width;
    const auto c = static_cast<std::size_t>(out_.channels);
    out_.mean.assign(c * out_.groups, kNan);
    out_.variance.assign(c * out_.groups, kNan);
    for (int g = 0; g < out_.groups; ++g) {
      const double n = static_cast<double>(out_.n[g]);
      if (n == 0) continue;
      for (std::size_t k = 0; k < c; ++k) {
        const std::size_t at = k * out_.groups + g;
        const double sum = sum_[g * c + k], mean = sum / n;
        out_.mean[at] = static_cast<float>(mean);
        if (n > 1) out_.variance[at] = static_cast<float>(std::max(0.0, (squares_[g * c + k] - sum * mean) / (n - 1)));
      }
      for (std::size_t i = 0; i < positions * c; ++i) out_.map[g * positions * c + i] /= static_cast<float>(n);
    }
    for (int g = 0; g < out_.groups; ++g) {
      if (out_.n[g] > 0) continue;
      for (std::size_t k = 0; k < c; ++k) out_.max[k * out_.groups + g] = kNan;
    }
    finishNodeMeans();
    finishParts();
    out_.strongest = strongest_;
    return std::move(out_);
  }

 private:
  /// Seen tokens alone. @param value  [n, T, C * width]   @param seen  bool [n, T, 1]
  void addTokens(const at::Tensor& value, std::span<const int> samples, const Bins& bins, const std::vector<int>& rowOf,
                 const at::Tensor& seen) {
    const auto meanOf = [&](const at::Tensor& tokens, at::ScalarType type) {
      return (tokens.masked_fill(seen.logical_not(), 0).sum({1}, false, type) / seen.sum({1}, false, type)).contiguous();
    };
    auto tokens = value;
    if (width_ > 1) {
      addNodeMeans(meanOf(value, at::kDouble), bins);
      tokens = value.unflatten(2, {out_.channels, width_}).norm(2, {3});
    }
    const auto mean = meanOf(tokens, at::kFloat);
    const auto top = tokens.masked_fill(seen.logical_not(), -std::numeric_limits<float>::infinity()).amax({1}).contiguous();
    const auto c = static_cast<std::size_t>(out_.channels);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const auto* row = mean.const_data_ptr<float>() + i * c;
      bins.each(i, [&](int bin) {
        for (std::size_t k = 0; k < c; ++k) out_.map[static_cast<std::size_t>(bin) * c + k] += row[k];
      });
    }
    addSamples(mean, top, samples, bins, rowOf);
  }

  /// The maps of groups that overlap; those of the main bins come with the sums.
  void addFurtherMaps(const MapValues& values, const Bins& bins) {
    if (!dataset_->overlapping()) return;
    const auto size = values.positions * values.channels;
    at::parallel_for(0, size, 1 << 14, [&](std::int64_t begin, std::int64_t end) {
      for (std::size_t i = 0; i < bins.main.size(); ++i) {
        if (bins.main[i] < 0) continue;
        const float* map = values.data + static_cast<std::int64_t>(i) * size;
        for (const int group : bins.further[i]) {
          for (auto at = begin; at < end; ++at) out_.map[static_cast<std::size_t>(group * size + at)] += map[at];
        }
      }
    });
  }

  /// @param mean,top  [n, C] contiguous
  void addSamples(const at::Tensor& mean, const at::Tensor& top, std::span<const int> samples, const Bins& bins,
                  const std::vector<int>& rowOf) {
    const auto c = static_cast<std::size_t>(out_.channels);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const auto* own = mean.const_data_ptr<float>() + i * c;
      const auto* highest = top.const_data_ptr<float>() + i * c;
      bins.each(i, [&](int bin) { addSample(samples[i], bin, own, highest); });
      if (bins.main[i] >= 0 && rowOf[i] >= 0)
        std::copy(own, own + c, out_.values.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(rowOf[i]) * c));
    }
  }

  void addSample(int sample, int group, const float* mean, const float* top) {
    const auto c = static_cast<std::size_t>(out_.channels);
    double* sum = sum_.data() + group * c;
    double* squares = squares_.data() + group * c;
    ++out_.n[group];
    for (std::size_t k = 0; k < c; ++k) {
      sum[k] += mean[k];
      squares[k] += static_cast<double>(mean[k]) * mean[k];
      auto& max = out_.max[k * out_.groups + group];
      if (!(top[k] <= max)) max = top[k];  // a NaN stays visible
    }
    if (group < static_cast<int>(dataset_->groups.size())) strongest_->offer(sample, group, mean);
  }

  /// Of the node's own channels, where several make up one of the site's.
  /// @param perSample  float64 [n, C * width]
  void addNodeMeans(const at::Tensor& perSample, const Bins& bins) {
    for (std::int64_t i = 0; i < perSample.size(0); ++i) {
      if (bins.main[static_cast<std::size_t>(i)] < 0) continue;
      const auto* row = perSample.const_data_ptr<double>() + i * perSample.size(1);
      for (std::size_t k = 0; k < out_.nodeMean.size(); ++k) out_.nodeMean[k] += row[k];
    }
  }

  void finishNodeMeans() {
    const int first = firstMainBin();
    const double n = static_cast<double>(std::accumulate(out_.n.begin() + first, out_.n.end(), std::int64_t{0}));
    if (width_ == 1) {
      for (int g = first; g < out_.groups; ++g) {
        for (std::size_t k = 0; k < out_.nodeMean.size(); ++k) out_.nodeMean[k] += sum_[g * out_.nodeMean.size() + k];
      }
    }
    for (auto& mean : out_.nodeMean) mean = n > 0 ? mean / n : 0.0;
  }

  /// From here on, bins part the samples.
  int firstMainBin() const { return dataset_->overlapping() ? static_cast<int>(dataset_->groups.size()) : 0; }

  /// The class parts from the main bins' sums, and the bins behind the groups taken out of what is shown.
  void finishParts() {
    const auto c = static_cast<std::size_t>(out_.channels), bins = static_cast<std::size_t>(out_.groups), groups = dataset_->groups.size();
    const auto parts = 2 * static_cast<std::size_t>(dataset_->nClasses());
    auto& part = out_.parts;
    part.n.assign(parts, 0);
    std::vector<double> sum(c * parts, 0), squares(c * parts, 0);
    for (auto bin = static_cast<std::size_t>(firstMainBin()); bin < bins; ++bin) {
      const auto p = dataset_->overlapping() ? bin - groups : partOfGroup(static_cast<int>(bin));
      part.n[p] += out_.n[bin];
      for (std::size_t k = 0; k < c; ++k) sum[k * parts + p] += sum_[bin * c + k], squares[k * parts + p] += squares_[bin * c + k];
    }
    part.mean.assign(c * parts, kNan);
    part.variance.assign(c * parts, kNan);
    for (std::size_t at = 0; at < c * parts; ++at) {
      const auto n = static_cast<double>(part.n[at % parts]);
      if (n > 0) part.mean[at] = static_cast<float>(sum[at] / n);
      if (n > 1) part.variance[at] = static_cast<float>(std::max(0.0, (squares[at] - sum[at] * sum[at] / n) / (n - 1)));
    }
    if (dataset_->overlapping()) dropPartBins(bins, groups);
  }

  void dropPartBins(std::size_t bins, std::size_t groups) {
    const auto c = static_cast<std::size_t>(out_.channels);
    for (auto* values : {&out_.mean, &out_.variance, &out_.max}) {
      for (std::size_t k = 0; k < c; ++k)
        std::copy_n(values->begin() + static_cast<std::ptrdiff_t>(k * bins), groups,
                    values->begin() + static_cast<std::ptrdiff_t>(k * groups));
      values->resize(c * groups);
    }
    const auto ofGroups =
        static_cast<std::ptrdiff_t>(groups * static_cast<std::size_t>(out_.height) * static_cast<std::size_t>(out_.width) * c);
    out_.parts.map.assign(out_.map.begin() + ofGroups, out_.map.end());
    out_.map.resize(static_cast<std::size_t>(ofGroups));
    out_.n.resize(groups);
    out_.groups = static_cast<int>(groups);
  }

  std::size_t partOfGroup(int group) const {
    const auto& minority = dataset_->minority;
    const bool minor = std::find(minority.begin(), minority.end(), group) != minority.end();
    return 2 * static_cast<std::size_t>(dataset_->groups[static_cast<std::size_t>(group)].y) + (minor ? 1 : 0);
  }

  SiteActivations out_;
  const Dataset* dataset_;
  int width_;
  std::vector<double> sum_, squares_;  // [G, C]
  std::shared_ptr<Strongest> strongest_;
};

/// Maps of tokens as the grid of patches that they are, without the tokens in front.
void toGrid(SiteActivations& site, const Graph& graph) {
  const auto grid = patchGrid(graph, site.height, site.width);
  if (!grid) return;
  const auto c = static_cast<std::ptrdiff_t>(site.channels), before = static_cast<std::ptrdiff_t>(site.height) * c;
  const auto prefix = static_cast<std::ptrdiff_t>(graph.prefixTokens) * c;
  for (auto* map : {&site.map, &site.parts.map}) {
    for (auto g = static_cast<std::ptrdiff_t>(map->size()) / before - 1; g >= 0; --g)
      map->erase(map->begin() + g * before, map->begin() + g * before + prefix);
  }
  site.height = (*grid)[0];
  site.width = (*grid)[1];
}

}  // namespace

ActivationStatistics gatherStatistics(Executor& executor, const Dataset& dataset, SplitChunks& chunks,
                                      const StatisticsOptions& options, std::stop_token stop, Progress& progress) {
  const auto& graph = executor.graph().graph();
  std::int64_t channels = 0;
  for (const auto& site : graph.sites) channels += site.channels;
  ActivationStatistics out;
  out.valueSamples = valueSamples(dataset, chunks.order(),
                                  options.valueBytes / std::max<std::uint64_t>(1, static_cast<std::uint64_t>(channels) * sizeof(float)));
  std::map<int, int> rowOf;
  for (std::size_t i = 0; i < out.valueSamples.size(); ++i) rowOf[out.valueSamples[i]] = static_cast<int>(i);

  std::vector<SiteGatherer> gatherers;
  std::map<int, std::vector<std::size_t>> sitesOf;  // step -> sites measured there
  std::vector<int> targets;
  for (const auto& site : graph.sites) {
    const int step = executor.graph().valueStep(site);
    if (sitesOf[step].empty()) targets.push_back(step);
    sitesOf[step].push_back(gatherers.size());
    const auto size = graph.takesTokens ? std::array<std::int64_t, 2>{1, 1} : executor.outputSize(step);
    gatherers.emplace_back(site, dataset, size, out.valueSamples.size(), options.strongest);
  }
  const OverrideSet none(executor.graph(), {});
  for (int i = 0; i < chunks.count(); ++i) {
    throwIfStopped(stop);
    const auto chunk = chunks.chunk(i, stop);
    const auto samples = chunks.samplesOf(i);
    Bins bins;
    std::vector<int> rows;
    at::Tensor seen;
    if (graph.takesTokens) seen = chunks.inputs(samples, stop).select(1, 1).flatten(1).ne(0).to(at::kCPU);
    const auto visit = [&](int step, const at::Tensor& value) {
      if (bins.main.empty()) {  // known from here on: the images of the chunk were read
        bins = binsOf(dataset, samples, chunks.counted(i));
        for (const int sample : samples) rows.push_back(rowOf.contains(sample) ? rowOf[sample] : -1);
      }
      for (const auto site : sitesOf[step]) gatherers[site].add(value, samples, bins, rows, seen);
    };
    executor.stream(targets, none, chunk, visit, stop);
    for (const int bin : bins.main) out.samples += bin >= 0;
    progress.report("statistics of all sites", static_cast<std::uint64_t>(i + 1) * samples.size(),
                    static_cast<std::uint64_t>(chunks.samples()));
  }
  std::vector<int> readable;
  for (const int sample : out.valueSamples) readable.push_back(chunks.damaged().contains(sample) ? -1 : sample);
  const auto sides = sidesOf(dataset, readable);
  for (auto& gatherer : gatherers) {
    throwIfStopped(stop);
    out.sites.push_back(gatherer.finish());
    toGrid(out.sites.back(), graph);
    computeAurocs(out.sites.back(), dataset.nClasses(), sides);
  }
  out.damaged = chunks.damaged();
  return out;
}

at::Tensor siteMap(const Graph& graph, const Site& site, const at::Tensor& value, int channel) {
  const auto own = value.narrow(1, static_cast<std::int64_t>(channel) * site.width, site.width);
  auto map = site.width == 1 ? own.select(1, 0) : own.norm(2, {1});
  if (const auto grid = patchGrid(graph, map.size(1), map.size(2))) {
    map = map.narrow(1, graph.prefixTokens, map.size(1) - graph.prefixTokens).reshape({map.size(0), (*grid)[0], (*grid)[1]});
  }
  return map;
}

std::vector<float> meanMap(const SiteActivations& site, int channel, const std::vector<int>& groups, std::int64_t& n) {
  const auto positions = static_cast<std::size_t>(site.height) * site.width;
  std::vector<double> sum(positions, 0);
  n = 0;
  for (const int group : groups) {
    const auto weight = static_cast<double>(site.n[group]);
    n += site.n[group];
    if (weight == 0) continue;
    for (std::size_t p = 0; p < positions; ++p) sum[p] += weight * site.map[(group * positions + p) * site.channels + channel];
  }
  std::vector<float> map(positions, 0.f);
  for (std::size_t p = 0; p < positions && n > 0; ++p) map[p] = static_cast<float>(sum[p] / static_cast<double>(n));
  return map;
}

std::vector<float> sideMap(const SiteActivations& site, const Dataset& dataset, int channel, bool minority, std::int64_t& n) {
  if (!dataset.overlapping()) return meanMap(site, channel, minority ? dataset.minority : dataset.majority, n);
  SiteActivations parts;  // the parts as groups of their own, of one channel
  parts.channels = 1;
  parts.height = site.height;
  parts.width = site.width;
  parts.n = site.parts.n;
  const auto positions = static_cast<std::size_t>(site.height) * static_cast<std::size_t>(site.width);
  std::vector<int> wanted;
  for (std::size_t p = minority ? 1 : 0; p < parts.n.size(); p += 2) wanted.push_back(static_cast<int>(p));
  for (std::size_t at = static_cast<std::size_t>(channel); at < parts.n.size() * positions * static_cast<std::size_t>(site.channels);
       at += static_cast<std::size_t>(site.channels)) {
    parts.map.push_back(site.parts.map[at]);
  }
  return meanMap(parts, 0, wanted, n);
}

float sideMean(const SiteActivations& site, const Dataset& dataset, int channel, bool minority) {
  const auto parts = 2 * static_cast<std::size_t>(dataset.nClasses());
  double sum = 0, n = 0;
  for (std::size_t p = minority ? 1 : 0; p < parts; p += 2) {
    if (site.parts.n[p] == 0) continue;
    n += static_cast<double>(site.parts.n[p]);
    sum += static_cast<double>(site.parts.n[p]) * site.parts.mean[static_cast<std::size_t>(channel) * parts + p];
  }
  return n > 0 ? static_cast<float>(sum / n) : kNan;
}

}  // namespace spurioscope
