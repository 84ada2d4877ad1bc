#include "ui/document/baseline.h"

#include <algorithm>
#include <iterator>

namespace spurioscope::ui {
namespace {

std::vector<int> sorted(std::vector<int> ids) {
  std::ranges::sort(ids);
  return ids;
}

std::vector<int> without(const std::vector<int>& a, const std::vector<int>& b) {
  std::vector<int> out;
  std::ranges::set_difference(a, b, std::back_inserter(out));
  return out;
}

std::vector<int> joined(std::vector<int> a, const std::vector<int>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return sorted(std::move(a));
}

}  // namespace

std::vector<GroupComparison> compare(const engine::EditOutcome& outcome, const engine::EditOutcome* pinned) {
  std::vector<GroupComparison> rows;
  for (std::size_t g = 0; g < outcome.after.groups.size(); ++g) {
    GroupComparison row{.now = outcome.after.groups[g], .before = {}, .change = 0, .fixed = {}, .broken = {}};
    const auto* change = g < outcome.change.size() ? &outcome.change[g] : nullptr;
    if (pinned && g < pinned->after.groups.size()) {
      row.before = pinned->after.groups[g];
      if (change && g < pinned->change.size()) {
        const auto fixed = sorted(change->fixed), broken = sorted(change->broken);
        const auto pinFixed = sorted(pinned->change[g].fixed), pinBroken = sorted(pinned->change[g].broken);
        row.fixed = joined(without(fixed, pinFixed), without(pinBroken, broken));
        row.broken = joined(without(broken, pinBroken), without(pinFixed, fixed));
      }
      row.change = row.now.accuracy - row.before.accuracy;
    } else {
      if (g < outcome.before.groups.size()) row.before = outcome.before.groups[g];
      if (change) {
        row.fixed = change->fixed;
        row.broken = change->broken;
        row.change = change->change;
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

bool allTie(const engine::SplitEvaluation& evaluation) {
  double low = 2, high = -1;
  for (const auto& group : evaluation.groups)
    if (group.n > 0) low = std::min(low, group.accuracy), high = std::max(high, group.accuracy);
  return low == high;
}

}  // namespace spurioscope::ui
