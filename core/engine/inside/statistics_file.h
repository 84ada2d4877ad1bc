#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/inside/network_on_data.h"

namespace spurioscope::engine {

struct SplitStatistics {
  Split split = Split::Test;
  std::shared_ptr<const ActivationStatistics> statistics;
};

/// Writes the statistics of one or more splits as HDF5, atomically. Per site, under /sites/<site>/: n, mean, variance, max, auroc
/// [C, G] (auroc also as AUROC), maps [C, G, h, w], minority_auroc [C]; root attributes (UTF-8 of variable length) say split, groups,
/// samples, checkpoint and schema. With several splits each stands under /splits/<split>/ (with its own sites and attributes), and /sites
/// and the root attributes are those of the last one.
/// @throws Error{Kind::Io}
void writeStatisticsFile(const std::string& path, const std::vector<SplitStatistics>& parts, const Dataset& dataset,
                         const std::string& checkpointSha256);

}  // namespace spurioscope::engine
