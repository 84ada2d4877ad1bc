#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "model/graph.h"
#include "model/parameters.h"

namespace spurioscope {

enum class NormMode {
  Evaluation,  ///< running statistics
  Training,    ///< batch statistics; running statistics are updated in place (momentum 0.1, unbiased variance, as torch)
};

/// Runs the Graph with plain ATen operators on the unfolded parameters, under autograd where a parameter or the input requires
/// gradients. The second of the two ways to run the one Graph: gradients, attribution and training use it.
/// @param input  float32 or float64 [N, C, h, w], of the parameters' dtype and device; int64 [N, 3, T, 1] for texts
/// @returns the output of every node, in the order of `graph.nodes`, as [N, C, h, w]. Memory: all of them.
std::vector<at::Tensor> runDifferentiable(const Graph& graph, const Parameters& parameters, const at::Tensor& input,
                                          NormMode mode = NormMode::Evaluation);

/// [N, classes] out of what runDifferentiable returned.
at::Tensor logitsOf(const Graph& graph, const std::vector<at::Tensor>& values);

/// Copies with `requires_grad` set on every floating-point parameter that training changes (not on running statistics).
Parameters trainableCopy(const Parameters& parameters, const c10::Device& device);

/// d(sum of `outputs`) / d(`inputs`); undefined where there is no dependence.
std::vector<at::Tensor> gradients(const at::Tensor& output, const std::vector<at::Tensor>& inputs);

}  // namespace spurioscope
