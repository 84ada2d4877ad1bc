#pragma once

#include "figures/brush.h"
#include "figures/colours.h"
#include "figures/figure_data.h"

namespace spurioscope::figures {

/// The height in points that a panel's plot (without title and legend) would like at a width.
double barsHeight(const Panel& panel, double font);
double curvesHeight(const Panel& panel, double font, double width);
double mapHeight(const Panel& panel, const TextMeasure& measure, double font, double width, ValueRange range);

/// Draws the plot with its axes into `area`.
void drawBars(const Brush& brush, const Panel& panel, const Rectangle& area);
/// Lines, Scatter and Histogram.
void drawCurves(const Brush& brush, const Panel& panel, const Rectangle& area);
void drawMap(const Brush& brush, const Panel& panel, const Rectangle& area, ValueRange range);

}  // namespace spurioscope::figures
