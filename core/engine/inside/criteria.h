#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "analysis/ranking.h"
#include "engine/inside/network_on_data.h"
#include "engine/statistics.h"

namespace spurioscope::engine {

/// What a criterion may look at.
struct RankContext {
  const Graph& graph;
  const Parameters& parameters;
  const RankRequest& request;            ///< its group is resolved where there is data
  const std::vector<const Site*>& sites; ///< the sites that are ranked
  NetworkOnData* pair = nullptr;         ///< null for criteria that need no data
  std::stop_token stop;
  Progress& progress;
};

struct Scores {
  std::vector<ChannelScore> channels;  ///< largest first
  std::size_t samples = 0;             ///< how many samples they were computed from
};

struct CriterionEntry {
  CriterionInfo info;
  Scores (*scores)(const RankContext&);
};

/// Every criterion, in the order that menus and messages list them: a criterion is registered by its line there.
std::span<const CriterionEntry> criterionTable();
const CriterionEntry& entryOf(Criterion criterion);

/// The group's samples with the lowest probability of their own class, poorest first, at most 200 (FIELD.md 1.6).
std::vector<int> poorestSamples(NetworkOnData& pair, Split split, int group, std::stop_token stop, Progress& progress);

}  // namespace spurioscope::engine
