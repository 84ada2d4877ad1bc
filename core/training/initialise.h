#pragma once

#include <cstdint>

#include "model/catalogue.h"
#include "model/parameters.h"

namespace spurioscope {

/// Shapes of a ResNet of basic blocks with the CIFAR stem (3x3, no pool), one entry of `widths` a stage of one block.
ShapeTable smallResnetShapes(const std::vector<int>& widths, int classes, int inputChannels = 3);

/// Seeded initial parameters as torchvision's ResNet: convolutions N(0, 2 / (out * kh * kw)), norms 1 and 0, the linear head
/// uniform in +-1/sqrt(in). Depends on the seed and the parameter's name only.
Parameters initialParameters(const Graph& graph, const ShapeTable& shapes, std::uint64_t seed);

}  // namespace spurioscope
