#pragma once

#include <ATen/core/Tensor.h>

#include "model/graph.h"

namespace spurioscope {

/// A node that has one input and no parameters (activation, pools, Flatten, SelectToken, MeanTokens, SpaceToChannels) on its input
/// [N, C, h, w]. Both executors run it so. May be a view of x. @throws Error{Kind::Internal} for another node.
at::Tensor runPlain(const Node& node, const at::Tensor& x);

}  // namespace spurioscope
