#pragma once

#include <string>
#include <vector>

namespace spurioscope::figures {

/// A linear scale with ticks at round values.
struct Axis {
  double low = 0, high = 1;
  std::vector<double> ticks;
  double step = 1;

  /// Where a value lies: 0 at `low`, 1 at `high`.
  double position(double value) const { return (value - low) / (high - low); }
  /// A tick in as many decimals as the step needs, with a real minus sign.
  std::string label(double tick) const;
};

/// @param low,high  the values to show; widened when they are equal, and [0, 1] when they are not finite
/// @param ticks     about how many; there are at least 3
/// @param whole     widen to whole steps, so that a tick stands at each end
Axis axisOver(double low, double high, int ticks, bool whole);

/// The smallest interval over finite values. Starts empty.
struct Extent {
  bool empty = true;
  double low = 0, high = 0;

  void add(double value);
  void add(const std::vector<double>& values);
};

}  // namespace spurioscope::figures
