#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "checkpoint/checkpoint.h"
#include "engine/checkpoint_info.h"
#include "model/catalogue.h"

namespace spurioscope::engine {

struct DescribeOptions {
  bool sums = false;  ///< float64 sum of every tensor: reads them all
};

/// What the window and `inspect` show of a checkpoint. `inference` is that of its state dict.
CheckpointInfo describeCheckpoint(const Checkpoint& checkpoint, const std::string& source, const Inference& inference,
                                  const DescribeOptions& options);

/// Fills the heights and widths of the sites for images of this size. @throws Error{Kind::Shape} when they are too small.
void fillSiteSizes(ArchitectureInfo& architecture, const Graph& graph, std::int64_t height, std::int64_t width);

}  // namespace spurioscope::engine
