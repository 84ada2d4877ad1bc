#include "model/folded_graph.h"

#include "base/error.h"

namespace spurioscope {
namespace {

struct Folded {
  at::Tensor weight, bias;
};

Folded fold(const Node& conv, const Node* norm, const Parameters& parameters) {
  auto weight = parameter(parameters, conv.name + ".weight").to(at::kDouble);
  auto bias = conv.hasBias ? parameter(parameters, conv.name + ".bias").to(at::kDouble)
                           : at::zeros({weight.size(0)}, at::kDouble);
  if (norm != nullptr) {
    const auto part = [&](const char* name) { return parameter(parameters, norm->name + name).to(at::kDouble); };
    const auto scale = part(".weight") / at::sqrt(part(".running_var") + norm->eps);
    bias = part(".bias") + (bias - part(".running_mean")) * scale;
    weight = weight * scale.view({-1, 1, 1, 1});
  }
  return {weight.to(at::kFloat), bias.to(at::kFloat)};
}

}  // namespace

FoldedGraph::FoldedGraph(const Graph& graph, const Parameters& parameters, const c10::Device& device)
    : graph_(graph), device_(device) {
  build(parameters);
  chooseFusions();
}

void FoldedGraph::build(const Parameters& parameters) {
  stepOf_.assign(graph_.nodes.size(), -1);
  std::vector<bool> overridable(graph_.nodes.size(), false);
  for (const auto& site : graph_.sites) overridable[site.node] = true;
  const auto append = [this](Step step, int node) {
    for (const int input : step.inputs) steps_[input].users.push_back(static_cast<int>(steps_.size()));
    steps_.push_back(std::move(step));
    nodeOf_.push_back(node);
    return static_cast<int>(steps_.size()) - 1;
  };
  for (int i = 0; i < static_cast<int>(graph_.nodes.size()); ++i) {
    const auto& node = graph_.nodes[i];
    Step step;
    step.channels = node.channels;
    step.window = node.window;
    for (const int input : node.inputs) step.inputs.push_back(stepOf_[input]);
    switch (node.op) {
      case Op::Input: step.kind = StepKind::Input; break;
      case Op::Convolution: {
        // The norm that directly follows is folded; `norm` is the only user of this node where there is one.
        const Node* norm = i + 1 < static_cast<int>(graph_.nodes.size()) && graph_.nodes[i + 1].op == Op::BatchNorm &&
                                   graph_.nodes[i + 1].inputs[0] == i ? &graph_.nodes[i + 1] : nullptr;
        const auto folded = fold(node, norm, parameters);
        step.kind = StepKind::Convolution;
        step.convolution = std::make_shared<FoldedConvolution>(folded.weight, folded.bias, node.window, device_);
        break;
      }
      case Op::BatchNorm:
        if (graph_.nodes[node.inputs[0]].op != Op::Convolution) {
          throw Error{Kind::Unsupported, "the norm '" + node.name + "' does not follow a convolution", {}, {}};
        }
        stepOf_[i] = stepOf_[node.inputs[0]];
        continue;
      case Op::Relu: step.kind = StepKind::Relu; break;
      case Op::MaxPool: step.kind = StepKind::MaxPool; break;
      case Op::GlobalAveragePool: step.kind = StepKind::GlobalAveragePool; break;
      case Op::Add: step.kind = StepKind::Add; break;
      case Op::Linear:
        step.kind = StepKind::Linear;
        step.weight = parameter(parameters, node.name + ".weight").to(device_);
        step.bias = node.hasBias ? parameter(parameters, node.name + ".bias").to(device_)
                                 : at::zeros({node.channels}, at::kFloat).to(device_);
        break;
    }
    stepOf_[i] = append(std::move(step), i);
    if (overridable[i] && node.op != Op::Convolution) {
      Step site;
      site.kind = StepKind::Site;
      site.channels = node.channels;
      site.inputs = {stepOf_[i]};
      stepOf_[i] = append(std::move(site), i);
    }
  }
  logits_ = stepOf_[graph_.logits];
}

void FoldedGraph::chooseFusions() {
  const auto lonelyConvolution = [this](int step) {
    return steps_[step].kind == StepKind::Convolution && steps_[step].users.size() == 1;
  };
  for (auto& step : steps_) {
    if (step.kind != StepKind::Relu) continue;
    const int before = step.inputs[0];
    if (lonelyConvolution(before)) {
      step.fusion = Fusion{before, -1};
    } else if (steps_[before].kind == StepKind::Add && steps_[before].users.size() == 1) {
      const auto& operands = steps_[before].inputs;
      if (lonelyConvolution(operands[0])) step.fusion = Fusion{operands[0], operands[1]};
      else if (lonelyConvolution(operands[1])) step.fusion = Fusion{operands[1], operands[0]};
    }
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
    const auto [h, w] = all[i];
    double count = 0;
    if (step.kind == StepKind::Convolution) count = static_cast<double>(step.convolution->weight().numel()) * h * w;
    if (step.kind == StepKind::Linear) count = static_cast<double>(step.weight.numel());
    counts.push_back(count);
  }
  return counts;
}

const at::Tensor& zeroWeightConstant(const FoldedConvolution& convolution) { return convolution.bias(); }

}  // namespace spurioscope
