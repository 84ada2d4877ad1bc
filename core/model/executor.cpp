#include "model/executor.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include "base/error.h"
#include "base/progress.h"
#include "kernels/rectified_sum.h"
#include "model/by_channel.h"
#include "model/functions.h"
#include "model/token_math.h"

namespace spurioscope {
namespace {

std::array<std::int64_t, 2> sizeOf(const at::Tensor& value) { return {value.size(2), value.size(3)}; }

}  // namespace

Executor::Executor(std::shared_ptr<const FoldedGraph> graph, std::int64_t height, std::int64_t width, std::uint64_t keptBytes)
    : graph_(std::move(graph)),
      kept_(keptBytes),
      sizes_(graph_->sizes(height, width)),
      multiplications_(graph_->multiplications(height, width)) {
  for (const double count : multiplications_) forward_ += count;
}

std::vector<int> Executor::effectiveInputs(int step, const std::vector<bool>& wanted) const {
  const auto& here = graph_->step(step);
  if (runsFused(step, wanted)) {
    std::vector<int> inputs = graph_->step(here.fusion->convolution).inputs;
    if (here.fusion->other >= 0) inputs.push_back(here.fusion->other);
    return inputs;
  }
  return absorbsSum(step, wanted) ? graph_->step(here.inputs[0]).inputs : here.inputs;
}

bool Executor::runsFused(int step, const std::vector<bool>& wanted) const {
  const auto& here = graph_->step(step);
  if (!here.fusion || wanted[here.fusion->convolution]) return false;
  return here.kind == StepKind::Add || !wanted[here.inputs[0]];
}

bool Executor::absorbsSum(int step, const std::vector<bool>& wanted) const {
  const auto& here = graph_->step(step);
  if (here.kind != StepKind::Activation || wanted[here.inputs[0]]) return false;
  const auto& before = graph_->step(here.inputs[0]);
  return before.kind == StepKind::Add && before.users.size() == 1;
}

void Executor::applyOverrides(int step, at::Tensor& value, const at::Tensor& x, const OverrideSet& overrides) const {
  const auto own = overrides.at(step);
  if (own.empty()) return;
  const auto& source = graph_->step(step).kind == StepKind::Site ? value : x;
  writeChannels(value, channelIndices(own),
                overriddenValues(graph_->step(step), own, source, value.size(0), sizeOf(value), value.device()));
}

at::Tensor Executor::computeFused(const Fusion& fusion, const at::Tensor& x, const at::Tensor& other,
                                  const OverrideSet& overrides) const {
  const auto& convolution = graph_->step(fusion.convolution);
  const bool rectified = fusion.function == Function::Relu;
  at::Tensor value;
  if (quick_ && (rectified || !fusion.function)) value = convolution.convolution->runQuick(x, other, rectified);
  else if (fusion.other >= 0) value = convolution.convolution->runAdd(x, other, rectified);
  else value = convolution.convolution->run(x, fusion.function);
  const auto own = overrides.at(fusion.convolution);
  if (!own.empty()) {
    const auto channels = channelIndices(own);
    auto fresh = overriddenValues(convolution, own, x, value.size(0), sizeOf(value), value.device());
    if (fusion.other >= 0) fresh = fresh + readChannels(other, channels);
    writeChannels(value, channels, fusion.function ? applyFunction(*fusion.function, fresh) : fresh);
  }
  return value;
}

at::Tensor Executor::computeConvolution(int step, const at::Tensor& x) const {
  const auto& convolution = *graph_->step(step).convolution;
  return quick_ ? convolution.runQuick(x, {}, false) : convolution.run(x);
}

at::Tensor Executor::compute(int step, const Values& values, const std::vector<bool>& wanted, const OverrideSet& overrides) const {
  const auto& here = graph_->step(step);
  if (runsFused(step, wanted)) {
    const auto& fusion = *here.fusion;
    return computeFused(fusion, values[graph_->step(fusion.convolution).inputs[0]], fusion.other >= 0 ? values[fusion.other] : at::Tensor(),
                        overrides);
  }
  if (absorbsSum(step, wanted)) {
    const auto& operands = graph_->step(here.inputs[0]).inputs;
    const auto &a = values[operands[0]], &b = values[operands[1]];
    if (here.node->function == Function::Relu && a.is_cpu() && a.is_contiguous(at::MemoryFormat::ChannelsLast) &&
        b.strides() == a.strides()) {
      auto out = at::empty_like(a);
      at::parallel_for(0, a.numel(), 1 << 15, [&](std::int64_t begin, std::int64_t end) {
        rectifiedSum(a.const_data_ptr<float>() + begin, b.const_data_ptr<float>() + begin, end - begin, out.data_ptr<float>() + begin);
      });
      return out;
    }
    return applyFunction(here.node->function, at::add(a, b));
  }
  const auto input = [&](std::size_t which) -> const at::Tensor& { return values[here.inputs[which]]; };
  if (here.kind == StepKind::Convolution) {
    auto value = computeConvolution(step, input(0));
    applyOverrides(step, value, input(0), overrides);
    return value;
  }
  if (here.kind == StepKind::Site) {
    if (overrides.at(step).empty()) return input(0);
    auto value = input(0).clone();
    applyOverrides(step, value, {}, overrides);
    return value;
  }
  std::vector<at::Tensor> inputs;
  for (const int one : here.inputs) inputs.push_back(values[one]);
  return runStep(here, inputs);
}

void Executor::forward(const std::vector<int>& targets, const OverrideSet& overrides, const Chunk& chunk, const Visit& visit,
                       std::stop_token stop) {
  const c10::InferenceMode inference;
  const int size = graph_->size();
  std::vector<bool> wanted(size, false), needed(size, false);
  std::vector<int> usesLeft(size, 0);
  Values values(size);
  for (const int target : targets) wanted[target] = true;
  for (int step = size - 1; step >= 0; --step) {
    if (!wanted[step] && !needed[step]) continue;
    values[step] = kept_.find(chunk.id, step, overrides.signature(step));
    needed[step] = !values[step].defined();
    if (!needed[step] || graph_->step(step).kind == StepKind::Input) continue;
    for (const int input : effectiveInputs(step, wanted)) {
      needed[input] = true;
      ++usesLeft[input];
    }
  }
  for (int step = 0; step < size; ++step) {
    if (values[step].defined()) {
      if (wanted[step]) visit(step, values[step]);
      if (usesLeft[step] == 0) values[step].reset();
      continue;
    }
    if (!needed[step]) continue;
    throwIfStopped(stop);
    if (graph_->step(step).kind == StepKind::Input) {
      values[step] = chunk.input();
    } else {
      values[step] = compute(step, values, wanted, overrides);
      spent_ += static_cast<double>(chunk.n) * multiplications_[runsFused(step, wanted) ? graph_->step(step).fusion->convolution : step];
      for (const int input : effectiveInputs(step, wanted)) {
        if (--usesLeft[input] == 0) values[input].reset();
      }
      if (graph_->step(step).kind != StepKind::Site || !overrides.at(step).empty()) {
        kept_.put(chunk.id, step, overrides.signature(step), values[step]);
      }
    }
    if (wanted[step]) visit(step, values[step]);
    if (usesLeft[step] == 0) values[step].reset();
  }
}

double Executor::pending(const std::vector<int>& targets, const OverrideSet& overrides, int chunk) const {
  std::vector<bool> wanted(graph_->size(), false), needed(graph_->size(), false);
  for (const int target : targets) wanted[target] = true;
  double count = 0;
  for (int step = graph_->size() - 1; step > 0; --step) {
    if ((!wanted[step] && !needed[step]) || kept_.has(chunk, step, overrides.signature(step))) continue;
    count += multiplications_[runsFused(step, wanted) ? graph_->step(step).fusion->convolution : step];
    for (const int input : effectiveInputs(step, wanted)) needed[input] = true;
  }
  return count;
}

Executor::Values Executor::run(const std::vector<int>& targets, const OverrideSet& overrides, const Chunk& chunk,
                               std::stop_token stop) {
  Values out(graph_->size());
  forward(targets, overrides, chunk, [&out](int step, const at::Tensor& value) { out[step] = value; }, stop);
  return out;
}

void Executor::stream(const std::vector<int>& targets, const OverrideSet& overrides, const Chunk& chunk, const Visit& visit,
                      std::stop_token stop) {
  forward(targets, overrides, chunk, visit, stop);
}

at::Tensor Executor::logits(const OverrideSet& overrides, const Chunk& chunk, std::stop_token stop) {
  return run({graph_->logits()}, overrides, chunk, stop)[graph_->logits()].flatten(1);
}

}  // namespace spurioscope
