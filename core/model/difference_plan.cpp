#include "model/by_channel.h"
#include "model/difference.h"

namespace spurioscope {
namespace {

/// Past this share of its input channels, a convolution is cheaper as a whole than as a sum of columns; a layer on vectors never is.
constexpr double kDifferenceShare = 0.25;

class Planner {
 public:
  Planner(const Executor& executor, const OverrideSet& reference, const OverrideSet& candidate)
      : executor_(executor), graph_(executor.graph()), reference_(reference), candidate_(candidate), needed_(graph_.size(), false) {
    plan_.change.assign(graph_.size(), Change::None);
    plan_.channels.resize(graph_.size());
    plan_.byDifference.assign(graph_.size(), false);
  }

  DifferencePlan run() {
    needed_[graph_.logits()] = true;
    for (int step = 0; step < graph_.size(); ++step) {
      if (reference_.signature(step) != candidate_.signature(step)) planStep(step);
    }
    for (int step = 0; step < graph_.size(); ++step) {
      if (needed_[step]) plan_.references.push_back(step);
    }
    return std::move(plan_);
  }

 private:
  Change changeOf(int step, std::size_t which) const { return plan_.change[graph_.step(step).inputs[which]]; }

  void planStep(int step) {
    switch (graph_.step(step).kind) {
      case StepKind::Convolution: return convolution(step);
      case StepKind::Add: return add(step);
      case StepKind::Multiply: return multiply(step);
      case StepKind::Concatenate: return concatenate(step);
      case StepKind::Site: return site(step);
      default: break;
    }
    if (worksByChannel(graph_.step(step)) && changeOf(step, 0) == Change::Channels) carry(step);
    else wholly(step);
  }

  void channels(int step, std::vector<int> which) {
    plan_.change[step] = Change::Channels;
    plan_.channels[step] = std::move(which);
  }

  /// The changed channels of the input, alone, through a step that works by channel.
  void carry(int step) {
    const int input = graph_.step(step).inputs[0];
    const auto [h, w] = executor_.outputSize(input);
    channels(step, channelsBehind(graph_.step(step), plan_.channels[input], h * w));
    plan_.multiplications += cost(step) * static_cast<double>(plan_.channels[step].size()) / graph_.step(step).channels;
  }

  void wholly(int step) {
    plan_.change[step] = Change::Full;
    plan_.multiplications += cost(step);
    for (const int input : graph_.step(step).inputs) {
      if (plan_.change[input] != Change::Full) needed_[input] = true;
    }
  }

  void ownChannels(int step, const std::vector<int>& own) {
    const int input = graph_.step(step).inputs[0];
    channels(step, own);
    needed_[input] = needed_[input] || needsInput(step, own);
    if (graph_.step(step).kind == StepKind::Convolution)
      plan_.multiplications += cost(step) * static_cast<double>(own.size()) / graph_.step(step).channels;
  }

  void convolution(int step) {
    const auto& here = graph_.step(step);
    const int input = here.inputs[0];
    const auto own = candidate_.differingChannels(reference_, step);
    const auto change = plan_.change[input];
    if (change == Change::None) return ownChannels(step, own);
    if (change == Change::Channels && own.empty() && candidate_.at(step).empty() && worksByChannel(here)) return carry(step);
    const double share = change == Change::Channels ? static_cast<double>(plan_.channels[input].size()) / graph_.step(input).channels : 1.0;
    const auto [h, w] = executor_.outputSize(step);
    // Where the step's own overrides change too, its kept output does not hold what they hid.
    const bool byDifference =
        here.convolution->window().groups == 1 && own.empty() && (share <= kDifferenceShare || (h * w == 1 && share < 1));
    plan_.byDifference[step] = byDifference;
    plan_.change[step] = Change::Full;
    plan_.multiplications += cost(step) * (byDifference ? share : 1.0);
    if (byDifference) needed_[step] = true;
    if (change == Change::Channels) needed_[input] = true;
  }

  void add(int step) {
    const auto& inputs = graph_.step(step).inputs;
    for (const std::size_t which : {0u, 1u}) {
      if (changeOf(step, which) != Change::Channels || changeOf(step, 1 - which) != Change::None) continue;
      needed_[inputs[1 - which]] = true;
      return channels(step, plan_.channels[inputs[which]]);
    }
    wholly(step);
  }

  void multiply(int step) {
    const auto& inputs = graph_.step(step).inputs;
    if (changeOf(step, 0) != Change::Channels || changeOf(step, 1) != Change::None) return wholly(step);
    needed_[inputs[1]] = true;
    channels(step, plan_.channels[inputs[0]]);
  }

  void concatenate(int step) {
    std::vector<int> all;
    int first = 0;
    for (const int input : graph_.step(step).inputs) {
      const int count = graph_.step(input).channels;
      if (plan_.change[input] == Change::Full) {
        for (int c = 0; c < count; ++c) all.push_back(first + c);
      } else {
        for (const int c : plan_.channels[input]) all.push_back(first + c);
      }
      first += count;
    }
    if (static_cast<double>(all.size()) > kDifferenceShare * graph_.step(step).channels) return wholly(step);
    // Which samples an input moves is told by its own reference values.
    for (const int input : graph_.step(step).inputs) {
      if (plan_.change[input] == Change::Channels) needed_[input] = true;
    }
    channels(step, std::move(all));
  }

  void site(int step) {
    const int input = graph_.step(step).inputs[0];
    const auto own = candidate_.differingChannels(reference_, step);
    if (plan_.change[input] == Change::None) return ownChannels(step, own);
    if (plan_.change[input] == Change::Channels && candidate_.at(step).empty() && own.empty()) return channels(step, plan_.channels[input]);
    wholly(step);
  }

  /// Whether the new values of a step's channels can only be had from its input.
  bool needsInput(int step, const std::vector<int>& which) const {
    return std::any_of(which.begin(), which.end(), [&](int channel) {
      const auto* one = candidate_.find(step, channel);
      if (one == nullptr) return true;
      return one->needsInput() ||
             (graph_.step(step).kind == StepKind::Site && one->kind == ChannelOverride::Kind::Affine && one->alpha != 0);
    });
  }

  double cost(int step) const { return executor_.multiplications()[step]; }

  const Executor& executor_;
  const FoldedGraph& graph_;
  const OverrideSet& reference_;
  const OverrideSet& candidate_;
  DifferencePlan plan_;
  std::vector<bool> needed_;
};

}  // namespace

DifferencePlan DifferenceEvaluator::plan(const OverrideSet& reference, const OverrideSet& candidate) const {
  return Planner(executor_, reference, candidate).run();
}

}  // namespace spurioscope
