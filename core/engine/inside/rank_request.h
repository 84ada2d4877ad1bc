#pragma once

#include "engine/inside/network_on_data.h"
#include "engine/statistics.h"

namespace spurioscope::engine {

/// Ranks channels as the request says. @throws Error{Kind::Usage, Kind::Range, Kind::Data, Kind::Cancelled}
Ranking rankChannels(NetworkOnData& pair, const RankRequest& request, std::stop_token stop, Progress& progress);

/// Whether the request's criterion looks at samples.
bool needsData(const RankRequest& request);
/// For criteria that need no data: the same ranking from a network alone.
Ranking rankWeights(const Graph& graph, const Parameters& parameters, const RankRequest& request, std::stop_token stop, Progress& progress);

}  // namespace spurioscope::engine
