#include "model/difference.h"

#include <c10/core/InferenceMode.h>

#include "base/error.h"
#include "base/progress.h"

namespace spurioscope {
namespace {

/// One step's value while candidates are evaluated; shapes as in DifferencePlan.
struct State {
  Change change = Change::None;
  at::Tensor values;    ///< Channels: [K, n, h, w, m] contiguous
  at::Tensor channels;  ///< Channels: [K, m] int64 on the CPU
  at::Tensor full;      ///< Full: [K * n, C, h, w] channels-last, or [K * n, C]
  at::Tensor moved;     ///< Full: [K, n] bool, samples whose value differs so far (Channels tell it by their values)
};

at::Tensor either(const at::Tensor& a, const at::Tensor& b) {
  if (!a.defined()) return b;
  if (!b.defined()) return a;
  return a.logical_or(b);
}

/// Channels of a reference value as [K, n, h, w, m].
at::Tensor referenceChannels(const at::Tensor& reference, const at::Tensor& channels) {
  const auto k = channels.size(0), m = channels.size(1);
  const auto read = readChannels(reference, channels.reshape(-1));  // [n, h, w, K * m]
  if (k == 1) return read.unsqueeze(0);
  return read.view({read.size(0), read.size(1), read.size(2), k, m}).permute({3, 0, 1, 2, 4}).contiguous();
}

/// What is evaluated: one candidate (any set of overrides) or many (one override each, on one step).
struct Candidates {
  const OverrideSet& common;                       ///< one: the candidate itself; many: the reference
  std::span<const ChannelOverride> many;           ///< empty: one
  std::int64_t count() const { return many.empty() ? 1 : static_cast<std::int64_t>(many.size()); }
};

class Evaluation {
 public:
  Evaluation(Executor& executor, const DifferencePlan& plan, const OverrideSet& reference, Candidates candidates,
             const Executor::Values& references, const Chunk& chunk, std::stop_token stop)
      : executor_(executor), graph_(executor.graph()), plan_(plan), reference_(reference), candidates_(candidates),
        references_(references), n_(chunk.n), chunk_(chunk.id), stop_(std::move(stop)), states_(graph_.size()), usesLeft_(graph_.size()) {}

  DifferenceResult run() {
    for (int step = 0; step < graph_.size(); ++step) usesLeft_[step] = static_cast<int>(graph_.step(step).users.size());
    for (int step = 0; step < graph_.size(); ++step) {
      if (plan_.change[step] == Change::None) continue;
      throwIfStopped(stop_);
      states_[step] = compute(step);
      keep(step);
      for (const int input : graph_.step(step).inputs) release(input);
    }
    const auto& reference = references_[graph_.logits()];
    const auto k = candidates_.count();
    auto logits = reference.unsqueeze(0).expand({k, n_, reference.size(1)});
    const auto& end = states_[graph_.logits()];
    if (end.change == Change::Full) {
      logits = end.full.view({k, n_, reference.size(1)});
      if (end.moved.defined()) logits = at::where(end.moved.unsqueeze(2), logits, reference.unsqueeze(0));
    }
    return {logits.contiguous().to(at::kCPU), reference.to(at::kCPU)};
  }

 private:
  /// Whole values of a single candidate are as good as those of a run of it: the next edit may start from them.
  void keep(int step) {
    // What a Site passes on is not kept before it: the Site writes its overrides into the same tensor.
    const auto kind = graph_.step(step).kind;
    const bool settled = kind == StepKind::Site || ((kind == StepKind::MaxPool || kind == StepKind::GlobalAveragePool || kind == StepKind::Relu) &&
                                                    graph_.step(graph_.step(step).users[0]).kind != StepKind::Site);
    if (!candidates_.many.empty() || !settled || states_[step].change != Change::Full || !states_[step].full.defined()) return;
    executor_.kept().put(chunk_, step, candidates_.common.signature(step), states_[step].full);
  }

  void release(int step) {
    if (--usesLeft_[step] > 0 || deferred(step)) return;
    const auto change = states_[step].change;
    states_[step] = {};
    states_[step].change = change;
  }

  /// A convolution (and the sum behind it) that is left to the ReLU that runs it fused.
  bool deferred(int step) const {
    for (int at = step, i = 0; i < 2 && graph_.step(at).users.size() == 1; ++i) {
      const int user = graph_.step(at).users[0];
      const auto& fusion = graph_.step(user).fusion;
      if (fusion) {
        const bool inside = fusion->convolution == step || (graph_.step(step).kind == StepKind::Add && graph_.step(user).inputs[0] == step);
        return inside && plan_.change[fusion->convolution] == Change::Full && !plan_.byDifference[fusion->convolution];
      }
      if (graph_.step(user).kind != StepKind::Add) return false;
      at = user;
    }
    return false;
  }

  State compute(int step) {
    if (deferred(step)) {
      // Its inputs must outlive it: the fused step reads them. `release` keeps the counts; they are taken back here.
      for (const int input : graph_.step(step).inputs) ++usesLeft_[input];
      return State{Change::Full, {}, {}, {}, {}};
    }
    switch (graph_.step(step).kind) {
      case StepKind::Convolution: return convolution(step);
      case StepKind::Relu: return relu(step);
      case StepKind::MaxPool:
      case StepKind::GlobalAveragePool: return pool(step);
      case StepKind::Add: return add(step);
      case StepKind::Linear: return linear(step);
      case StepKind::Site: return site(step);
      case StepKind::Input: break;
    }
    throw Error{Kind::Internal, "the input cannot change", {}, {}};
  }

  const State& inputOf(int step, int which = 0) const { return states_[graph_.step(step).inputs[which]]; }
  const at::Tensor& reference(int step) const { return references_[step]; }

  /// The whole value of a step for all candidates, [K * n, ...]; a fresh tensor unless `state` owns it already.
  at::Tensor materialized(int step) const {
    const auto& state = states_[step];
    if (state.change == Change::Full) return state.full;
    const auto& base = reference(step);
    const auto k = candidates_.count();
    auto sizes = base.sizes().vec();
    sizes[0] = k * n_;
    auto value = base.dim() == 4 ? at::empty(sizes, base.options(), at::MemoryFormat::ChannelsLast) : at::empty(sizes, base.options());
    for (std::int64_t i = 0; i < k; ++i) {
      auto part = value.narrow(0, i * n_, n_);
      part.copy_(base);
      if (state.change == Change::Channels) writeChannels(part, state.channels[i], state.values[i]);
    }
    return value;
  }

  /// Changed channels of a step whose input is the reference's: the step's own overrides are what differs.
  State ownChannels(int step) {
    const auto& here = graph_.step(step);
    const auto& x = reference(here.inputs[0]);
    const auto size = executor_.outputSize(step);
    State state;
    state.change = Change::Channels;
    if (constantChannels(step, size, state)) return state;
    if (candidates_.many.empty()) {
      std::vector<ChannelOverride> fresh;
      for (const int channel : plan_.channels[step]) fresh.push_back(overrideOrPlain(step, channel));
      state.channels = channelIndices(plan_.channels[step]).unsqueeze(0);
      state.values = overriddenValues(here, fresh, x, n_, size, graph_.device()).unsqueeze(0);
    } else {
      state.channels = channelIndices(candidates_.many).unsqueeze(1);
      state.values = overriddenValues(here, candidates_.many, x, n_, size, graph_.device()).permute({3, 0, 1, 2}).unsqueeze(4).contiguous();
    }
    return state;
  }

  /// The common case, zeroed weights or activations: nothing is computed, a constant stands for the whole map.
  bool constantChannels(int step, std::array<std::int64_t, 2> size, State& state) const {
    std::vector<float> constants;
    std::vector<int> channels;
    const auto take = [&](const ChannelOverride* one) {
      if (one == nullptr || one->kind != ChannelOverride::Kind::Affine || one->alpha != 0) return false;
      constants.push_back(static_cast<float>(one->constant));
      channels.push_back(one->channel);
      return true;
    };
    const bool many = !candidates_.many.empty();
    if (many) {
      for (const auto& one : candidates_.many) {
        if (!take(&one)) return false;
      }
    } else {
      for (const int channel : plan_.channels[step]) {
        if (!take(candidates_.common.find(step, channel))) return false;
      }
    }
    const auto count = static_cast<std::int64_t>(constants.size());
    const auto k = many ? count : 1, m = many ? 1 : count;
    const auto values = at::from_blob(constants.data(), {k, 1, 1, 1, m}, at::kFloat).clone().to(graph_.device());
    state.values = values.expand({k, n_, size[0], size[1], m}).contiguous();
    state.channels = channelIndices(channels).view({k, m});
    return true;
  }

  ChannelOverride overrideOrPlain(int step, int channel) const {
    if (const auto* one = candidates_.common.find(step, channel)) return *one;
    ChannelOverride plain;
    plain.step = step;
    plain.channel = channel;
    if (graph_.step(step).kind == StepKind::Site) {
      plain.alpha = 1;
    } else {
      plain.kind = ChannelOverride::Kind::Recomputed;
      plain.row = graph_.step(step).convolution->weight()[channel];
      plain.constant = graph_.step(step).convolution->bias()[channel].item<double>();
    }
    return plain;
  }

  /// What the changed channels of the input differ by, [K, n, h, w, m]; also says which samples they touch.
  at::Tensor difference(int input, at::Tensor& moved) const {
    const auto& state = states_[input];
    auto d = state.values - referenceChannels(reference(input), state.channels);
    moved = either(state.moved, d.ne(0).flatten(2).any(2));
    return d;
  }

  State convolution(int step) {
    const int input = graph_.step(step).inputs[0];
    const auto& before = states_[input];
    if (before.change == Change::None) return ownChannels(step);
    State state;
    state.change = Change::Full;
    if (plan_.byDifference[step]) {
      const auto d = difference(input, state.moved);
      state.full = graph_.step(step).convolution->addDifference(reference(step).permute({0, 2, 3, 1}).contiguous(), d, before.channels);
    } else {
      state.moved = movedOf(input);
      state.full = graph_.step(step).convolution->run(materialized(input), false);
    }
    state.moved = movedWithOwn(step, state.moved);
    const auto own = candidates_.common.at(step);
    const bool needsInput = std::any_of(own.begin(), own.end(), [](const auto& one) { return one.needsInput(); });
    executor_.applyOverrides(step, state.full, needsInput ? materialized(input) : at::Tensor(), candidates_.common);
    return state;
  }

  /// Of a step whose input moves `moved`: all samples where its own overrides change too.
  at::Tensor movedWithOwn(int step, at::Tensor moved) const {
    if (candidates_.common.differingChannels(reference_, step).empty()) return moved;
    return at::ones({candidates_.count(), n_}, at::TensorOptions(at::kBool).device(graph_.device()));
  }

  /// Which samples a step's state touches.
  at::Tensor movedOf(int step) const {
    if (states_[step].change != Change::Channels) return states_[step].moved;
    at::Tensor moved;
    difference(step, moved);
    return moved;
  }

  State relu(int step) {
    const int before = graph_.step(step).inputs[0];
    const auto& fusion = graph_.step(step).fusion;
    if (fusion && deferred(fusion->convolution)) {
      const int x = graph_.step(fusion->convolution).inputs[0];
      State state{Change::Full, {}, {}, {}, movedWithOwn(fusion->convolution, movedOf(x))};
      at::Tensor other;
      if (fusion->other >= 0) {
        other = materialized(fusion->other);
        if (states_[fusion->other].change != Change::None) state.moved = either(state.moved, movedOf(fusion->other));
      }
      state.full = executor_.computeFused(*fusion, materialized(x), other, candidates_.common);
      release(x);
      if (fusion->other >= 0) release(fusion->other);
      return state;
    }
    State state = states_[before];
    if (state.change == Change::Channels) {
      state.values = state.values.relu();
    } else {
      const auto kind = graph_.step(before).kind;  // only what is certainly this evaluation's own is changed in place
      const bool own = (kind == StepKind::Convolution || kind == StepKind::Add) && graph_.step(before).users.size() == 1;
      state.full = own ? state.full.relu_() : state.full.relu();
    }
    return state;
  }

  State pool(int step) {
    const auto& here = graph_.step(step);
    const auto& window = here.window;
    const auto apply = [&](const at::Tensor& x) {
      if (here.kind == StepKind::GlobalAveragePool) return at::mean(x, {2, 3}, true);
      return at::max_pool2d(x, window.kernel, window.stride, window.padding, window.dilation);
    };
    State state = inputOf(step);
    if (state.change == Change::Channels) {
      const auto k = state.values.size(0), m = state.values.size(4);
      const auto pooled = apply(state.values.flatten(0, 1).permute({0, 3, 1, 2}).contiguous());
      state.values = pooled.permute({0, 2, 3, 1}).contiguous().view({k, n_, pooled.size(2), pooled.size(3), m});
    } else {
      state.full = apply(state.full);
      if (here.kind == StepKind::GlobalAveragePool) state.full = state.full.flatten(1);
    }
    return state;
  }

  State add(int step) {
    const auto& inputs = graph_.step(step).inputs;
    const auto& a = states_[inputs[0]];
    const auto& b = states_[inputs[1]];
    if (a.change == Change::Channels && b.change == Change::None) return addReference(a, inputs[1]);
    if (b.change == Change::Channels && a.change == Change::None) return addReference(b, inputs[0]);
    State state{Change::Full, {}, {}, {}, {}};
    const bool aFull = a.change == Change::Full;
    const int full = aFull ? inputs[0] : inputs[1], other = aFull ? inputs[1] : inputs[0];
    if (a.change != Change::None) state.moved = movedOf(inputs[0]);
    if (b.change != Change::None) state.moved = either(state.moved, movedOf(inputs[1]));
    const auto left = materialized(full);
    if (states_[other].change == Change::None) {  // broadcast over the candidates instead of copying
      auto sizes = reference(other).sizes().vec();
      sizes.insert(sizes.begin(), candidates_.count());
      state.full = at::add(left.view(sizes), reference(other).unsqueeze(0)).flatten(0, 1);
    } else {
      state.full = at::add(left, materialized(other));
    }
    return state;
  }

  State addReference(const State& changed, int other) const {
    State state = changed;
    state.values = changed.values + referenceChannels(reference(other), changed.channels);
    return state;
  }

  State linear(int step) {
    const auto& here = graph_.step(step);
    const int input = here.inputs[0];
    State state{Change::Full, {}, {}, {}, {}};
    if (!plan_.byDifference[step]) {
      state.moved = movedOf(input);
      state.full = at::linear(materialized(input), here.weight, here.bias);
      return state;
    }
    const auto d = difference(input, state.moved);
    const auto k = d.size(0), m = d.size(4), out = here.weight.size(0);
    const auto columns = here.weight.index_select(1, states_[input].channels.reshape(-1).to(here.weight.device()))
                             .t().contiguous().view({k, m, out});
    state.full = at::baddbmm(reference(step).unsqueeze(0).expand({k, n_, out}), d.view({k, n_, m}), columns).flatten(0, 1);
    return state;
  }

  State site(int step) {
    const int input = graph_.step(step).inputs[0];
    if (states_[input].change == Change::None) return ownChannels(step);
    if (plan_.change[step] == Change::Channels) return states_[input];
    State state{Change::Full, {}, {}, {}, movedWithOwn(step, movedOf(input))};
    state.full = states_[input].change == Change::Full ? states_[input].full : materialized(input);
    executor_.applyOverrides(step, state.full, {}, candidates_.common);
    return state;
  }

  Executor& executor_;
  const FoldedGraph& graph_;
  const DifferencePlan& plan_;
  const OverrideSet& reference_;
  Candidates candidates_;
  const Executor::Values& references_;
  std::int64_t n_;
  int chunk_;
  std::stop_token stop_;
  std::vector<State> states_;
  std::vector<int> usesLeft_;
};

}  // namespace

double DifferenceEvaluator::cost(const OverrideSet& reference, const OverrideSet& candidate, const Chunk& chunk) const {
  const auto planned = plan(reference, candidate);
  return planned.multiplications + executor_.pending(planned.references, reference, chunk.id);
}

DifferenceResult DifferenceEvaluator::evaluate(const OverrideSet& reference, const OverrideSet& candidate, const Chunk& chunk,
                                               std::stop_token stop) {
  const c10::InferenceMode inference;
  const auto planned = plan(reference, candidate);
  const auto references = executor_.run(planned.references, reference, chunk, stop);
  executor_.spend(planned.multiplications * static_cast<double>(chunk.n));
  return Evaluation(executor_, planned, reference, Candidates{candidate, {}}, references, chunk, stop).run();
}

DifferenceResult DifferenceEvaluator::evaluateMany(const OverrideSet& reference, const std::vector<ChannelOverride>& candidates,
                                                   const Chunk& chunk, std::stop_token stop) {
  const c10::InferenceMode inference;
  auto first = reference.all();
  first.push_back(candidates.front());
  const OverrideSet representative(executor_.graph(), std::move(first));
  const auto planned = plan(reference, representative);
  const auto references = executor_.run(planned.references, reference, chunk, stop);
  executor_.spend(planned.multiplications * static_cast<double>(chunk.n * static_cast<std::int64_t>(candidates.size())));
  return Evaluation(executor_, planned, reference, Candidates{reference, candidates}, references, chunk, stop).run();
}

}  // namespace spurioscope
