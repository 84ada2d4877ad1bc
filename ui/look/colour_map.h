#pragma once

#include <QColor>
#include <QImage>
#include <span>

namespace spurioscope::ui {

enum class ColourMap { Viridis, Diverging };

/// @param position  in [0, 1]; outside it is clamped; NaN is transparent.
QColor colourAt(ColourMap map, double position);

struct ValueRange {
  double low = 0;
  double high = 1;
};

/// Smallest and largest finite value, widened to include 0.
ValueRange rangeOf(std::span<const float> values);
/// Balanced around 0.
ValueRange balancedRange(std::span<const float> values);

/// One pixel a value, row-major, `width * height == values.size()`. Scale it with nearest neighbours.
QImage mapImage(std::span<const float> values, int width, int height, ValueRange range, ColourMap map);

/// The same as a veil: transparent where the value is low.
QImage veilImage(std::span<const float> values, int width, int height, ValueRange range);

}  // namespace spurioscope::ui
