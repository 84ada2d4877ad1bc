#include "engine/inside/live_evaluation.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/sweep.h"
#include "base/error.h"
#include "base/stopwatch.h"
#include "metrics/group_report.h"
#include "metrics/paired_change.h"

namespace spurioscope::engine {
namespace {

constexpr std::size_t kRecentSets = 4;
constexpr double kPublishEveryMs = 33;

/// What one run of the split under some edits has found so far; one entry per sample seen.
struct Seen {
  std::vector<int> sample, label, group, before, after;
  std::vector<std::size_t> groupEnds;  ///< where groups overlap: `group` holds one set after another
  std::vector<float> lossBefore, lossAfter;
  std::int64_t changedLogits = 0;

  Membership membership() const { return groupEnds.empty() ? Membership(group) : Membership(group, groupEnds); }
};

struct ChunkLogits {
  at::Tensor before, after;  // [n, classes] on the CPU
};

class LiveRun {
 public:
  LiveRun(NetworkOnData& pair, Split split, const std::vector<Edit>& edits, std::stop_token stop, Progress& progress)
      : pair_(pair), split_(pair.live(split)), stop_(stop), evaluator_(pair.executor()), none_(pair.folded(), {}),
        overrides_(pair.overridesOf(edits, split, stop, progress)), order_(pair.classOrder(stop)), evidence_(pair.classEvidence(stop)) {}

  int chunks() const { return split_.chunks.count(); }
  std::int64_t samples() const { return split_.chunks.samples(); }
  const std::vector<int>& order() const { return order_; }
  const ClassOrderEvidence& evidence() const { return evidence_; }
  std::span<const int> samplesOf(int index) const { return split_.chunks.samplesOf(index); }
  const SplitChunks& split() const { return split_.chunks; }

  ChunkLogits run(int index) {
    const auto chunk = split_.chunks.chunk(index, stop_);
    auto& before = split_.baselineLogits[static_cast<std::size_t>(index)];
    if (!before.defined()) before = pair_.executor().logits(none_, chunk, stop_).to(at::kCPU).clone();
    if (overrides_.empty()) return {before, before};
    const auto& reference = cheapestReference(chunk);
    const auto after = evaluator_.evaluate(reference, overrides_, chunk, stop_).logits[0];
    return {before, &reference == &none_ ? after : withoutRounding(before, after)};
  }

  void finish() {
    if (overrides_.empty()) return;
    std::erase_if(pair_.recent, [&](const auto& one) { return sameEverywhere(one); });
    pair_.recent.push_front(overrides_);
    if (pair_.recent.size() > kRecentSets) pair_.recent.pop_back();
  }

 private:
  bool sameEverywhere(const OverrideSet& other) const {
    const int logits = pair_.folded().logits();
    return other.signature(logits) == overrides_.signature(logits);
  }

  /// Against an edited reference even a sample that nothing reaches comes back with that reference's rounding: rows that differ
  /// from the unedited ones by no more than that are the unedited ones.
  static at::Tensor withoutRounding(const at::Tensor& before, const at::Tensor& after) {
    constexpr double kRounding = 1e-5;  // of the row's largest logit
    const auto scale = before.abs().amax(1, true).clamp_min(1.0);
    const auto near = (after - before).abs().le(scale * kRounding).all(1, true);
    return at::where(near, before, after);
  }

  /// The unedited state or a set evaluated lately. Reference values still to be computed count half: they serve the next edits too.
  const OverrideSet& cheapestReference(const Chunk& chunk) const {
    const OverrideSet* best = &none_;
    double least = cost(none_, chunk);
    for (const auto& one : pair_.recent) {
      if (sameEverywhere(one)) continue;
      const double here = cost(one, chunk);
      if (here < least) best = &one, least = here;
    }
    return *best;
  }

  double cost(const OverrideSet& reference, const Chunk& chunk) const {
    const auto plan = evaluator_.plan(reference, overrides_);
    return plan.multiplications + 0.5 * pair_.executor().pending(plan.references, reference, chunk.id);
  }

  NetworkOnData& pair_;
  LiveSplit& split_;
  std::stop_token stop_;
  mutable DifferenceEvaluator evaluator_;
  OverrideSet none_, overrides_;
  std::vector<int> order_;
  ClassOrderEvidence evidence_;
};

std::vector<float> losses(const at::Tensor& logits, const std::vector<int>& labels, const std::vector<int>& order) {
  const auto logProbabilities = at::log_softmax(logits.to(at::kDouble), 1).contiguous();
  const auto classes = logits.size(1);
  std::vector<float> out;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto column = std::find(order.begin(), order.end(), labels[i]) - order.begin();
    out.push_back(static_cast<float>(-logProbabilities.const_data_ptr<double>()[static_cast<std::int64_t>(i) * classes + column]));
  }
  return out;
}

void add(Seen& seen, const NetworkOnData& pair, const LiveRun& run, int index, const ChunkLogits& logits) {
  const auto samples = run.samplesOf(index);
  const auto counted = run.split().counted(index);
  const auto& dataset = pair.dataset();
  std::vector<int> labels;
  for (const int sample : samples) labels.push_back(dataset.samples[sample].y);
  const auto before = predictedClasses(logits.before, run.order()), after = predictedClasses(logits.after, run.order());
  const auto lossBefore = losses(logits.before, labels, run.order());
  const bool same = logits.before.is_same(logits.after);
  const auto lossAfter = same ? lossBefore : losses(logits.after, labels, run.order());
  const auto moved = logits.before.ne(logits.after).any(1);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (!counted[i]) continue;  // damaged: told apart, counted nowhere
    seen.sample.push_back(samples[i]);
    seen.label.push_back(labels[i]);
    const auto groups = dataset.groupsOf(samples[i]);
    seen.group.insert(seen.group.end(), groups.begin(), groups.end());
    if (dataset.overlapping()) seen.groupEnds.push_back(seen.group.size());
    seen.before.push_back(before[i]);
    seen.after.push_back(after[i]);
    seen.lossBefore.push_back(lossBefore[i]);
    seen.lossAfter.push_back(lossAfter[i]);
    seen.changedLogits += !same && moved[static_cast<std::int64_t>(i)].item<bool>();
  }
}

SplitEvaluation evaluationOf(const NetworkOnData& pair, Split split, const LiveRun& run, const Seen& seen,
                             const std::vector<int>& predicted, const std::vector<float>& loss, bool exact, double elapsedMs) {
  const auto& dataset = *pair.data().dataset;
  const auto report = groupReport({predicted, seen.label, seen.membership(), loss}, static_cast<int>(dataset.groups.size()),
                                  dataset.nClasses(), dataset.groupSizes(Split::Train));
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  SplitEvaluation out;
  out.split = splitName(split);
  for (const auto& group : report.groups) {
    const bool any = group.n > 0;
    out.groups.push_back({group.id, dataset.groups[group.id].name, group.n, group.correct, group.accuracy.value_or(kNan),
                          any ? group.low : kNan, any ? group.high : kNan, any ? group.loss : kNan});
  }
  out.plain = report.averages.plain;
  out.adjusted = report.averages.adjusted;
  out.groupMean = report.averages.groupMean;
  out.worst = report.averages.worst;
  out.worstGroup = report.worstGroup;
  out.classOrder = run.order();
  out.classEvidence = run.evidence();
  out.confusion = report.confusion;
  out.onePredictedClass = report.onePredictedClass;
  out.samplesDone = static_cast<std::int64_t>(seen.sample.size());
  out.samplesTotal = run.samples();
  out.exact = exact;
  out.elapsedMs = elapsedMs;
  for (const auto& [sample, reason] : run.split().damaged()) {
    if (dataset.samples[sample].split == split) out.damaged.push_back({sample, dataset.samples[sample].name, reason});
  }
  return out;
}

EditOutcome outcomeOf(const NetworkOnData& pair, Split split, const LiveRun& run, const Seen& seen, bool exact, double elapsedMs) {
  const int groups = static_cast<int>(pair.data().dataset->groups.size());
  EditOutcome out;
  out.before = evaluationOf(pair, split, run, seen, seen.before, seen.lossBefore, exact, elapsedMs);
  out.after = evaluationOf(pair, split, run, seen, seen.after, seen.lossAfter, exact, elapsedMs);
  const auto changes = pairedChanges(seen.before, seen.after, seen.label, seen.membership(), groups);
  const auto moved = movedSamples(seen.before, seen.after, seen.label, seen.membership(), groups);
  for (int g = 0; g < groups; ++g) {
    GroupChange change{g, changes[g].n, changes[g].change, changes[g].low, changes[g].high, changes[g].p, {}, {}};
    if (change.n == 0) change.low = change.high = change.p = std::numeric_limits<double>::quiet_NaN();
    for (const int at : moved[g].fixed) change.fixed.push_back(seen.sample[at]);
    for (const int at : moved[g].broken) change.broken.push_back(seen.sample[at]);
    out.change.push_back(std::move(change));
  }
  out.changedLogits = seen.changedLogits;
  return out;
}

}  // namespace

Split splitNamed(const Dataset& dataset, const std::string& name) {
  const auto split = parseSplit(name);
  if (!split) throw Error{Kind::Usage, "'" + name + "' is not a split", {{}, {}, "--split"}, "Use train, val or test."};
  if (dataset.inSplit(*split).empty()) {
    throw Error{Kind::Data, "the split '" + name + "' holds no sample", {dataset.path, {}, {}}, "Choose another split."};
  }
  return *split;
}

EditOutcome evaluateLive(NetworkOnData& pair, Split split, const std::vector<Edit>& edits, const Publish& publish,
                         std::stop_token stop, Progress& progress) {
  const Stopwatch watch;
  LiveRun run(pair, split, edits, stop, progress);
  Seen seen;
  double published = -kPublishEveryMs;
  const std::string phase = "evaluating " + std::string(splitName(split));
  for (int index = 0; index < run.chunks(); ++index) {
    throwIfStopped(stop);
    add(seen, pair, run, index, run.run(index));
    progress.report(phase, seen.sample.size(), static_cast<std::uint64_t>(run.samples()));
    const bool last = index + 1 == run.chunks();
    if (publish && !last && watch.milliseconds() - published >= kPublishEveryMs) {
      published = watch.milliseconds();
      publish(outcomeOf(pair, split, run, seen, false, published));
    }
  }
  run.finish();
  auto outcome = outcomeOf(pair, split, run, seen, true, watch.milliseconds());
  if (publish) publish(outcome);
  return outcome;
}

LogitRows logitsLive(NetworkOnData& pair, Split split, const std::vector<Edit>& edits, std::stop_token stop, Progress& progress) {
  LiveRun run(pair, split, edits, stop, progress);
  LogitRows rows;
  rows.classes = pair.network().architecture.classes;
  for (int index = 0; index < run.chunks(); ++index) {
    throwIfStopped(stop);
    const auto logits = run.run(index).after.contiguous();
    const auto counted = run.split().counted(index);
    const auto samples = run.samplesOf(index);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (!counted[i]) continue;
      rows.sample.push_back(samples[i]);
      const auto* row = logits.const_data_ptr<float>() + static_cast<std::int64_t>(i) * rows.classes;
      rows.logits.insert(rows.logits.end(), row, row + rows.classes);
    }
    progress.report("logits of " + std::string(splitName(split)), rows.sample.size(), static_cast<std::uint64_t>(run.samples()));
  }
  return rows;
}

}  // namespace spurioscope::engine
