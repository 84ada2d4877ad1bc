#pragma once

#include "figures/axis.h"
#include "figures/brush.h"

namespace spurioscope::figures {

/// How much room the labels take beside a plot, in points.
double leftInset(const TextMeasure& measure, double font, const Axis& axis, const std::string& label);
double bottomInset(double font, const std::string& label);

/// How many ticks fit along a length.
int ticksAlong(double length, double font, bool horizontal);

/// The axis below `plot`, its ticks outwards; tick labels that would touch the one before are left out.
void drawXAxis(const Brush& brush, const Rectangle& plot, const Axis& axis, const std::string& label);
/// The axis left of `plot`; `labelX` is the left edge of the room for its label.
void drawYAxis(const Brush& brush, const Rectangle& plot, const Axis& axis, const std::string& label, double labelX);

}  // namespace spurioscope::figures
