#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "model/folded_graph.h"

namespace spurioscope {

/// One step from its inputs: every kind but Input, Convolution and Site, whose values depend on overrides.
at::Tensor runStep(const Step& step, const std::vector<at::Tensor>& inputs);

/// Whether output channel c of the step depends on input channel c alone (Flatten: channel c becomes h * w channels): a change of
/// some channels can then be carried alone through it.
bool worksByChannel(const Step& step);

/// Such a step on some channels of its input. @param x  [n, m, h, w]   @param channels  [m] int64: which channels they are
at::Tensor runOnChannels(const Step& step, const at::Tensor& x, const at::Tensor& channels);

/// The output channels that changed input channels become: the same, but for Flatten. @param places  h * w of the input
std::vector<int> channelsBehind(const Step& step, const std::vector<int>& channels, std::int64_t places);

}  // namespace spurioscope
