#include "analysis/sweep.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <set>

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

/// Every step whose unedited value some candidate starts from, and the logits. Asked for in one pass, none is computed twice: a
/// convolution whose own output is wanted cannot run fused with what follows.
std::vector<int> referencesOf(const DifferenceEvaluator& evaluator, const FoldedGraph& graph, const OverrideSet& present,
                              const std::vector<std::vector<ChannelOverride>>& candidates, const std::vector<std::size_t>& order) {
  std::set<int> steps{graph.logits()};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto& candidate = candidates[order[i]];
    if (i > 0 && candidates[order[i - 1]].front().step == candidate.front().step) continue;
    auto all = present.all();
    all.insert(all.end(), candidate.begin(), candidate.end());
    const auto plan = evaluator.plan(present, OverrideSet(graph, std::move(all)));
    steps.insert(plan.references.begin(), plan.references.end());
  }
  return {steps.begin(), steps.end()};
}

/// With the steps whose values untouched Sites pass on: those are what is kept.
std::vector<int> withSources(const std::vector<int>& steps, const FoldedGraph& graph) {
  auto all = steps;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (graph.step(all[i]).kind == StepKind::Site) all.push_back(graph.step(all[i]).inputs[0]);
  }
  return all;
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
  const auto references = referencesOf(evaluator, executor.graph(), present, candidates, order);
  // Of images all of them fit (a sweep's chunks are made so), and what no candidate starts from would only take memory. A chunk of long
  // texts may need more than the budget: what is lost there starts again from the values in between.
  if (!executor.graph().graph().takesTokens) executor.kept().keepOnly(withSources(references, executor.graph()));
  std::uint64_t done = 0;
  const std::uint64_t total = static_cast<std::uint64_t>(chunks.count()) * candidates.size();
  for (int index = 0; index < chunks.count(); ++index) {
    const auto chunk = chunks.chunk(index, stop);
    const auto before =
        predictedClasses(executor.run(references, present, chunk, stop)[executor.graph().logits()].flatten(1).to(at::kCPU), classOrder);
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
      const auto last = std::find_if(order.begin() + static_cast<std::ptrdiff_t>(first), order.end(),
                                     [&](auto i) { return candidates[i].front().step != step; });
      const auto left = static_cast<std::size_t>(last - order.begin()) - first;
      // Equal stacks: a small one at the end costs more per candidate.
      const auto stacks = (left - 1) / stackSize(executor, step, chunk.n) + 1;
      std::vector<std::vector<ChannelOverride>> stack;
      for (std::size_t k = 0; k < (left + stacks - 1) / stacks; ++k) stack.push_back(candidates[order[first + k]]);
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
