#pragma once

#include <QVector>
#include <vector>

#include "engine/figure.h"

class QCPAxis;
class QCPGraph;
class QColor;
class QCustomPlot;

namespace spurioscope::ui {

/// Axes, grid, fonts and ground of a plot in the theme's colours.
void stylePlot(QCustomPlot* plot);

/// Adds a series' line to a plot, over a soft band from its low to its high ends where it has them; -> the line, named as the series.
QCPGraph* addLine(QCustomPlot* plot, const engine::FigureSeries& series, const QColor& colour);

/// Ticks at whole numbers only, of epochs and edits.
void useWholeTicks(QCPAxis* axis);

inline QVector<double> plotted(const std::vector<double>& values) { return {values.begin(), values.end()}; }

}  // namespace spurioscope::ui
