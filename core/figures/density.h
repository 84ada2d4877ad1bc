#pragma once

#include <span>
#include <vector>

namespace spurioscope::figures {

struct Density {
  std::vector<double> x, y;  ///< of equal length; empty without finite values. The area below is 1.
};

/// Gaussian kernel density with Silverman's bandwidth, 0.9 min(sd, IQR / 1.34) n^(-1/5) (Silverman 1986, eq. 3.31), on a grid of 512
/// points that reaches three bandwidths past the values. Where a twentieth of at least 20 values equals the smallest (a channel after
/// ReLU) or the largest, that is a bound: the curve ends there and what the kernels put outside is reflected (section 2.10). The
/// bandwidth is at least 1/200 of `reach`, the width of the whole panel. Cost O(n log n).
Density kernelDensity(std::span<const double> values, double reach);

}  // namespace spurioscope::figures
