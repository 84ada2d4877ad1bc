#pragma once

#include <string>
#include <vector>

#include "engine/figure.h"

namespace spurioscope::engine {

/// Every kind of figure, as `figureFromResult` takes it; "map:SITE:CHANNEL" stands for all maps.
std::vector<std::string> figureKinds();

/// A figure from a results file, told apart by its content:
/// what `evaluate --json` or `ablate --json` printed: `groups` (accuracy of every group with its interval, before the edits as the
/// baseline), for ablate also `change`; the CSV of `sweep`: `sweep` (change of each group by channel, sorted), `null` (how the
/// changes spread over the channels); the HDF5 of `statistics`: `auroc` (minority AUROC, a panel per site), `map:SITE:CHANNEL`
/// (mean maps of minority and majority and their difference; of every group where the file does not tell the minority);
/// a record of a run (run_record.h): `curves`, `table` (their last values).
/// Accuracies are in percent, changes in percentage points. A panel per split.
/// @param kind  empty: the first that fits the file. Not thread-safe for HDF5 (DESIGN.md section 5).
/// Fails with "usage" and the kinds that fit for one that does not, "format" for a file that is none of these or is damaged.
Result<Figure> figureFromResult(const std::string& resultFile, const std::string& kind);

}  // namespace spurioscope::engine
