#include "model/differentiable.h"

#include <torch/csrc/autograd/autograd.h>

namespace spurioscope {
namespace {

at::Tensor biasOf(const Node& node, const Parameters& parameters) {
  return node.hasBias ? parameter(parameters, node.name + ".bias") : at::Tensor();
}

at::Tensor runNode(const Node& node, const Parameters& parameters, const std::vector<at::Tensor>& values, NormMode mode) {
  const auto& x = values[node.inputs[0]];
  const auto& window = node.window;
  switch (node.op) {
    case Op::Input: break;
    case Op::Convolution:
      return at::conv2d(x, parameter(parameters, node.name + ".weight"), biasOf(node, parameters), window.stride, window.padding,
                        window.dilation, window.groups);
    case Op::BatchNorm: {
      const auto part = [&](const char* name) { return parameter(parameters, node.name + name); };
      return at::batch_norm(x, part(".weight"), part(".bias"), part(".running_mean"), part(".running_var"),
                            mode == NormMode::Training, 0.1, node.eps, false);
    }
    case Op::Relu: return at::relu(x);
    case Op::MaxPool: return at::max_pool2d(x, window.kernel, window.stride, window.padding, window.dilation);
    case Op::GlobalAveragePool: return at::mean(x, {2, 3});
    case Op::Add: return at::add(x, values[node.inputs[1]]);
    case Op::Linear: return at::linear(x, parameter(parameters, node.name + ".weight"), biasOf(node, parameters));
  }
  return {};
}

}  // namespace

std::vector<at::Tensor> runDifferentiable(const Graph& graph, const Parameters& parameters, const at::Tensor& input, NormMode mode) {
  std::vector<at::Tensor> values{input};
  values.reserve(graph.nodes.size());
  for (std::size_t i = 1; i < graph.nodes.size(); ++i) values.push_back(runNode(graph.nodes[i], parameters, values, mode));
  return values;
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
