#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <string>

#include "checkpoint/checkpoint.h"
#include "model/graph.h"

namespace spurioscope {

/// Named parameters and buffers of a network: float32, contiguous, on the CPU (num_batches_tracked is left out).
using Parameters = std::map<std::string, at::Tensor>;

/// The parameter `name`. @throws Error{Kind::Internal} when it is missing (inference checks that it is there).
const at::Tensor& parameter(const Parameters& parameters, const std::string& name);

/// The parameter that a node reads in a role ("weight", "bias", ...).
const at::Tensor& parameterOf(const Parameters& parameters, const Node& node, const std::string& role);

/// Names of all parameters that the nodes of a graph read.
std::vector<std::string> parameterNames(const Graph& graph);

/// Reads the parameters of `graph` from the checkpoint's state dict. @throws what the reader throws. Cost: their bytes.
Parameters loadParameters(const Checkpoint& checkpoint, const Graph& graph);

}  // namespace spurioscope
