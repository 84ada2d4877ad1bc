#include "model/differentiable.h"

#include <torch/csrc/autograd/autograd.h>

#include "model/plain_nodes.h"
#include "model/token_math.h"

namespace spurioscope {
namespace {

class NodeRunner {
 public:
  NodeRunner(const Graph& graph, const Parameters& parameters, NormMode mode) : graph_(graph), parameters_(parameters), mode_(mode) {}

  at::Tensor run(const Node& node, const std::vector<at::Tensor>& values) const {
    const auto& x = values[node.inputs[0]];
    const auto& window = node.window;
    switch (node.op) {
      case Op::Input: break;
      case Op::Convolution:
        return at::conv2d(x, part(node, "weight"), part(node, "bias"), window.stride, window.padding, window.dilation, window.groups);
      case Op::Linear: {
        const auto weight = part(node, "weight");
        return at::conv2d(x, weight.dim() == 2 ? weight.unsqueeze(2).unsqueeze(3) : weight, joinedBias(node, parameters_, "bias"));
      }
      case Op::BatchNorm:
        return at::batch_norm(x, part(node, "weight"), part(node, "bias"), part(node, "mean"), part(node, "variance"),
                              mode_ == NormMode::Training, 0.1, node.eps, false);
      case Op::Scale: return node.has("weight") ? x * part(node, "weight").view({1, -1, 1, 1}) : x * node.factor;
      case Op::LayerNorm: return channelNorm(x, part(node, "weight"), part(node, "bias"), node.eps);
      case Op::ResponseNorm: return responseNorm(x, part(node, "weight").flatten(), part(node, "bias").flatten());
      case Op::Add: return at::add(x, values[node.inputs[1]]);
      case Op::Multiply: return at::mul(x, values[node.inputs[1]]);
      case Op::Concatenate: return at::cat(inputsOf(node, values), 1);
      case Op::Tokens: {
        const auto tables = tokenTables(node, parameters_, x.device());
        return withTokens(x, tables[0], tables[1]);
      }
      case Op::Attention: {
        auto inputs = inputsOf(node, values);
        at::Tensor mask;
        if (graph_.takesTokens) {
          mask = inputs.back().select(1, 1).flatten(1);
          inputs.pop_back();
        }
        return attend(inputs, node.heads, mask, node.has("bias") ? relativeBias(node, parameters_) : at::Tensor());
      }
      case Op::WindowAttention:
        return attendInWindows(x, node, windowBias(node, parameters_), outsideOf(node, parameters_).to(x.device()),
                               node.has("temperature") ? temperature(node, parameters_) : at::Tensor());
      case Op::Embedding: return embed(x, part(node, "weight"), part(node, "positions"), part(node, "segments"), node.index);
      default: return runPlain(node, x);
    }
    return {};
  }

 private:
  at::Tensor part(const Node& node, const std::string& role) const {
    return node.has(role) ? parameterOf(parameters_, node, role) : at::Tensor();
  }
  static std::vector<at::Tensor> inputsOf(const Node& node, const std::vector<at::Tensor>& values) {
    std::vector<at::Tensor> inputs;
    for (const int input : node.inputs) inputs.push_back(values[input]);
    return inputs;
  }

  const Graph& graph_;
  const Parameters& parameters_;
  NormMode mode_;
};

}  // namespace

std::vector<at::Tensor> runDifferentiable(const Graph& graph, const Parameters& parameters, const at::Tensor& input, NormMode mode) {
  std::vector<at::Tensor> values{input};
  values.reserve(graph.nodes.size());
  const NodeRunner runner(graph, parameters, mode);
  for (std::size_t i = 1; i < graph.nodes.size(); ++i) values.push_back(runner.run(graph.nodes[i], values));
  return values;
}

at::Tensor logitsOf(const Graph& graph, const std::vector<at::Tensor>& values) {
  return values[static_cast<std::size_t>(graph.logits)].flatten(1);
}

Parameters trainableCopy(const Parameters& parameters, const c10::Device& device) {
  Parameters copy;
  for (const auto& [name, tensor] : parameters) {
    auto fresh = tensor.detach().clone().to(device);
    const bool running = name.ends_with(".running_mean") || name.ends_with(".running_var");
    if (!running) fresh.requires_grad_(true);
    copy.emplace(name, std::move(fresh));
  }
  return copy;
}

std::vector<at::Tensor> gradients(const at::Tensor& output, const std::vector<at::Tensor>& inputs) {
  return torch::autograd::grad({output.sum()}, inputs, {}, std::nullopt, false, true);
}

}  // namespace spurioscope
