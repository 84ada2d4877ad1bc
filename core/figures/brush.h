#pragma once

#include "figures/canvas.h"
#include "figures/text_measure.h"

namespace spurioscope::figures {

inline constexpr double kHairline = 0.5;  ///< axes, ticks, frames, in points
inline constexpr double kLine = 0.75;     ///< curves and intervals
inline constexpr double kTick = 2;

/// What drawing needs: where to, how wide text is, and the size of the text (points), from which all distances follow.
struct Brush {
  Canvas& canvas;
  const TextMeasure& measure;
  double font;
};

}  // namespace spurioscope::figures
