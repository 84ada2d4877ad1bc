#pragma once

#include "engine/inside/network_on_data.h"
#include "engine/statistics.h"

namespace spurioscope::engine {

/// The statistics as plain data for the window. Maps stay inside; `detailOf` cuts out one channel's.
Statistics viewOf(const ActivationStatistics& statistics, const Dataset& dataset, Split split, double seconds);

/// @throws Error{Kind::Range} for an unknown site or channel.
ChannelDetail detailOf(const ActivationStatistics& statistics, const Dataset& dataset, Split split, const std::string& site, int channel);

}  // namespace spurioscope::engine
