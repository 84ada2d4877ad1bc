#include "model/difference.h"

namespace spurioscope {
namespace {

/// Past this share of its input channels, a convolution is cheaper as a whole than as a sum of columns.
constexpr double kDifferenceShare = 0.25;

/// Whether the new values of a step's channels can only be had from its input.
bool needsInput(const FoldedGraph& graph, const OverrideSet& candidate, int step, const std::vector<int>& channels) {
  return std::any_of(channels.begin(), channels.end(), [&](int channel) {
    const auto* one = candidate.find(step, channel);
    if (one == nullptr) return true;
    return one->needsInput() || (graph.step(step).kind == StepKind::Site && one->kind == ChannelOverride::Kind::Affine && one->alpha != 0);
  });
}

}  // namespace

DifferencePlan DifferenceEvaluator::plan(const OverrideSet& reference, const OverrideSet& candidate) const {
  const auto& graph = executor_.graph();
  const auto& cost = executor_.multiplications();
  DifferencePlan plan;
  plan.change.assign(graph.size(), Change::None);
  plan.channels.resize(graph.size());
  plan.byDifference.assign(graph.size(), false);
  std::vector<bool> references(graph.size(), false);
  references[graph.logits()] = true;
  for (int step = 0; step < graph.size(); ++step) {
    if (reference.signature(step) == candidate.signature(step)) continue;
    const auto& here = graph.step(step);
    const auto changeOf = [&](int which) { return plan.change[here.inputs[which]]; };
    const auto own = candidate.differingChannels(reference, step);
    auto& change = plan.change[step];
    auto& channels = plan.channels[step];
    const int input = here.inputs[0];
    if (here.kind == StepKind::Convolution || here.kind == StepKind::Linear) {
      if (changeOf(0) == Change::None) {
        change = Change::Channels;
        channels = own;
        references[input] = references[input] || needsInput(graph, candidate, step, own);
        plan.multiplications += cost[step] * static_cast<double>(own.size()) / here.channels;
        continue;
      }
      change = Change::Full;
      const double share = changeOf(0) == Change::Channels
                               ? static_cast<double>(plan.channels[input].size()) / graph.step(input).channels : 1.0;
      const bool single = here.kind == StepKind::Linear || here.convolution->window().groups == 1;
      // Where the step's own overrides change too, its kept output does not hold what they hid.
      plan.byDifference[step] = single && own.empty() && (share <= kDifferenceShare || (here.kind == StepKind::Linear && share < 1));
      plan.multiplications += cost[step] * (plan.byDifference[step] ? share : 1.0);
      if (plan.byDifference[step]) references[step] = true;
      if (changeOf(0) == Change::Channels) references[input] = true;
    } else if (here.kind == StepKind::Add) {
      const auto a = changeOf(0), b = changeOf(1);
      const bool alone = (a == Change::Channels && b == Change::None) || (b == Change::Channels && a == Change::None);
      change = alone ? Change::Channels : Change::Full;
      if (alone) channels = plan.channels[a == Change::Channels ? input : here.inputs[1]];
      for (const int which : {0, 1}) {
        if (changeOf(which) == Change::None || (!alone && changeOf(which) == Change::Channels)) references[here.inputs[which]] = true;
      }
    } else if (here.kind == StepKind::Site) {
      change = changeOf(0);
      channels = plan.channels[input];
      if (change == Change::None) {
        change = Change::Channels;
        channels = own;
        references[input] = references[input] || needsInput(graph, candidate, step, own);
      } else if (change == Change::Channels && !(candidate.at(step).empty() && own.empty())) {
        change = Change::Full;
        references[input] = true;
      }
    } else {
      change = changeOf(0);
      channels = plan.channels[input];
    }
  }
  for (int step = 0; step < graph.size(); ++step) {
    if (references[step]) plan.references.push_back(step);
  }
  return plan;
}

}  // namespace spurioscope
