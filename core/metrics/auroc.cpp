#include "metrics/auroc.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace spurioscope {
namespace {

bool hasNan(std::span<const float> values) {
  return std::any_of(values.begin(), values.end(), [](float value) { return std::isnan(value); });
}

std::vector<float> sorted(std::span<const float> values) {
  std::vector<float> copy(values.begin(), values.end());
  std::sort(copy.begin(), copy.end());
  return copy;
}

}  // namespace

double auroc(std::span<const float> positive, std::span<const float> negative) {
  if (positive.empty() || negative.empty() || hasNan(positive) || hasNan(negative)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const auto high = sorted(positive), low = sorted(negative);
  double twiceWins = 0;
  std::size_t below = 0, notAbove = 0;  // negatives < value, negatives <= value
  for (const float value : high) {
    while (below < low.size() && low[below] < value) ++below;
    notAbove = std::max(notAbove, below);
    while (notAbove < low.size() && low[notAbove] == value) ++notAbove;
    twiceWins += static_cast<double>(below) + static_cast<double>(notAbove);
  }
  return twiceWins / (2 * static_cast<double>(high.size()) * static_cast<double>(low.size()));
}

}  // namespace spurioscope
