#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/checkpoint_info.h"
#include "engine/dataset_info.h"
#include "engine/edit.h"
#include "engine/statistics.h"

/// The invented network and data behind the double.
namespace spurioscope::engine::fake {

std::shared_ptr<const CheckpointInfo> checkpointOf(const std::string& source);
std::shared_ptr<const DatasetInfo> dataOf(const std::string& source);
std::vector<SiteInfo> sitesOfDemo();

/// Change of a group's accuracy by one edit.
double effectOf(const Edit& edit, int group);
double scoreOf(const std::string& site, int channel);
double aurocOf(const std::string& site, int channel);
/// Accuracy of the unedited network on a group at an epoch.
double accuracyOf(int epoch, int group);
/// In [0, 1): a sample is right where this is below its group's accuracy.
double difficultyOf(int sample);
double noise(std::uint64_t a, std::uint64_t b = 0, std::uint64_t c = 0);  ///< [0, 1), the same for the same arguments

std::vector<float> mapOf(const std::string& site, int channel, int group, int height, int width, std::uint64_t seed = 0);
Picture pictureOf(int sample, int group);

}  // namespace spurioscope::engine::fake
