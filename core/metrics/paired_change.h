#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/interval.h"
#include "metrics/membership.h"

namespace spurioscope {

/// How an edit changed the accuracy of a group, on the same samples before and after.
struct PairedChange {
  int id = 0;
  double change = 0;             ///< accuracy after - before, in [-1, 1]; NaN when n == 0
  double low = -1, high = 1;     ///< 95 %, see pairedDifference
  double p = 1;                  ///< McNemar, exact, two-sided
  std::int64_t n = 0;
  std::int64_t fixed = 0;        ///< wrong before, right after
  std::int64_t broken = 0;       ///< right before, wrong after
};

/// Which samples an edit moved, in ascending order; positions in the spans given.
struct MovedSamples {
  std::vector<int> fixed, broken;
};

/// The four cells of n paired outcomes.
struct PairedCounts {
  std::int64_t bothRight = 0, fixed = 0, broken = 0, bothWrong = 0;
};

/// Exact McNemar test: of the fixed + broken samples, is each side equally likely? Two-sided binomial probability with 1/2:
/// twice the smaller tail, at most 1 (McNemar 1947; Fay 2010 calls it the central exact test). 1 when nothing moved.
double mcnemarExact(std::int64_t fixed, std::int64_t broken);

/// 95 % interval for (fixed - broken) / n: Newcombe's hybrid score interval for paired proportions with the continuity-corrected
/// phi (Newcombe, Statistics in Medicine 17, 1998, 2635-2650, method 10). n == 0: [-1, 1].
Interval pairedDifference(const PairedCounts& counts, double z = kNormal95);

/// For every group in [0, nGroups). Cost O(N + G). @param before,after,label,group  length N; predictions may be -1 (none)
/// @throws Error{Kind::Shape} when lengths differ; Error{Kind::Range} for a group outside its range.
std::vector<PairedChange> pairedChanges(std::span<const int> before, std::span<const int> after, std::span<const int> label,
                                        const Membership& group, int nGroups);

/// For every group, which samples were fixed and which broke. Same parameters, cost and errors.
std::vector<MovedSamples> movedSamples(std::span<const int> before, std::span<const int> after, std::span<const int> label,
                                       const Membership& group, int nGroups);

}  // namespace spurioscope
