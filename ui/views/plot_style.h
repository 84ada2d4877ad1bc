#pragma once

class QCustomPlot;

namespace spurioscope::ui {

/// Axes, grid, fonts and ground of a plot in the theme's colours.
void stylePlot(QCustomPlot* plot);

}  // namespace spurioscope::ui
