#include "model/candidate_run.h"

#include "base/error.h"
#include "base/progress.h"
#include "model/by_channel.h"
#include "model/functions.h"

namespace spurioscope {
namespace {

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

}  // namespace

CandidateRun::CandidateRun(Executor& executor, const DifferencePlan& plan, const OverrideSet& reference, Candidates candidates,
                           const Executor::Values& references, const Chunk& chunk, std::stop_token stop)
    : executor_(executor), graph_(executor.graph()), plan_(plan), reference_(reference), candidates_(candidates), references_(references),
      n_(chunk.n), chunk_(chunk.id), tokens_(chunk.tokens), stop_(std::move(stop)), states_(graph_.size()), usesLeft_(graph_.size()) {}

DifferenceResult CandidateRun::run() {
  for (int step = 0; step < graph_.size(); ++step) usesLeft_[step] = static_cast<int>(graph_.step(step).users.size());
  for (int step = 0; step < graph_.size(); ++step) {
    if (plan_.change[step] == Change::None) continue;
    throwIfStopped(stop_);
    states_[step] = compute(step);
    keep(step);
    for (const int input : graph_.step(step).inputs) release(input);
  }
  const auto reference = references_[graph_.logits()].flatten(1);
  const auto k = candidates_.count();
  auto logits = reference.unsqueeze(0).expand({k, n_, reference.size(1)});
  const auto& end = states_[graph_.logits()];
  if (end.change == Change::Channels) {  // an edit of the logits' own layer
    logits = materialized(graph_.logits()).flatten(1).view({k, n_, reference.size(1)});
  } else if (end.change == Change::Full) {
    logits = end.full.flatten(1).view({k, n_, reference.size(1)});
    if (end.moved.defined()) logits = at::where(end.moved.unsqueeze(2), logits, reference.unsqueeze(0));
  }
  return {logits.contiguous().to(at::kCPU), reference.to(at::kCPU)};
}

/// Whole values of a single candidate are as good as those of a run of it: the next edit may start from them.
void CandidateRun::keep(int step) {
  if (!candidates_.many.empty() || states_[step].change != Change::Full || !states_[step].full.defined()) return;
  // What a Site passes on is not kept before it: the Site writes its overrides into the same tensor.
  const auto& here = graph_.step(step);
  const bool settled = here.kind == StepKind::Site ||
                       (here.kind != StepKind::Convolution && std::none_of(here.users.begin(), here.users.end(), [&](int user) {
                         return graph_.step(user).kind == StepKind::Site || here.kind == StepKind::Add || here.kind == StepKind::Affine;
                       }));
  if (settled) executor_.kept().put(chunk_, step, candidates_.common.signature(step), states_[step].full);
}

void CandidateRun::release(int step) {
  if (--usesLeft_[step] > 0 || deferred(step)) return;
  const auto change = states_[step].change;
  states_[step] = {};
  states_[step].change = change;
}

/// A convolution (and the sum behind it) that is left to the step that runs it fused.
bool CandidateRun::deferred(int step) const {
  for (int at = step, i = 0; i < 2 && graph_.step(at).users.size() == 1; ++i) {
    const int user = graph_.step(at).users[0];
    const auto& next = graph_.step(user);
    if (next.fusion) {
      const bool inside = next.fusion->convolution == step ||
                          (graph_.step(step).kind == StepKind::Add && next.kind == StepKind::Activation && next.inputs[0] == step);
      return inside && plan_.change[next.fusion->convolution] == Change::Full && !plan_.byDifference[next.fusion->convolution];
    }
    if (next.kind != StepKind::Add) return false;
    at = user;
  }
  return false;
}

CandidateRun::State CandidateRun::compute(int step) {
  const auto& here = graph_.step(step);
  if (deferred(step)) {
    // Its inputs must outlive it: the fused step reads them. `release` keeps the counts; they are taken back here.
    for (const int input : here.inputs) ++usesLeft_[input];
    return State{Change::Full, {}, {}, {}, {}};
  }
  if (here.fusion && deferred(here.fusion->convolution)) return fused(step);
  switch (here.kind) {
    case StepKind::Convolution: return convolution(step);
    case StepKind::Activation: return activation(step);
    case StepKind::Add: return add(step);
    case StepKind::Multiply:
      return plan_.change[step] == Change::Channels ? multiplyByReference(step) : wholly(step);
    case StepKind::Concatenate: return plan_.change[step] == Change::Channels ? concatenate(step) : wholly(step);
    case StepKind::Site: return site(step);
    case StepKind::Input: throw Error{Kind::Internal, "the input cannot change", {}, {}};
    default: return plan_.change[step] == Change::Channels ? byChannel(step) : wholly(step);
  }
}

/// The whole value of a step for all candidates, [K * n, ...]; not to be written to.
at::Tensor CandidateRun::materialized(int step) const {
  const auto& state = states_[step];
  if (state.change == Change::Full) return state.full;
  const auto& base = reference(step);
  const auto k = candidates_.count();
  if (state.change == Change::None && k == 1) return base;
  auto sizes = base.sizes().vec();
  sizes[0] = k * n_;
  auto value = at::empty(sizes, base.options(), at::MemoryFormat::ChannelsLast);
  for (std::int64_t i = 0; i < k; ++i) {
    auto part = value.narrow(0, i * n_, n_);
    part.copy_(base);
    if (state.change == Change::Channels) writeChannels(part, state.channels[i], state.values[i]);
  }
  return value;
}

/// Height and width of a step's value. A text network's executor is made for texts of a usual length; a chunk has its own.
std::array<std::int64_t, 2> CandidateRun::sizeOf(int step) const {
  const auto usual = executor_.outputSize(step);
  return tokens_ > 0 && usual[0] > 1 ? std::array<std::int64_t, 2>{tokens_, 1} : usual;
}

/// Which samples any input of a step moves.
at::Tensor CandidateRun::movedOfInputs(int step) const {
  at::Tensor moved;
  for (const int input : graph_.step(step).inputs) {
    if (states_[input].change != Change::None) moved = either(moved, movedOf(input));
  }
  return moved;
}

/// A step that is run as a whole on the whole values of its inputs.
CandidateRun::State CandidateRun::wholly(int step) {
  const auto& here = graph_.step(step);
  State state{Change::Full, {}, {}, {}, movedOfInputs(step)};
  std::vector<at::Tensor> inputs;
  for (const int input : here.inputs) inputs.push_back(materialized(input));
  state.full = runStep(here, inputs);
  return state;
}

/// Changed channels of a step whose input is the reference's: the step's own overrides are what differs.
CandidateRun::State CandidateRun::ownChannels(int step) {
  const auto& here = graph_.step(step);
  const auto size = sizeOf(step);
  State state;
  state.change = Change::Channels;
  const auto k = candidates_.count();
  std::vector<ChannelOverride> fresh;
  if (candidates_.many.empty()) {
    for (const int channel : plan_.channels[step]) fresh.push_back(overrideOrPlain(step, channel));
  } else {
    for (const auto& one : candidates_.many) fresh.insert(fresh.end(), one.begin(), one.end());
  }
  const auto m = static_cast<std::int64_t>(fresh.size()) / k;
  state.channels = channelIndices(fresh).view({k, m});
  const auto constants = constantsOf(fresh);
  if (constants.defined()) {
    state.values = constants.view({k, 1, 1, 1, m}).to(graph_.device()).expand({k, n_, size[0], size[1], m}).contiguous();
  } else {
    state.values = overriddenValues(here, fresh, reference(here.inputs[0]), n_, size, graph_.device())
                       .view({n_, size[0], size[1], k, m}).permute({3, 0, 1, 2, 4}).contiguous();
  }
  return state;
}

/// The common case, zeroed weights or activations: nothing is computed, a constant stands for the whole map. Undefined when not so.
at::Tensor CandidateRun::constantsOf(const std::vector<ChannelOverride>& overrides) {
  auto constants = at::empty({static_cast<std::int64_t>(overrides.size())}, at::kFloat);
  for (std::size_t i = 0; i < overrides.size(); ++i) {
    const auto& one = overrides[i];
    if (one.kind != ChannelOverride::Kind::Affine || one.alpha != 0) return {};
    constants.data_ptr<float>()[i] = static_cast<float>(one.constant);
  }
  return constants;
}

ChannelOverride CandidateRun::overrideOrPlain(int step, int channel) const {
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
at::Tensor CandidateRun::difference(int input, at::Tensor& moved) const {
  const auto& state = states_[input];
  auto d = state.values - referenceChannels(reference(input), state.channels);
  moved = d.ne(0).flatten(2).any(2);
  if (state.moved.defined()) moved = moved.logical_and(state.moved);
  return d;
}

/// Of a step whose input moves `moved`: all samples where its own overrides change too.
at::Tensor CandidateRun::movedWithOwn(int step, at::Tensor moved) const {
  if (candidates_.common.differingChannels(reference_, step).empty()) return moved;
  return at::ones({candidates_.count(), n_}, at::TensorOptions(at::kBool).device(graph_.device()));
}

/// Which samples a step's state touches.
at::Tensor CandidateRun::movedOf(int step) const {
  if (states_[step].change != Change::Channels) return states_[step].moved;
  at::Tensor moved;
  difference(step, moved);
  return moved;
}

CandidateRun::State CandidateRun::convolution(int step) {
  const auto& here = graph_.step(step);
  const int input = here.inputs[0];
  const auto& before = states_[input];
  if (before.change == Change::None) return ownChannels(step);
  if (plan_.change[step] == Change::Channels) return byChannel(step);
  State state;
  state.change = Change::Full;
  if (plan_.byDifference[step]) {
    const auto d = difference(input, state.moved);
    state.full = here.convolution->addDifference(reference(step).permute({0, 2, 3, 1}).contiguous(), d, before.channels);
  } else {
    state.moved = movedOf(input);
    state.full = executor_.computeConvolution(step, materialized(input));
  }
  state.moved = movedWithOwn(step, state.moved);
  const auto own = candidates_.common.at(step);
  const bool needsInput = std::any_of(own.begin(), own.end(), [](const auto& one) { return one.needsInput(); });
  executor_.applyOverrides(step, state.full, needsInput ? materialized(input) : at::Tensor(), candidates_.common);
  return state;
}

/// function(convolution(x) [+ other]) in one go.
CandidateRun::State CandidateRun::fused(int step) {
  const auto& here = graph_.step(step);
  const auto& fusion = *here.fusion;
  const int x = graph_.step(fusion.convolution).inputs[0];
  State state{Change::Full, {}, {}, {}, movedWithOwn(fusion.convolution, movedOf(x))};
  at::Tensor other;
  if (fusion.other >= 0) {
    other = materialized(fusion.other);
    if (states_[fusion.other].change != Change::None) state.moved = either(state.moved, movedOf(fusion.other));
  }
  state.full = executor_.computeFused(fusion, materialized(x), other, candidates_.common);
  release(x);
  if (fusion.other >= 0 && here.kind == StepKind::Activation) release(fusion.other);  // the deferred sum held it too
  return state;
}

CandidateRun::State CandidateRun::activation(int step) {
  const auto& here = graph_.step(step);
  const int before = here.inputs[0];
  const auto function = here.node->function;
  State state = states_[before];
  if (state.change == Change::Channels) {
    state.values = applyFunction(function, state.values);
    return state;
  }
  const auto kind = graph_.step(before).kind;  // only what is certainly this evaluation's own is changed in place
  const bool own = (kind == StepKind::Convolution || kind == StepKind::Add) && graph_.step(before).users.size() == 1;
  state.full = own && function == Function::Relu ? state.full.relu_() : applyFunction(function, state.full);
  return state;
}

CandidateRun::State CandidateRun::byChannel(int step) {
  const auto& here = graph_.step(step);
  const auto& before = states_[here.inputs[0]];
  State state{Change::Channels, {}, before.channels, {}, before.moved};
  if (here.kind == StepKind::PadChannels) {  // the same values under other numbers
    state.channels = before.channels + here.node->index;
    state.values = before.values;
    return state;
  }
  const auto k = before.values.size(0), m = before.values.size(4);
  const bool perChannel = here.kind == StepKind::Affine || here.kind == StepKind::Tokens || here.kind == StepKind::Convolution;
  if (perChannel) {  // each candidate's channels have parameters of their own: side by side along the channels
    const auto x = before.values.permute({1, 0, 4, 2, 3}).reshape({n_, k * m, before.values.size(2), before.values.size(3)});
    const auto y = runOnChannels(here, x, before.channels.reshape(-1));
    state.values = y.reshape({n_, k, m, y.size(2), y.size(3)}).permute({1, 0, 3, 4, 2}).contiguous();
    return state;
  }
  const auto y = runOnChannels(here, before.values.flatten(0, 1).permute({0, 3, 1, 2}).contiguous(), {});
  state.values = y.permute({0, 2, 3, 1}).contiguous().view({k, n_, y.size(2), y.size(3), y.size(1)});
  if (here.kind == StepKind::Flatten) {
    const auto places = y.size(1) / m;
    state.channels = (before.channels.unsqueeze(2) * places + at::arange(places, at::kLong)).flatten(1);
  }
  return state;
}

CandidateRun::State CandidateRun::add(int step) {
  const auto& inputs = graph_.step(step).inputs;
  const auto& a = states_[inputs[0]];
  const auto& b = states_[inputs[1]];
  if (a.change == Change::Channels && b.change == Change::None) return addReference(a, inputs[1]);
  if (b.change == Change::Channels && a.change == Change::None) return addReference(b, inputs[0]);
  State state{Change::Full, {}, {}, {}, movedOfInputs(step)};
  const bool aFull = a.change == Change::Full;
  const int full = aFull ? inputs[0] : inputs[1], other = aFull ? inputs[1] : inputs[0];
  const auto left = materialized(full);
  if (states_[other].change == Change::None && candidates_.count() > 1) {  // broadcast over the candidates instead of copying
    auto sizes = reference(other).sizes().vec();
    sizes.insert(sizes.begin(), candidates_.count());
    state.full = at::add(left.view(sizes), reference(other).unsqueeze(0)).flatten(0, 1);
  } else {
    state.full = at::add(left, materialized(other));
  }
  return state;
}

CandidateRun::State CandidateRun::addReference(const State& changed, int other) const {
  State state = changed;
  state.values = changed.values + referenceChannels(reference(other), changed.channels);
  return state;
}

CandidateRun::State CandidateRun::multiplyByReference(int step) const {
  const auto& inputs = graph_.step(step).inputs;
  State state = states_[inputs[0]];
  state.values = state.values * referenceChannels(reference(inputs[1]), state.channels);
  return state;
}

/// Changed channels of all inputs side by side; an input that changed as a whole counts with all its channels.
CandidateRun::State CandidateRun::concatenate(int step) {
  std::vector<at::Tensor> values, channels;
  at::Tensor moved;
  std::int64_t first = 0;
  const auto k = candidates_.count();
  for (const int input : graph_.step(step).inputs) {
    const auto& state = states_[input];
    const std::int64_t count = graph_.step(input).channels;
    if (state.change == Change::Channels) {
      values.push_back(state.values);
      channels.push_back(state.channels + first);
    } else if (state.change == Change::Full) {
      const auto map = state.full.permute({0, 2, 3, 1});
      values.push_back(map.unflatten(0, {k, n_}));
      channels.push_back((at::arange(count, at::kLong) + first).unsqueeze(0).expand({k, count}));
    }
    if (state.change != Change::None) moved = either(moved, movedOf(input));
    first += count;
  }
  return {Change::Channels, at::cat(values, 4).contiguous(), at::cat(channels, 1).contiguous(), {}, moved};
}

CandidateRun::State CandidateRun::site(int step) {
  const int input = graph_.step(step).inputs[0];
  if (states_[input].change == Change::None) return ownChannels(step);
  if (plan_.change[step] == Change::Channels) return states_[input];
  State state{Change::Full, {}, {}, {}, movedWithOwn(step, movedOf(input))};
  state.full = states_[input].change == Change::Full ? states_[input].full : materialized(input);
  executor_.applyOverrides(step, state.full, {}, candidates_.common);
  return state;
}

}  // namespace spurioscope
