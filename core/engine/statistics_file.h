#pragma once

#include <string>

#include "engine/network_on_data.h"

namespace spurioscope::engine {

/// Writes the statistics as HDF5, atomically. Per site under /sites/<site>/: n, mean, variance, max, auroc [C, G] (auroc also as
/// AUROC), maps [C, G, h, w], minority_auroc [C]; root attributes say split, groups, samples, checkpoint and schema.
/// @throws Error{Kind::Io}
void writeStatisticsFile(const std::string& path, const ActivationStatistics& statistics, const Dataset& dataset, Split split,
                         const std::string& checkpointSha256);

}  // namespace spurioscope::engine
