#pragma once

#include "data/pixels.h"

namespace spurioscope {

/// Grey data as RGB: each value three times, with the grey mean and std for all three. Data that are RGB already come back as they are.
OpenDataset asRgb(const OpenDataset& data);

}  // namespace spurioscope
