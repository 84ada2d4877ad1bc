#include "metrics/paired_change.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <boost/math/special_functions/beta.hpp>

#include "base/error.h"

namespace spurioscope {
namespace {

void requireFitting(std::span<const int> before, std::span<const int> after, std::span<const int> label,
                    const Membership& group, int nGroups) {
  if (after.size() != before.size() || label.size() != before.size() || group.samples() != before.size()) {
    throw Error{Kind::Shape, "predictions before and after, labels and groups have different lengths", {}, {}};
  }
  for (std::size_t i = 0; i < group.samples(); ++i) {
    for (const int id : group.of(i)) {
      if (id >= 0 && id < nGroups) continue;
      throw Error{Kind::Range, "group " + std::to_string(id) + " is not below " + std::to_string(nGroups),
                  Where{{}, {}, "sample " + std::to_string(i)}, {}};
    }
  }
}

/// Correlation of the two outcomes, with Newcombe's correction of its numerator.
double correctedPhi(double bothRight, double fixed, double broken, double bothWrong) {
  const double n = bothRight + fixed + broken + bothWrong;
  const double denominator = (bothRight + broken) * (fixed + bothWrong) * (bothRight + fixed) * (broken + bothWrong);
  if (denominator == 0) return 0;
  double numerator = bothRight * bothWrong - fixed * broken;
  if (numerator > 0) numerator = std::max(numerator - n / 2, 0.0);
  return numerator / std::sqrt(denominator);
}

}  // namespace

double mcnemarExact(std::int64_t fixed, std::int64_t broken) {
  const double smaller = static_cast<double>(std::min(fixed, broken)), larger = static_cast<double>(std::max(fixed, broken));
  if (smaller == larger) return 1;
  // P(X <= smaller) of a binomial with 1/2 is a regularised incomplete beta function.
  return std::min(1.0, 2 * boost::math::ibeta(larger, smaller + 1, 0.5));
}

Interval pairedDifference(const PairedCounts& counts, double z) {
  const auto& [bothRight, fixed, broken, bothWrong] = counts;
  const std::int64_t n = bothRight + fixed + broken + bothWrong;
  if (n == 0) return {-1, 1};
  const double size = static_cast<double>(n);
  const double after = static_cast<double>(bothRight + fixed) / size, before = static_cast<double>(bothRight + broken) / size;
  const Interval afterRange = wilson(bothRight + fixed, n, z), beforeRange = wilson(bothRight + broken, n, z);
  const double phi = correctedPhi(static_cast<double>(bothRight), static_cast<double>(fixed), static_cast<double>(broken),
                                  static_cast<double>(bothWrong));
  const auto reach = [phi](double a, double b) { return std::sqrt(std::max(0.0, a * a - 2 * phi * a * b + b * b)); };
  const double change = after - before;
  return {change - reach(after - afterRange.low, beforeRange.high - before),
          change + reach(afterRange.high - after, before - beforeRange.low)};
}

std::vector<PairedChange> pairedChanges(std::span<const int> before, std::span<const int> after, std::span<const int> label,
                                        const Membership& group, int nGroups) {
  requireFitting(before, after, label, group, nGroups);
  std::vector<PairedCounts> counts(static_cast<std::size_t>(nGroups));
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool wasRight = before[i] == label[i], isRight = after[i] == label[i];
    for (const int id : group.of(i)) {
      PairedCounts& cell = counts[static_cast<std::size_t>(id)];
      ++(wasRight ? (isRight ? cell.bothRight : cell.broken) : (isRight ? cell.fixed : cell.bothWrong));
    }
  }
  std::vector<PairedChange> changes;
  for (int g = 0; g < nGroups; ++g) {
    const PairedCounts& cell = counts[static_cast<std::size_t>(g)];
    const std::int64_t n = cell.bothRight + cell.fixed + cell.broken + cell.bothWrong;
    const Interval interval = pairedDifference(cell);
    changes.push_back({.id = g,
                       .change = n > 0 ? static_cast<double>(cell.fixed - cell.broken) / static_cast<double>(n)
                                       : std::numeric_limits<double>::quiet_NaN(),
                       .low = interval.low, .high = interval.high, .p = mcnemarExact(cell.fixed, cell.broken),
                       .n = n, .fixed = cell.fixed, .broken = cell.broken});
  }
  return changes;
}

std::vector<MovedSamples> movedSamples(std::span<const int> before, std::span<const int> after, std::span<const int> label,
                                       const Membership& group, int nGroups) {
  requireFitting(before, after, label, group, nGroups);
  std::vector<MovedSamples> moved(static_cast<std::size_t>(nGroups));
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool wasRight = before[i] == label[i], isRight = after[i] == label[i];
    if (wasRight == isRight) continue;
    for (const int id : group.of(i)) {
      MovedSamples& ofGroup = moved[static_cast<std::size_t>(id)];
      (isRight ? ofGroup.fixed : ofGroup.broken).push_back(static_cast<int>(i));
    }
  }
  return moved;
}

}  // namespace spurioscope
