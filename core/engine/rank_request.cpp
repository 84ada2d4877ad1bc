#include "engine/rank_request.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>

#include "analysis/ranking.h"
#include "analysis/site_selection.h"
#include "base/error.h"
#include "base/random.h"
#include "engine/live_evaluation.h"

namespace spurioscope::engine {
namespace {

constexpr std::size_t kPoorest = 200;     // FIELD.md 1.6
constexpr std::size_t kTaylorSamples = 1000;

bool isProjection(const Site& site) {
  return site.name.find("downsample") != std::string::npos || site.name.find("shortcut") != std::string::npos;
}

/// Sites that the request asks for, or those that criterion and preset admit.
std::vector<const Site*> sitesOf(const Graph& graph, const RankRequest& request) {
  const bool weights = request.criterion == Criterion::Magnitude || request.criterion == Criterion::Gradient;
  std::vector<const Site*> sites = selectSites(graph, request.sites.empty() ? std::vector<std::string>{"*"} : request.sites);
  std::erase_if(sites, [&](const Site* site) { return weights && site->weights < 0; });
  if (request.sites.empty()) {
    std::erase_if(sites, [&](const Site* site) {
      if (site->kind != SiteKind::Convolution) return true;
      // The published magnitude script leaves projections out by name (FIELD.md 1.7).
      return request.criterion == Criterion::Magnitude && request.preset == Preset::Paper && isProjection(*site);
    });
  }
  if (sites.empty()) throw Error{Kind::Usage, "none of these sites has weights of its own", {{}, {}, "--sites"}, "Name convolutions, or use the activation or taylor criterion."};
  return sites;
}

int groupOf(const Dataset& dataset, const RankRequest& request) {
  if (request.group >= 0) {
    if (request.group < static_cast<int>(dataset.groups.size())) return request.group;
    throw Error{Kind::Range, "there is no group " + std::to_string(request.group), {{}, {}, "--group"}, "`datasets` lists the groups."};
  }
  const auto sizes = dataset.groupSizes(Split::Train);
  const auto& from = dataset.minority.empty() ? dataset.majority : dataset.minority;
  if (from.empty()) throw Error{Kind::Data, "the data set has no group with samples", {dataset.path, {}, {}}, {}};
  return *std::min_element(from.begin(), from.end(), [&](int a, int b) { return sizes[a] < sizes[b]; });
}

std::vector<int> samplesOfGroup(const NetworkOnData& pair, Split split, int group) {
  std::vector<int> samples;
  for (const int sample : pair.data().dataset->inSplit(split)) {
    if (pair.data().dataset->samples[sample].group == group) samples.push_back(sample);
  }
  if (samples.empty()) {
    throw Error{Kind::Data, "the group has no sample in the split '" + std::string(splitName(split)) + "'", {pair.data().dataset->path, {}, "group " + std::to_string(group)},
                "Choose another group or split."};
  }
  return samples;
}

/// The group's samples with the lowest probability of their own class, poorest first, at most 200.
std::vector<int> poorestSamples(NetworkOnData& pair, Split split, int group, std::stop_token stop, Progress& progress) {
  samplesOfGroup(pair, split, group);
  const auto rows = logitsLive(pair, split, {}, stop, progress);
  const auto logits = at::from_blob(const_cast<float*>(rows.logits.data()), {static_cast<std::int64_t>(rows.sample.size()), rows.classes}, at::kFloat);
  const auto probability = at::softmax(logits.to(at::kDouble), 1).contiguous();
  std::vector<std::pair<double, int>> byProbability;
  for (std::size_t i = 0; i < rows.sample.size(); ++i) {
    const auto& sample = pair.dataset().samples[rows.sample[i]];
    if (sample.group != group) continue;
    const int column = pair.columnOf(sample.y, stop);
    byProbability.emplace_back(probability.const_data_ptr<double>()[static_cast<std::int64_t>(i) * rows.classes + column], rows.sample[i]);
  }
  std::sort(byProbability.begin(), byProbability.end());
  std::vector<int> samples;
  for (const auto& [p, sample] : byProbability) samples.push_back(sample);
  samples.resize(std::min(samples.size(), kPoorest));
  return samples;
}

/// Samples per batch under autograd: every activation is held, so memory decides.
int gradientBatch(const NetworkOnData& pair) {
  const auto sizes = outputSizes(pair.network().graph, pair.data().dataset->height(), pair.data().dataset->width());
  double bytes = 1;
  for (std::size_t i = 0; i < sizes.size(); ++i) bytes += 8.0 * static_cast<double>(sizes[i][0] * sizes[i][1] * pair.network().graph.nodes[i].channels);
  return static_cast<int>(std::clamp(1e9 / bytes, 1.0, 200.0));
}

Ranking toRanking(const RankRequest& request, const std::vector<ChannelScore>& scores, std::size_t samples) {
  Ranking ranking;
  ranking.request = request;
  ranking.samples = static_cast<std::int64_t>(samples);
  const auto count = request.top > 0 ? std::min<std::size_t>(scores.size(), static_cast<std::size_t>(request.top)) : scores.size();
  for (std::size_t i = 0; i < count; ++i) ranking.channels.push_back({scores[i].site->name, scores[i].channel, scores[i].score});
  return ranking;
}

}  // namespace

Ranking rankMagnitude(const Graph& graph, const Parameters& parameters, const RankRequest& request) {
  return toRanking(request, rankByMagnitude(graph, parameters, sitesOf(graph, request)), 0);
}

Ranking rankChannels(NetworkOnData& pair, const RankRequest& asked, std::stop_token stop, Progress& progress) {
  const auto& graph = pair.network().graph;
  if (asked.criterion == Criterion::Magnitude) return rankMagnitude(graph, pair.parameters(), asked);
  RankRequest request = asked;
  request.group = groupOf(pair.dataset(), asked);
  const Split split = splitNamed(pair.dataset(), request.split);
  const auto sites = sitesOf(graph, request);
  const bool paper = request.preset == Preset::Paper;
  if (request.criterion == Criterion::Activation) {
    const auto statistics = pair.statistics(split, stop, progress);
    return toRanking(request, rankByActivation(graph, *statistics, pair.dataset(), sites, request.group, !paper), static_cast<std::size_t>(statistics->samples));
  }
  std::vector<int> samples;
  if (request.criterion == Criterion::Gradient || paper) {
    samples = poorestSamples(pair, split, request.group, stop, progress);
  } else {
    samples = samplesOfGroup(pair, split, request.group);
    Random(1).shuffle(samples);
    samples.resize(std::min(samples.size(), kTaylorSamples));
  }
  std::vector<int> targets;
  for (const int sample : samples) targets.push_back(pair.columnOf(pair.dataset().samples[sample].y, stop));
  auto chunks = pair.pass(split);
  const auto images = [&](std::span<const int> some) { return chunks.images(some, stop); };
  Parameters onDevice;
  for (const auto& [name, tensor] : pair.parameters()) onDevice.emplace(name, tensor.to(pair.device()));
  // The published criterion takes cross-entropy of probabilities (a second softmax); corrected: of logits.
  const auto loss = paper ? LossOf::Probabilities : LossOf::Logits;
  const auto rank = request.criterion == Criterion::Gradient ? rankByGradient : rankByTaylor;
  return toRanking(request, rank(graph, onDevice, sites, samples, targets, loss, images, gradientBatch(pair), stop, progress), samples.size());
}

}  // namespace spurioscope::engine
