#pragma once

#include <string>

#include "engine/figure.h"

namespace spurioscope::engine {

/// A figure of the HDF5 that `statistics` wrote (statistics_file.h): "auroc" (a panel per site) or "map:SITE:CHANNEL".
/// Every size is checked before memory is asked for; links to other files are refused. Not thread-safe.
/// @throws Error{Kind::Format, Kind::Unsafe, Kind::Usage, Kind::Range}
Figure statisticsFigure(const std::string& file, const std::string& wanted);

}  // namespace spurioscope::engine
