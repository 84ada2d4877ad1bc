#include "records/group_curves.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/number_text.h"
#include "metrics/interval.h"

namespace spurioscope {
namespace {

constexpr double kPercent = 100;
constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

struct EpochAverages {
  double plain = kNothing, worst = kNothing, adjusted = kNothing;
  int worstGroup = -1;
};

EpochAverages averagesAt(const GroupCounts& at, const std::vector<double>& trainSizes) {
  EpochAverages out;
  double n = 0, correct = 0, weights = 0, weighted = 0;
  for (std::size_t g = 0; g < at.n.size(); ++g) {
    if (at.n[g] <= 0) continue;
    const double accuracy = at.correct[g] / at.n[g];
    n += at.n[g], correct += at.correct[g];
    if (!(out.worst <= accuracy)) out.worst = accuracy, out.worstGroup = static_cast<int>(g);
    if (g < trainSizes.size()) weights += trainSizes[g], weighted += trainSizes[g] * accuracy;
  }
  if (n > 0) out.plain = correct / n;
  if (weights > 0) out.adjusted = weighted / weights;
  return out;
}

/// Whole counts, as an interval needs them.
Interval intervalOf(double correct, double n) {
  const auto size = static_cast<std::int64_t>(std::llround(n));
  return wilson(std::clamp<std::int64_t>(std::llround(correct), 0, size), size);
}

std::string percentText(double share) { return std::isnan(share) ? "-" : fixedText(kPercent * share, 2); }

}  // namespace

std::vector<std::string> groupNumbers(std::size_t groups) {
  std::vector<std::string> names;
  for (std::size_t g = 0; g < groups; ++g) names.push_back("group " + std::to_string(g));
  return names;
}

RecordPanel accuracyPanel(const std::string& title, const std::vector<GroupCounts>& epochs, const std::vector<std::string>& names,
                          const std::vector<double>& trainSizes) {
  RecordPanel panel{RecordPanel::Kind::Lines, title, "epoch", "accuracy (%)", {}, {}};
  for (std::size_t g = 0; g < names.size(); ++g) {
    RecordSeries series{names[g], static_cast<int>(g), {}, {}, {}, {}};
    double last = 0;
    for (const GroupCounts& at : epochs) {
      if (at.n[g] <= 0) continue;
      const auto interval = intervalOf(at.correct[g], at.n[g]);
      last = at.n[g];
      series.x.push_back(at.epoch);
      series.y.push_back(kPercent * at.correct[g] / at.n[g]);
      series.low.push_back(kPercent * interval.low);
      series.high.push_back(kPercent * interval.high);
    }
    if (series.x.empty()) continue;
    series.name += " (n = " + numberText(last) + ")";
    panel.series.push_back(std::move(series));
  }
  RecordSeries plain{"plain average", -1, {}, {}, {}, {}}, adjusted{"adjusted average", -1, {}, {}, {}, {}};
  for (const GroupCounts& at : epochs) {
    const auto averages = averagesAt(at, trainSizes);
    if (std::isnan(averages.plain)) continue;
    plain.x.push_back(at.epoch), plain.y.push_back(kPercent * averages.plain);
    if (std::isnan(averages.adjusted)) continue;
    adjusted.x.push_back(at.epoch), adjusted.y.push_back(kPercent * averages.adjusted);
  }
  if (!plain.x.empty()) panel.series.push_back(std::move(plain));
  if (!adjusted.x.empty()) panel.series.push_back(std::move(adjusted));
  return panel;
}

RecordTable lastTable(const std::string& name, const std::vector<GroupCounts>& epochs, const std::vector<std::string>& names,
                      const std::vector<double>& trainSizes) {
  RecordTable table{name, {"", "n", "accuracy (%)", "low (%)", "high (%)"}, {}};
  if (epochs.empty()) return table;
  const GroupCounts& at = epochs.back();
  double n = 0;
  for (std::size_t g = 0; g < names.size(); ++g) {
    if (at.n[g] <= 0) continue;
    n += at.n[g];
    const auto interval = intervalOf(at.correct[g], at.n[g]);
    table.rows.push_back(
        {names[g], numberText(at.n[g]), percentText(at.correct[g] / at.n[g]), percentText(interval.low), percentText(interval.high)});
  }
  const auto averages = averagesAt(at, trainSizes);
  table.rows.push_back({"plain average", numberText(n), percentText(averages.plain), "", ""});
  if (!std::isnan(averages.adjusted)) table.rows.push_back({"adjusted average", "", percentText(averages.adjusted), "", ""});
  if (averages.worstGroup >= 0)
    table.rows.push_back({"worst: " + names[static_cast<std::size_t>(averages.worstGroup)], "", percentText(averages.worst), "", ""});
  return table;
}

}  // namespace spurioscope
