#pragma once

#include <string>
#include <vector>

#include "figures/brush.h"
#include "figures/figure_data.h"

namespace spurioscope::figures {

struct LegendEntry {
  enum class Mark { Line, DottedLine, Dot, Box, Baseline };
  Mark mark = Mark::Line;
  std::string text;
  Colour colour;
};

/// The colour of each series of the panel.
std::vector<Colour> coloursOf(const Panel& panel);
/// A second round through the group colours is dotted.
bool dottedSeries(const Series& series);

/// What has to be named beside the panel: every named series (bars only where a category has several), and the baseline's mark.
std::vector<LegendEntry> legendOf(const Panel& panel);
/// Entries flow in rows over `width`; the rows' height.
double legendHeight(const std::vector<LegendEntry>& entries, const TextMeasure& measure, double font, double width);
void drawLegend(const Brush& brush, const std::vector<LegendEntry>& entries, Point corner, double width);

}  // namespace spurioscope::figures
