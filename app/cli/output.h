#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "engine/checkpoint_info.h"
#include "engine/dataset_info.h"
#include "engine/evaluation.h"
#include "engine/result.h"
#include "engine/statistics.h"

namespace spurioscope::cli {

using Json = nlohmann::ordered_json;

/// Numbers as CLI.md wants them: non-finite ones as "nan", "inf", "-inf".
Json number(double value);

Json json(const engine::Failure& failure);
Json json(const engine::CheckpointInfo& info);
Json json(const engine::DatasetInfo& info);
Json json(const engine::SplitEvaluation& evaluation);
Json json(const std::vector<engine::GroupChange>& change);
Json json(const engine::Ranking& ranking);

/// Text tables for people.
/// Columns as wide as their widest cell; the first is left-aligned, the others right.
std::string rows(const std::vector<std::vector<std::string>>& cells);
std::string table(const engine::CheckpointInfo& info);
std::string table(const engine::DatasetInfo& info);
std::string table(const engine::SplitEvaluation& evaluation);
std::string table(const engine::EditOutcome& outcome);
std::string table(const engine::Ranking& ranking);

}  // namespace spurioscope::cli
