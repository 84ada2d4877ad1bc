#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace spurioscope {

/// resources/demo/garments.bin (format: core/data/demo_garments.h).
std::span<const std::byte> demoImages();

/// Epochs whose checkpoint is embedded, ascending; empty before the trainer has run.
std::vector<int> demoEpochs();
/// The file epoch_{epoch}_checkpoints.pth.tar; empty when that epoch is not embedded.
std::span<const std::byte> demoCheckpoint(int epoch);

}  // namespace spurioscope
