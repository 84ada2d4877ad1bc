#pragma once

#include "engine/inside/network_on_data.h"
#include "engine/statistics.h"

namespace spurioscope::engine {

/// One edit at a time over many channels, exactly. Writes the CSV of `request.outFile` atomically at the end; when stopped,
/// nothing is written unless `request.keepPartial` asks for what is done.
/// @throws Error{Kind::Usage, Kind::Range, Kind::Io, Kind::Cancelled}
SweepResult sweepChannels(NetworkOnData& pair, const SweepRequest& request, std::stop_token stop, Progress& progress);

}  // namespace spurioscope::engine
