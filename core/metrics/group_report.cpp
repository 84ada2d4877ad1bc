#include "metrics/group_report.h"

#include <limits>
#include <string>

#include "base/error.h"

namespace spurioscope {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

void requireIn(int id, int low, int end, const char* what, std::size_t sample) {
  if (id >= low && id < end) return;
  throw Error{Kind::Range, std::string(what) + " " + std::to_string(id) + " is not below " + std::to_string(end),
              Where{{}, {}, "sample " + std::to_string(sample)}, {}};
}

void requireFitting(const Predictions& p, int nGroups, std::span<const std::int64_t> trainSizes) {
  const std::size_t n = p.predicted.size();
  if (p.label.size() != n || p.group.samples() != n || (!p.loss.empty() && p.loss.size() != n)) {
    throw Error{Kind::Shape, "predictions, labels, groups and losses have different lengths", {}, {}};
  }
  if (!trainSizes.empty() && trainSizes.size() != static_cast<std::size_t>(nGroups)) {
    throw Error{Kind::Shape, std::to_string(trainSizes.size()) + " training group sizes for " + std::to_string(nGroups) + " groups",
                {}, {}};
  }
}

/// Whether at least two labels exist but one column of the confusion matrix (or "no class") holds every sample.
bool predictsOneClass(const Predictions& p) {
  if (p.predicted.empty()) return false;
  bool labelsDiffer = false;
  for (std::size_t i = 1; i < p.predicted.size(); ++i) {
    if (p.predicted[i] != p.predicted[0]) return false;
    labelsDiffer = labelsDiffer || p.label[i] != p.label[0];
  }
  return labelsDiffer;
}

}  // namespace

Averages averagesOf(std::span<const GroupAccuracy> groups, std::span<const std::int64_t> trainSizes) {
  double samples = 0, correct = 0, weights = 0, weighted = 0, sum = 0, nonEmpty = 0;
  double worst = kNothing;
  for (const GroupAccuracy& group : groups) {
    if (!group.accuracy) continue;
    const double weight = trainSizes.empty() ? 0 : static_cast<double>(trainSizes[static_cast<std::size_t>(group.id)]);
    samples += static_cast<double>(group.n), correct += static_cast<double>(group.correct);
    weights += weight, weighted += weight * *group.accuracy;
    sum += *group.accuracy, nonEmpty += 1;
    if (!(worst <= *group.accuracy)) worst = *group.accuracy;
  }
  return {samples > 0 ? correct / samples : kNothing, weights > 0 ? weighted / weights : kNothing,
          nonEmpty > 0 ? sum / nonEmpty : kNothing, worst};
}

int worstGroupOf(std::span<const GroupAccuracy> groups) {
  const GroupAccuracy* worst = nullptr;
  for (const GroupAccuracy& group : groups) {
    if (group.accuracy && (worst == nullptr || *group.accuracy < *worst->accuracy)) worst = &group;
  }
  return worst == nullptr ? -1 : worst->id;
}

GroupReport groupReport(const Predictions& p, int nGroups, int nClasses, std::span<const std::int64_t> trainSizes) {
  requireFitting(p, nGroups, trainSizes);
  GroupReport report;
  report.groups.resize(static_cast<std::size_t>(nGroups));
  report.confusion.assign(static_cast<std::size_t>(nClasses), std::vector<std::int64_t>(static_cast<std::size_t>(nClasses)));
  std::vector<double> losses(report.groups.size());
  std::int64_t right = 0;
  for (std::size_t i = 0; i < p.predicted.size(); ++i) {
    requireIn(p.label[i], 0, nClasses, "class", i);
    requireIn(p.predicted[i], -1, nClasses, "predicted class", i);
    right += p.predicted[i] == p.label[i];
    for (const int id : p.group.of(i)) {
      requireIn(id, 0, nGroups, "group", i);
      const auto g = static_cast<std::size_t>(id);
      ++report.groups[g].n;
      report.groups[g].correct += p.predicted[i] == p.label[i];
      if (!p.loss.empty()) losses[g] += p.loss[i];
    }
    if (p.predicted[i] >= 0) ++report.confusion[static_cast<std::size_t>(p.label[i])][static_cast<std::size_t>(p.predicted[i])];
  }
  for (std::size_t g = 0; g < report.groups.size(); ++g) {
    GroupAccuracy& group = report.groups[g];
    const auto interval = wilson(group.correct, group.n);
    group.id = static_cast<int>(g);
    group.low = interval.low, group.high = interval.high;
    group.loss = group.n > 0 && !p.loss.empty() ? losses[g] / static_cast<double>(group.n) : kNothing;
    if (group.n > 0) group.accuracy = static_cast<double>(group.correct) / static_cast<double>(group.n);
  }
  report.averages = averagesOf(report.groups, p.group.overlapping() ? std::span<const std::int64_t>() : trainSizes);
  if (p.group.overlapping()) {
    report.averages.plain = p.predicted.empty() ? kNothing : static_cast<double>(right) / static_cast<double>(p.predicted.size());
  }
  report.worstGroup = worstGroupOf(report.groups);
  report.onePredictedClass = predictsOneClass(p);
  return report;
}

}  // namespace spurioscope
