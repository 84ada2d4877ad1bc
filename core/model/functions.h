#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>

#include "model/graph.h"

namespace spurioscope {

/// function(x), element by element; a new tensor. Works under autograd.
at::Tensor applyFunction(Function function, const at::Tensor& x);

/// How oneDNN's fused operators call the function: attribute, scalars and algorithm; nothing when they do not know it.
struct FusedFunction {
  const char* attribute = "none";
  std::optional<std::pair<double, double>> scalars;
  const char* algorithm = "";
};
std::optional<FusedFunction> fusedFunction(Function function);

/// A function by the name that config.json gives it ("gelu", "gelu_new", "relu", "silu", ...); nothing for an unknown one.
std::optional<Function> functionNamed(const std::string& name);

}  // namespace spurioscope
