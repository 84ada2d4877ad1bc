#pragma once

#include "engine/network_on_data.h"
#include "engine/statistics.h"

namespace spurioscope::engine {

/// Ranks channels as the request says. @throws Error{Kind::Usage, Kind::Range, Kind::Data, Kind::Cancelled}
Ranking rankChannels(NetworkOnData& pair, const RankRequest& request, std::stop_token stop, Progress& progress);

/// Magnitude needs no data: the same ranking from a network alone.
Ranking rankMagnitude(const Graph& graph, const Parameters& parameters, const RankRequest& request);

}  // namespace spurioscope::engine
