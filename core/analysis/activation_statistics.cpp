#include "analysis/activation_statistics.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/value_samples.h"
#include "kernels/map_statistics.h"
#include "metrics/auroc.h"

namespace spurioscope {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// Gathers one site while chunks stream by.
class SiteGatherer {
 public:
  SiteGatherer(const Site& site, int groups, std::array<std::int64_t, 2> size, std::size_t valueRows, int strongest) : width_(site.width) {
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
    strongest_ = std::make_shared<Strongest>(site.channels, groups, strongest);
  }

  /// @param value  [n, C * width, h, w] channels-last   @param seen  bool [n, T] of texts, undefined of images
  void add(const at::Tensor& value, std::span<const int> samples, const std::vector<int>& groups, const std::vector<int>& rowOf, const at::Tensor& seen) {
    auto nhwc = value.to(at::kCPU).permute({0, 2, 3, 1}).contiguous();
    if (seen.defined() && nhwc.size(1) > 1) return addTokens(nhwc.squeeze(2), samples, groups, rowOf, seen.unsqueeze(2));
    if (width_ > 1) {
      addNodeMeans(nhwc.mean({1, 2}, false, at::kDouble), groups);
      nhwc = nhwc.unflatten(3, {out_.channels, width_}).norm(2, {4}).contiguous();
    }
    const std::int64_t n = nhwc.size(0), c = out_.channels, positions = nhwc.numel() / (n * c);
    const MapValues values{nhwc.const_data_ptr<float>(), n, positions, c, groups.data()};
    const auto threads = std::min<std::int64_t>(at::get_num_threads(), positions);
    auto sum = at::zeros({threads, n, c}, at::kFloat);
    auto maximum = at::full({threads, n, c}, -std::numeric_limits<float>::infinity(), at::kFloat);
    at::parallel_for(0, threads, 1, [&](std::int64_t begin, std::int64_t end) {
      for (auto t = begin; t < end; ++t) {
        accumulateMaps(values, positions * t / threads, positions * (t + 1) / threads,
                       {out_.map.data(), sum[t].data_ptr<float>(), maximum[t].data_ptr<float>()});
      }
    });
    addSamples((sum.sum(0) / static_cast<double>(positions)).contiguous(), std::get<0>(maximum.max(0)).contiguous(), samples, groups, rowOf);
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
    out_.strongest = strongest_;
    return std::move(out_);
  }

 private:
  /// Seen tokens alone. @param value  [n, T, C * width]   @param seen  bool [n, T, 1]
  void addTokens(const at::Tensor& value, std::span<const int> samples, const std::vector<int>& groups, const std::vector<int>& rowOf, const at::Tensor& seen) {
    const auto meanOf = [&](const at::Tensor& tokens, at::ScalarType type) {
      return (tokens.masked_fill(seen.logical_not(), 0).sum({1}, false, type) / seen.sum({1}, false, type)).contiguous();
    };
    auto tokens = value;
    if (width_ > 1) {
      addNodeMeans(meanOf(value, at::kDouble), groups);
      tokens = value.unflatten(2, {out_.channels, width_}).norm(2, {3});
    }
    const auto mean = meanOf(tokens, at::kFloat);
    const auto top = tokens.masked_fill(seen.logical_not(), -std::numeric_limits<float>::infinity()).amax({1}).contiguous();
    const auto c = static_cast<std::size_t>(out_.channels);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (groups[i] < 0) continue;
      const auto* row = mean.const_data_ptr<float>() + i * c;
      for (std::size_t k = 0; k < c; ++k) out_.map[static_cast<std::size_t>(groups[i]) * c + k] += row[k];
    }
    addSamples(mean, top, samples, groups, rowOf);
  }

  /// @param mean,top  [n, C] contiguous
  void addSamples(const at::Tensor& mean, const at::Tensor& top, std::span<const int> samples, const std::vector<int>& groups, const std::vector<int>& rowOf) {
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const auto row = static_cast<std::ptrdiff_t>(i) * out_.channels;
      if (groups[i] >= 0) addSample(samples[i], groups[i], rowOf[i], mean.const_data_ptr<float>() + row, top.const_data_ptr<float>() + row);
    }
  }

  void addSample(int sample, int group, int row, const float* mean, const float* top) {
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
    if (row >= 0) std::copy(mean, mean + c, out_.values.begin() + static_cast<std::ptrdiff_t>(row * c));
    strongest_->offer(sample, group, mean);
  }

  /// Of the node's own channels, where several make up one of the site's.
  /// @param perSample  float64 [n, C * width]
  void addNodeMeans(const at::Tensor& perSample, const std::vector<int>& groups) {
    for (std::int64_t i = 0; i < perSample.size(0); ++i) {
      if (groups[i] < 0) continue;
      const auto* row = perSample.const_data_ptr<double>() + i * perSample.size(1);
      for (std::size_t k = 0; k < out_.nodeMean.size(); ++k) out_.nodeMean[k] += row[k];
    }
  }

  void finishNodeMeans() {
    const double n = static_cast<double>(std::accumulate(out_.n.begin(), out_.n.end(), std::int64_t{0}));
    if (width_ == 1) {
      for (int g = 0; g < out_.groups; ++g) {
        for (std::size_t k = 0; k < out_.nodeMean.size(); ++k) out_.nodeMean[k] += sum_[g * out_.nodeMean.size() + k];
      }
    }
    for (auto& mean : out_.nodeMean) mean = n > 0 ? mean / n : 0.0;
  }

  SiteActivations out_;
  int width_;
  std::vector<double> sum_, squares_;  // [G, C]
  std::shared_ptr<Strongest> strongest_;
};

/// AUROC of each group against the other groups of its class, and of minority against majority, per channel.
void computeAurocs(SiteActivations& site, const Dataset& dataset, const std::vector<int>& sampleGroups) {
  const auto c = site.channels, g = site.groups;
  site.auroc.assign(static_cast<std::size_t>(c) * g, kNan);
  site.minorityAuroc.assign(static_cast<std::size_t>(c), kNan);
  std::vector<std::vector<int>> rows(static_cast<std::size_t>(g));
  for (std::size_t i = 0; i < sampleGroups.size(); ++i) {
    if (sampleGroups[i] >= 0) rows[sampleGroups[i]].push_back(static_cast<int>(i));
  }
  std::vector<bool> minority(static_cast<std::size_t>(g), false);
  for (const int id : dataset.minority) minority[id] = true;
  at::parallel_for(0, c, 8, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> positive, negative;
    const auto take = [&](std::vector<float>& into, int group, std::int64_t channel) {
      for (const int row : rows[group]) into.push_back(site.values[static_cast<std::size_t>(row) * c + channel]);
    };
    for (auto channel = begin; channel < end; ++channel) {
      double sum = 0;
      int classes = 0;
      for (int y = 0; y < dataset.nClasses(); ++y) {
        positive.clear(), negative.clear();
        for (const auto& group : dataset.groups) {
          if (group.y == y) take(minority[group.id] ? positive : negative, group.id, channel);
        }
        if (positive.empty() || negative.empty()) continue;
        sum += auroc(positive, negative);
        ++classes;
      }
      if (classes > 0) site.minorityAuroc[channel] = static_cast<float>(sum / classes);
      for (const auto& group : dataset.groups) {
        positive.clear(), negative.clear();
        for (const auto& other : dataset.groups) {
          if (other.y == group.y) take(other.id == group.id ? positive : negative, other.id, channel);
        }
        if (!positive.empty() && !negative.empty()) site.auroc[channel * g + group.id] = static_cast<float>(auroc(positive, negative));
      }
    }
  });
}

/// Maps of tokens as the grid of patches that they are, without the tokens in front.
void toGrid(SiteActivations& site, const Graph& graph) {
  const auto grid = patchGrid(graph, site.height, site.width);
  if (!grid) return;
  const auto c = static_cast<std::ptrdiff_t>(site.channels), before = static_cast<std::ptrdiff_t>(site.height) * c;
  const auto prefix = static_cast<std::ptrdiff_t>(graph.prefixTokens) * c;
  for (int g = site.groups - 1; g >= 0; --g) site.map.erase(site.map.begin() + g * before, site.map.begin() + g * before + prefix);
  site.height = (*grid)[0];
  site.width = (*grid)[1];
}

}  // namespace

ActivationStatistics gatherStatistics(Executor& executor, const Dataset& dataset, SplitChunks& chunks,
                                      const StatisticsOptions& options, std::stop_token stop, Progress& progress) {
  const auto& graph = executor.graph().graph();
  const int nGroups = static_cast<int>(dataset.groups.size());
  std::int64_t channels = 0;
  for (const auto& site : graph.sites) channels += site.channels;
  ActivationStatistics out;
  out.valueSamples = valueSamples(dataset, chunks.order(), options.valueBytes / std::max<std::uint64_t>(1, static_cast<std::uint64_t>(channels) * sizeof(float)));
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
    gatherers.emplace_back(site, nGroups, size, out.valueSamples.size(), options.strongest);
  }
  const OverrideSet none(executor.graph(), {});
  for (int i = 0; i < chunks.count(); ++i) {
    throwIfStopped(stop);
    const auto chunk = chunks.chunk(i, stop);
    const auto samples = chunks.samplesOf(i);
    std::vector<int> groups, rows;
    at::Tensor seen;
    if (graph.takesTokens) seen = chunks.inputs(samples, stop).select(1, 1).flatten(1).ne(0).to(at::kCPU);
    const auto visit = [&](int step, const at::Tensor& value) {
      if (groups.empty()) {  // known from here on: the images of the chunk were read
        groups = chunks.groupsOf(i);
        for (const int sample : samples) rows.push_back(rowOf.contains(sample) ? rowOf[sample] : -1);
      }
      for (const auto site : sitesOf[step]) gatherers[site].add(value, samples, groups, rows, seen);
    };
    executor.stream(targets, none, chunk, visit, stop);
    for (const int group : groups) out.samples += group >= 0;
    progress.report("statistics of all sites", static_cast<std::uint64_t>(i + 1) * samples.size(), static_cast<std::uint64_t>(chunks.samples()));
  }
  std::vector<int> sampleGroups;
  for (const int sample : out.valueSamples) sampleGroups.push_back(chunks.damaged().contains(sample) ? -1 : dataset.samples[sample].group);
  for (auto& gatherer : gatherers) {
    throwIfStopped(stop);
    out.sites.push_back(gatherer.finish());
    toGrid(out.sites.back(), graph);
    computeAurocs(out.sites.back(), dataset, sampleGroups);
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

}  // namespace spurioscope
