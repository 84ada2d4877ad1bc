#include "metrics/interval.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <boost/math/special_functions/beta.hpp>

#include "base/error.h"

namespace spurioscope {
namespace {

void requireCount(std::int64_t correct, std::int64_t n) {
  if (correct >= 0 && correct <= n) return;
  throw Error{Kind::Range, std::to_string(correct) + " correct of " + std::to_string(n), {}, {}};
}

}  // namespace

Interval wilson(std::int64_t correct, std::int64_t n, double z) {
  requireCount(correct, n);
  if (n == 0) return {0, 1};
  const double size = static_cast<double>(n), p = static_cast<double>(correct) / size, z2 = z * z;
  const double centre = p + z2 / (2 * size), scale = 1 + z2 / size;
  const double half = z * std::sqrt(p * (1 - p) / size + z2 / (4 * size * size));
  // At the ends the formula gives 0 and 1 but for rounding.
  return {correct == 0 ? 0 : (centre - half) / scale, correct == n ? 1 : (centre + half) / scale};
}

Interval clopperPearson(std::int64_t correct, std::int64_t n, double coverage) {
  requireCount(correct, n);
  if (!(coverage > 0 && coverage < 1)) throw Error{Kind::Range, "a coverage outside (0, 1)", {}, "0.95 is usual."};
  const double tail = (1 - coverage) / 2, k = static_cast<double>(correct), rest = static_cast<double>(n - correct);
  Interval interval{0, 1};
  if (correct > 0) interval.low = boost::math::ibeta_inv(k, rest + 1, tail);
  if (correct < n) interval.high = boost::math::ibetac_inv(k + 1, rest, tail);
  return interval;
}

}  // namespace spurioscope
