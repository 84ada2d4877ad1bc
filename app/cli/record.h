#pragma once

#include "app/cli/commands.h"
#include "engine/run_record.h"

namespace spurioscope::cli {

/// `inspect` of a record of a run: its kind, curves and tables.
int inspectRecord(const std::string& file, const Context& context);

/// `evaluate` of predicted classes instead of a network: the splits asked for, else the one that has as many samples.
int evaluatePredictions(const Subject& subject, Context& context);

}  // namespace spurioscope::cli
