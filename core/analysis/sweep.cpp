#include "analysis/sweep.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace spurioscope {
namespace {

/// Values of one step for a stack of candidates stay below this, so that a stack neither swamps memory nor leaves the caches
/// for long: past about this size the time per candidate no longer falls.
constexpr double kStackBytes = 24e6;

/// How many candidates of a step run at once.
std::size_t stackSize(const Executor& executor, int step, std::int64_t n) {
  double largest = 1;
  for (int later = step; later < executor.graph().size(); ++later) {
    const auto [h, w] = executor.outputSize(later);
    if (executor.graph().step(later).kind != StepKind::Site) {
      largest = std::max(largest, 4.0 * static_cast<double>(n * h * w * executor.graph().step(later).channels));
    }
  }
  return static_cast<std::size_t>(std::clamp(kStackBytes / largest, 1.0, 64.0));
}

struct ChunkLabels {
  std::vector<bool> counted;
  std::vector<std::span<const int>> groups;
  std::vector<int> label;
  std::vector<int> before;
};

void count(const ChunkLabels& labels, const std::vector<int>& after, CandidateCounts& counts) {
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (!labels.counted[i]) continue;
    const bool was = labels.before[i] == labels.label[i], is = after[i] == labels.label[i];
    for (const int group : labels.groups[i]) {
      counts.correctAfter[group] += is;
      counts.fixed[group] += is && !was;
      counts.broken[group] += was && !is;
    }
  }
}

}  // namespace

std::vector<int> predictedClasses(const at::Tensor& logits, const std::vector<int>& classOrder) {
  const auto values = logits.contiguous();
  const auto n = values.size(0), classes = values.size(1);
  const auto* row = values.const_data_ptr<float>();
  std::vector<int> predicted(static_cast<std::size_t>(n), -1);
  for (std::int64_t i = 0; i < n; ++i, row += classes) {
    if (std::any_of(row, row + classes, [](float v) { return std::isnan(v); })) continue;
    predicted[i] = classOrder[std::max_element(row, row + classes) - row];
  }
  return predicted;
}

SweepCounts sweepCandidates(Executor& executor, const Dataset& dataset, SplitChunks& chunks, const OverrideSet& present,
                            const std::vector<std::vector<ChannelOverride>>& candidates, const std::vector<int>& classOrder,
                            std::stop_token stop, Progress& progress, const AfterChunk& afterChunk) {
  const std::size_t nGroups = dataset.groups.size();
  SweepCounts out;
  out.n.assign(nGroups, 0);
  out.correctBefore.assign(nGroups, 0);
  const std::vector<std::int64_t> zeros(nGroups, 0);
  out.candidates.assign(candidates.size(), {zeros, zeros, zeros});
  std::vector<std::size_t> order(candidates.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return candidates[a].front().step < candidates[b].front().step; });

  DifferenceEvaluator evaluator(executor);
  executor.kept().setChunks(1);
  std::uint64_t done = 0;
  const std::uint64_t total = static_cast<std::uint64_t>(chunks.count()) * candidates.size();
  for (int index = 0; index < chunks.count(); ++index) {
    const auto chunk = chunks.chunk(index, stop);
    const auto before = predictedClasses(executor.logits(present, chunk, stop).to(at::kCPU), classOrder);
    ChunkLabels labels{chunks.counted(index), {}, {}, before};
    for (const int sample : chunks.samplesOf(index)) {
      labels.groups.push_back(dataset.groupsOf(sample));
      labels.label.push_back(dataset.samples[sample].y);
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (!labels.counted[i]) continue;
      ++out.samples;
      for (const int group : labels.groups[i]) {
        ++out.n[group];
        out.correctBefore[group] += before[i] == labels.label[i];
      }
    }
    for (std::size_t first = 0; first < order.size();) {
      throwIfStopped(stop);
      const int step = candidates[order[first]].front().step;
      const auto limit = stackSize(executor, step, chunk.n);
      std::vector<std::vector<ChannelOverride>> stack;
      while (first + stack.size() < order.size() && stack.size() < limit && candidates[order[first + stack.size()]].front().step == step) {
        stack.push_back(candidates[order[first + stack.size()]]);
      }
      const auto result = evaluator.evaluateMany(present, stack, chunk, stop);
      for (std::size_t k = 0; k < stack.size(); ++k) {
        count(labels, predictedClasses(result.logits[static_cast<std::int64_t>(k)], classOrder), out.candidates[order[first + k]]);
      }
      first += stack.size();
      done += stack.size();
      progress.report("sweep", done, total);
    }
    executor.kept().clear();
    if (afterChunk) afterChunk(out);
  }
  return out;
}

}  // namespace spurioscope
