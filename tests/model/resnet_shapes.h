#pragma once

#include <string>
#include <vector>

#include "model/catalogue.h"

namespace spurioscope {

/// A ResNet by torchvision's names, of any size.
struct ResnetVariant {
  std::vector<int> blocks{1, 1};
  std::vector<int> widths{6, 8};
  bool bottleneck = false;
  int expansion = 4;    ///< bottleneck: outer width over `widths`
  int innerFactor = 1;  ///< bottleneck: inner width over `widths`
  int groups = 1;       ///< of conv2
  bool imageNetStem = false;
  int stemWidth = 0;    ///< 0: the first of `widths`
  int classes = 2;
  int inputChannels = 3;
  std::string head = "fc";
  bool counters = false;  ///< num_batches_tracked, as torch writes it
};

ShapeTable resnetShapes(const ResnetVariant& variant);

}  // namespace spurioscope
