#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "checkpoint/checkpoint.h"
#include "checkpoint/writer.h"
#include "resources/demo/embedded.h"
#include "tests/model/resnet_shapes.h"

namespace spurioscope {

/// A CIFAR-stem ResNet with seeded weights, as a state dict. Works on images of any size.
CheckpointContent seededNetwork(const ResnetVariant& variant, std::uint64_t seed = 1);

/// The demo's last checkpoint after `change` was called for each of its tensors.
CheckpointContent changedDemo(const std::function<void(NamedTensor&)>& change = {});

/// One element of a float32 tensor.
void setFloat(NamedTensor& tensor, std::size_t index, float value);

}  // namespace spurioscope
