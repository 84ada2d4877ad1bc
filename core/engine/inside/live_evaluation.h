#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "engine/evaluation.h"
#include "engine/inside/network_on_data.h"

namespace spurioscope::engine {

/// Evaluates `edits` on a split chunk by chunk in its stratified order, against whichever kept reference is cheapest, publishing
/// growing estimates (at most about 30 a second; the last is exact). @throws Error{Kind::Cancelled} between steps of a chunk.
EditOutcome evaluateLive(NetworkOnData& pair, Split split, const std::vector<Edit>& edits, const Publish& publish,
                         std::stop_token stop, Progress& progress);

/// Logits of the whole split under the edits, rows in the split's order.
LogitRows logitsLive(NetworkOnData& pair, Split split, const std::vector<Edit>& edits, std::stop_token stop, Progress& progress);

/// The split that a word names. @throws Error{Kind::Usage}; Error{Kind::Data} when it holds no sample.
Split splitNamed(const Dataset& dataset, const std::string& name);

}  // namespace spurioscope::engine
