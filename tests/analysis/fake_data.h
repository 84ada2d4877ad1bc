#pragma once

#include "analysis/split_chunks.h"
#include "data/pixels.h"

namespace spurioscope {

/// 8 x 8 images of seeded noise, brighter by group: 60 in training, 24 each in val and test, groups of very different sizes.
/// Group 3 has no test sample. Sample 4 (training) cannot be read where `damaged` is set.
OpenDataset fakeData(bool damaged = false);

/// Training samples in chunks of 7, so that the last is not full.
SplitChunks fakeChunks(const OpenDataset& data, Split split = Split::Train);

}  // namespace spurioscope
