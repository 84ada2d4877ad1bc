#pragma once

#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "engine/evaluation.h"
#include "ui/document/edit_set.h"

namespace spurioscope::ui {

/// The state that the groups are compared with: the network as it was opened, or one that the user pinned.
struct Baseline {
  QString name;
  EditSet edits;
  std::shared_ptr<const engine::EditOutcome> outcome;
};

/// One group against the baseline.
struct GroupComparison {
  engine::GroupResult now;
  engine::GroupResult before;
  double change = 0;
  std::vector<int> fixed, broken;
};

/// All groups equally good: none of them is the worst.
bool allTie(const engine::SplitEvaluation& evaluation);

/// Compares an outcome with a pinned state (null: with the unedited network). Fixed and broken samples relative to the pin follow
/// from both outcomes' lists, because both are relative to the unedited network.
std::vector<GroupComparison> compare(const engine::EditOutcome& outcome, const engine::EditOutcome* pinned);

}  // namespace spurioscope::ui
