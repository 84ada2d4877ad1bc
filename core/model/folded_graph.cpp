#include "model/folded_graph.h"

#include <algorithm>
#include <cmath>

#include "model/tensor_memory.h"
#include "model/token_math.h"

namespace spurioscope {
namespace {

/// What a norm or scale multiplies each channel with and adds to it, float64 [C].
struct ChannelAffine {
  at::Tensor scale, shift;
};

ChannelAffine affineOf(const Node& node, const Parameters& parameters) {
  const auto part = [&](const char* role) { return parameterOf(parameters, node, role).to(at::kDouble).flatten(); };
  if (node.op == Op::Scale) {
    auto scale = node.has("weight") ? part("weight") : at::full({node.channels}, node.factor, at::kDouble);
    return {scale, at::zeros_like(scale)};
  }
  auto scale = part("weight") / at::sqrt(part("variance") + node.eps);
  auto shift = part("bias") - part("mean") * scale;
  return {std::move(scale), std::move(shift)};
}

StepKind kindOf(Op op) {
  switch (op) {
    case Op::Input: return StepKind::Input;
    case Op::Convolution:
    case Op::Linear: return StepKind::Convolution;
    case Op::BatchNorm:
    case Op::Scale: return StepKind::Affine;
    case Op::Activation: return StepKind::Activation;
    case Op::MaxPool: return StepKind::MaxPool;
    case Op::AveragePool: return StepKind::AveragePool;
    case Op::GlobalMaxPool:
    case Op::AdaptivePool: return StepKind::AdaptivePool;
    case Op::PadZeros:
    case Op::PadSame: return StepKind::PadSame;
    case Op::PadChannels: return StepKind::PadChannels;
    case Op::Add: return StepKind::Add;
    case Op::Multiply: return StepKind::Multiply;
    case Op::Concatenate: return StepKind::Concatenate;
    case Op::LayerNorm: return StepKind::LayerNorm;
    case Op::ResponseNorm: return StepKind::ResponseNorm;
    case Op::Flatten: return StepKind::Flatten;
    case Op::Tokens: return StepKind::Tokens;
    case Op::SelectToken: return StepKind::SelectToken;
    case Op::MeanTokens: return StepKind::MeanTokens;
    case Op::Attention: return StepKind::Attention;
    case Op::WindowAttention: return StepKind::WindowAttention;
    case Op::SpaceToChannels: return StepKind::SpaceToChannels;
    case Op::Embedding: return StepKind::Embedding;
  }
  return StepKind::Site;
}

/// Whether no parameter is or makes a NaN or an infinity: a variance below zero has no root.
bool allFinite(const Parameters& parameters) {
  return std::ranges::all_of(parameters, [](const auto& named) {
    if (named.second.numel() == 0) return true;
    const auto [least, most] = at::aminmax(named.second);  // NaN is both
    const auto low = least.template item<double>(), high = most.template item<double>();
    return std::isfinite(low) && std::isfinite(high) && (low >= 0 || !named.first.ends_with("running_var"));
  });
}

}  // namespace

FoldedGraph::FoldedGraph(const Graph& graph, const Parameters& parameters, const c10::Device& device)
    : graph_(graph), device_(device), finite_(allFinite(parameters)) {
  TensorMemory::use();
  build(parameters);
  chooseFusions();
}

int FoldedGraph::append(Step step, int node) {
  for (const int input : step.inputs) steps_[input].users.push_back(static_cast<int>(steps_.size()));
  step.node = &graph_.nodes[node];
  steps_.push_back(std::move(step));
  nodeOf_.push_back(node);
  return static_cast<int>(steps_.size()) - 1;
}

void FoldedGraph::foldConvolution(Step& step, int index, const std::vector<std::vector<int>>& users, const std::vector<bool>& overridable,
                                  const Parameters& parameters) {
  const auto& node = graph_.nodes[index];
  auto weight = parameterOf(parameters, node, "weight");
  if (weight.dim() == 2) weight = weight.unsqueeze(2).unsqueeze(3);
  auto bias = joinedBias(node, parameters, "bias");
  if (!bias.defined()) bias = at::zeros({weight.size(0)}, at::kFloat);
  step.scale = at::ones({weight.size(0)}, at::kDouble);
  // A norm or scale that is the only user is folded in, but not past what a site edits.
  for (int at = index; users[at].size() == 1 && !overridable[at];) {
    const int next = users[at][0];
    const auto& follower = graph_.nodes[next];
    if (follower.op != Op::BatchNorm && follower.op != Op::Scale) break;
    const auto affine = affineOf(follower, parameters);
    weight = weight.to(at::kDouble) * affine.scale.view({-1, 1, 1, 1});
    bias = bias.to(at::kDouble) * affine.scale + affine.shift;
    step.scale = step.scale * affine.scale;
    stepOf_[next] = static_cast<int>(steps_.size());  // where this step is about to be
    at = next;
  }
  step.convolution = std::make_shared<FoldedConvolution>(weight.to(at::kFloat), bias.to(at::kFloat), node.window, device_, finite_);
}

Step FoldedGraph::stepFor(const Node& node, const Parameters& parameters) const {
  Step step;
  step.kind = kindOf(node.op);
  step.channels = node.channels;
  for (const int input : node.inputs) step.inputs.push_back(stepOf_[input]);
  const auto table = [&](const std::string& key) { return parameter(parameters, key).to(device_); };
  switch (step.kind) {
    case StepKind::Affine: {
      const auto affine = affineOf(node, parameters);
      step.scale = affine.scale.to(at::kFloat).to(device_);
      step.bias = affine.shift.to(at::kFloat).to(device_);
      break;
    }
    case StepKind::LayerNorm:
    case StepKind::ResponseNorm:
      step.weight = table(node.parameters.at("weight")).flatten();
      step.bias = table(node.parameters.at("bias")).flatten();
      break;
    case StepKind::Tokens: step.tables = tokenTables(node, parameters, device_); break;
    case StepKind::Embedding:
      for (const char* role : {"weight", "positions", "segments"}) {
        step.tables.push_back(node.has(role) ? table(node.parameters.at(role)) : at::Tensor());
      }
      break;
    case StepKind::Attention:
      if (node.has("bias")) step.tables = {relativeBias(node, parameters).to(device_)};
      break;
    case StepKind::WindowAttention:
      step.tables = {windowBias(node, parameters).to(device_), outsideOf(node, parameters).to(device_)};
      if (node.has("temperature")) step.tables.push_back(temperature(node, parameters).to(device_));
      break;
    default: break;
  }
  return step;
}

void FoldedGraph::build(const Parameters& parameters) {
  const auto users = graph_.users();
  stepOf_.assign(graph_.nodes.size(), -1);
  std::vector<bool> overridable(graph_.nodes.size(), false);
  for (const auto& site : graph_.sites) overridable[site.node] = true;
  for (int i = 0; i < static_cast<int>(graph_.nodes.size()); ++i) {
    if (stepOf_[i] >= 0) continue;  // folded into the step before
    auto step = stepFor(graph_.nodes[i], parameters);
    const bool convolution = step.kind == StepKind::Convolution;
    if (convolution) foldConvolution(step, i, users, overridable, parameters);
    stepOf_[i] = append(std::move(step), i);
    if (!overridable[i] || convolution) continue;
    Step site;
    site.kind = StepKind::Site;
    site.channels = graph_.nodes[i].channels;
    site.inputs = {stepOf_[i]};
    stepOf_[i] = append(std::move(site), i);
  }
  logits_ = stepOf_[graph_.logits];
}

void FoldedGraph::chooseFusions() {
  const auto lonelyConvolution = [this](int step) {
    return steps_[step].kind == StepKind::Convolution && steps_[step].users.size() == 1;
  };
  const auto lonelyOperand = [&](const Step& sum) {
    for (const int which : {0, 1}) {
      if (lonelyConvolution(sum.inputs[which])) return which;
    }
    return -1;
  };
  for (auto& step : steps_) {
    if (step.kind != StepKind::Activation) continue;
    const auto function = step.node->function;
    const int before = step.inputs[0];
    if (lonelyConvolution(before)) {
      step.fusion = Fusion{before, -1, function};
    } else if (steps_[before].kind == StepKind::Add && steps_[before].users.size() == 1 && function == Function::Relu) {
      const auto& operands = steps_[before].inputs;
      if (const int which = lonelyOperand(steps_[before]); which >= 0) step.fusion = Fusion{operands[which], operands[1 - which], function};
    }
  }
  for (auto& step : steps_) {
    if (step.kind != StepKind::Add || (step.users.size() == 1 && steps_[step.users[0]].fusion)) continue;
    if (const int which = lonelyOperand(step); which >= 0) step.fusion = Fusion{step.inputs[which], step.inputs[1 - which], std::nullopt};
  }
}

std::vector<std::array<std::int64_t, 2>> FoldedGraph::sizes(std::int64_t height, std::int64_t width) const {
  const auto ofNodes = outputSizes(graph_, height, width);
  std::vector<std::array<std::int64_t, 2>> sizes;
  for (const int node : nodeOf_) sizes.push_back(ofNodes[node]);
  return sizes;
}

std::vector<double> FoldedGraph::multiplications(std::int64_t height, std::int64_t width) const {
  const auto all = sizes(height, width);
  std::vector<double> counts;
  for (int i = 0; i < size(); ++i) {
    const auto& step = steps_[i];
    const double places = static_cast<double>(all[i][0]) * static_cast<double>(all[i][1]);
    double count = 0;
    if (step.kind == StepKind::Convolution) count = static_cast<double>(step.convolution->weight().numel()) * places;
    if (step.kind == StepKind::Attention) count = 2 * places * places * step.channels;
    if (step.kind == StepKind::WindowAttention)
      count = 2 * places * static_cast<double>(step.node->size[0] * step.node->size[1]) * step.channels;
    counts.push_back(count);
  }
  return counts;
}

}  // namespace spurioscope
