#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "figures/canvas.h"

namespace spurioscope::figures {

inline constexpr Colour kInk{0.1, 0.1, 0.1};
inline constexpr Colour kMuted{0.4, 0.4, 0.4};

/// Okabe and Ito's eight in the program's fixed order (blue, orange, vermillion, green, sky, purple, yellow, black), repeated after
/// those; for group -1 the accent (ordinal 0), and for each further series without a group (`ordinal` > 0) a grey of its own.
Colour seriesColour(int group, int ordinal);

/// The values that the two ends of a colour map stand for.
struct ValueRange {
  double low = 0, high = 1;
};

/// Over finite values and 0, as the window's maps; never empty.
ValueRange rangeOf(std::span<const float> values);
/// The same reach on both sides of 0.
ValueRange balancedRange(std::span<const float> values);

/// viridis, or blue-white-red; 8-bit RGB. Values that are not finite are light grey.
std::vector<std::uint8_t> mapPixels(std::span<const float> values, ValueRange range, bool diverging);

}  // namespace spurioscope::figures
