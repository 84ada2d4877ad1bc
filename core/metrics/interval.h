#pragma once

#include <cstdint>

namespace spurioscope {

/// Ends of an interval for a proportion or a difference of proportions.
struct Interval {
  double low = 0, high = 0;
};

inline constexpr double kNormal95 = 1.959963984540054;  ///< the 97.5 % point of the normal distribution

/// Wilson's score interval for correct / n (Wilson 1927), without continuity correction; 95 % by default.
/// n == 0: [0, 1], nothing is known. @throws Error{Kind::Range} when not 0 <= correct <= n.
Interval wilson(std::int64_t correct, std::int64_t n, double z = kNormal95);

/// Clopper and Pearson's "exact" interval (1934) with the given coverage; never too short. n == 0: [0, 1].
/// @throws Error{Kind::Range} when not 0 <= correct <= n or not 0 < coverage < 1.
Interval clopperPearson(std::int64_t correct, std::int64_t n, double coverage = 0.95);

}  // namespace spurioscope
