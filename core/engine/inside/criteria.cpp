#include "engine/inside/criteria.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/random.h"
#include "engine/inside/live_evaluation.h"

namespace spurioscope::engine {
namespace {

constexpr std::size_t kPoorest = 200;  // FIELD.md 1.6
constexpr std::size_t kTaylorSamples = 1000;

bool paper(const RankContext& context) { return context.request.preset == Preset::Paper; }

std::vector<int> samplesOfGroup(const NetworkOnData& pair, Split split, int group) {
  std::vector<int> samples;
  for (const int sample : pair.dataset().inSplit(split)) {
    if (pair.dataset().holds(group, sample)) samples.push_back(sample);
  }
  if (samples.empty()) {
    throw Error{Kind::Data,
                "the group has no sample in the split '" + std::string(splitName(split)) + "'",
                {pair.dataset().path, {}, "group " + std::to_string(group)},
                "Choose another group or split."};
  }
  return samples;
}

/// Samples per batch under autograd: every activation is held, so memory decides.
int gradientBatch(const NetworkOnData& pair) {
  const auto sizes = outputSizes(pair.network().graph, pair.inputSize()[0], pair.inputSize()[1]);
  double bytes = 1;
  for (std::size_t i = 0; i < sizes.size(); ++i)
    bytes += 8.0 * static_cast<double>(sizes[i][0] * sizes[i][1] * pair.network().graph.nodes[i].channels);
  return static_cast<int>(std::clamp(1e9 / bytes, 1.0, 200.0));
}

Scores magnitude(const RankContext& context) { return {rankByMagnitude(context.graph, context.parameters, context.sites), 0}; }

Scores activation(const RankContext& context) {
  auto& pair = *context.pair;
  const auto statistics = pair.statistics(splitNamed(pair.dataset(), context.request.split), context.stop, context.progress);
  return {rankByActivation(context.graph, *statistics, pair.dataset(), context.sites, context.request.group, !paper(context)),
          static_cast<std::size_t>(statistics->samples)};
}

/// Gradient and Taylor differ in what they make of the same backward passes.
template <class Rank>
Scores differentiated(const RankContext& context, const std::vector<int>& samples, Rank rank) {
  auto& pair = *context.pair;
  std::vector<int> targets;
  for (const int sample : samples) targets.push_back(pair.columnOf(pair.dataset().samples[sample].y, context.stop));
  auto chunks = pair.pass(splitNamed(pair.dataset(), context.request.split));
  const auto images = [&](std::span<const int> some) { return chunks.inputs(some, context.stop); };
  Parameters onDevice;
  for (const auto& [name, tensor] : context.parameters) onDevice.emplace(name, tensor.to(pair.device()));
  // The published criterion takes cross-entropy of probabilities (a second softmax); corrected: of logits.
  const auto loss = paper(context) ? LossOf::Probabilities : LossOf::Logits;
  return {rank(context.graph, onDevice, context.sites, samples, targets, loss, images, gradientBatch(pair), context.stop, context.progress),
          samples.size()};
}

std::vector<int> poorestOf(const RankContext& context) {
  return poorestSamples(*context.pair, splitNamed(context.pair->dataset(), context.request.split), context.request.group, context.stop,
                        context.progress);
}

Scores gradient(const RankContext& context) { return differentiated(context, poorestOf(context), rankByGradient); }

Scores taylor(const RankContext& context) {
  if (paper(context)) return differentiated(context, poorestOf(context), rankByTaylor);
  auto samples = samplesOfGroup(*context.pair, splitNamed(context.pair->dataset(), context.request.split), context.request.group);
  Random(1).shuffle(samples);
  samples.resize(std::min(samples.size(), kTaylorSamples));
  return differentiated(context, samples, rankByTaylor);
}

constexpr bool kWeights = true, kAnySite = false, kData = true, kNoData = false;
constexpr std::array kTable{CriterionEntry{{Criterion::Gradient, "gradient", kWeights, kData}, gradient},
                            CriterionEntry{{Criterion::Magnitude, "magnitude", kWeights, kNoData}, magnitude},
                            CriterionEntry{{Criterion::Taylor, "taylor", kAnySite, kData}, taylor},
                            CriterionEntry{{Criterion::Activation, "activation", kAnySite, kData}, activation}};

}  // namespace

std::span<const CriterionEntry> criterionTable() { return kTable; }

const CriterionEntry& entryOf(Criterion criterion) {
  return *std::find_if(kTable.begin(), kTable.end(), [&](const auto& entry) { return entry.info.criterion == criterion; });
}

std::vector<CriterionInfo> criteria() {
  std::vector<CriterionInfo> all;
  for (const auto& entry : kTable) all.push_back(entry.info);
  return all;
}

std::vector<int> poorestSamples(NetworkOnData& pair, Split split, int group, std::stop_token stop, Progress& progress) {
  samplesOfGroup(pair, split, group);
  const auto rows = logitsLive(pair, split, {}, stop, progress);
  const auto logits =
      at::from_blob(const_cast<float*>(rows.logits.data()), {static_cast<std::int64_t>(rows.sample.size()), rows.classes}, at::kFloat);
  const auto probability = at::softmax(logits.to(at::kDouble), 1).contiguous();
  std::vector<std::pair<double, int>> byProbability;
  for (std::size_t i = 0; i < rows.sample.size(); ++i) {
    const auto& sample = pair.dataset().samples[rows.sample[i]];
    if (!pair.dataset().holds(group, rows.sample[i])) continue;
    const int column = pair.columnOf(sample.y, stop);
    byProbability.emplace_back(probability.const_data_ptr<double>()[static_cast<std::int64_t>(i) * rows.classes + column], rows.sample[i]);
  }
  std::sort(byProbability.begin(), byProbability.end());
  std::vector<int> samples;
  for (const auto& [p, sample] : byProbability) samples.push_back(sample);
  samples.resize(std::min(samples.size(), kPoorest));
  return samples;
}

}  // namespace spurioscope::engine
