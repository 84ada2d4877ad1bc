#include "model/functions.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace spurioscope {

at::Tensor applyFunction(Function function, const at::Tensor& x) {
  switch (function) {
    case Function::Relu: return at::relu(x);
    case Function::Relu6: return at::hardtanh(x, 0, 6);
    case Function::Gelu: return at::gelu(x);
    case Function::GeluTanh: return at::gelu(x, "tanh");
    case Function::QuickGelu: return x * at::sigmoid(1.702 * x);
    case Function::Silu: return at::silu(x);
    case Function::HardSwish: return at::hardswish(x);
    case Function::Sigmoid: return at::sigmoid(x);
    case Function::HardSigmoid: return at::hardsigmoid(x);
    case Function::Tanh: return at::tanh(x);
  }
  return x;
}

std::optional<FusedFunction> fusedFunction(Function function) {
  switch (function) {
    case Function::Relu: return FusedFunction{"relu", {}, ""};
    case Function::Relu6: return FusedFunction{"hardtanh", std::pair(0.0, 6.0), ""};
    case Function::Gelu: return FusedFunction{"gelu", {}, "none"};
    case Function::GeluTanh: return FusedFunction{"gelu", {}, "tanh"};
    case Function::Silu: return FusedFunction{"swish", {}, ""};
    case Function::HardSwish: return FusedFunction{"hardswish", {}, ""};
    case Function::Sigmoid: return FusedFunction{"sigmoid", {}, ""};
    case Function::HardSigmoid: return FusedFunction{"hardsigmoid", {}, ""};
    case Function::Tanh: return FusedFunction{"tanh", {}, ""};
    case Function::QuickGelu: break;
  }
  return std::nullopt;
}

std::optional<Function> functionNamed(const std::string& name) {
  static const std::map<std::string, Function> kNames{{"relu", Function::Relu},
                                                      {"relu6", Function::Relu6},
                                                      {"gelu", Function::Gelu},
                                                      {"gelu_python", Function::Gelu},
                                                      {"gelu_new", Function::GeluTanh},
                                                      {"gelu_fast", Function::GeluTanh},
                                                      {"gelu_pytorch_tanh", Function::GeluTanh},
                                                      {"quick_gelu", Function::QuickGelu},
                                                      {"quickgelu", Function::QuickGelu},
                                                      {"gelu_tanh", Function::GeluTanh},
                                                      {"hard_swish", Function::HardSwish},
                                                      {"hardsigmoid", Function::HardSigmoid},
                                                      {"silu", Function::Silu},
                                                      {"swish", Function::Silu},
                                                      {"hardswish", Function::HardSwish},
                                                      {"sigmoid", Function::Sigmoid},
                                                      {"tanh", Function::Tanh}};
  std::string plain = name.substr(0, name.find(" ("));  // "GELU (exact, erf)"
  std::transform(plain.begin(), plain.end(), plain.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
  if (plain == "gelu" && name.find("tanh") != std::string::npos) return Function::GeluTanh;
  const auto found = kNames.find(plain);
  return found == kNames.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace spurioscope
