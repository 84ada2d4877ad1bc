#pragma once

#include "figures/brush.h"
#include "figures/colours.h"
#include "figures/figure_data.h"

namespace spurioscope::figures {

/// Where everything stands on the page, in points.
struct Layout {
  double width = 0, height = 0;
  std::vector<Rectangle> cells;     ///< of each panel, with its title and legend
  std::vector<ValueRange> ranges;   ///< of each panel's colours; maps that are not diverging share one, so that they can be compared
  std::vector<std::string> note;    ///< in lines
};

/// Panels in rows of `figure.columns`; rows as high as their highest panel, stretched alike when the height is given.
/// @throws Error{Kind::Usage} when the given height does not hold them.
Layout layoutOf(const FigureData& figure, const Format& format, const TextMeasure& measure);

void drawFigure(const FigureData& figure, const Layout& layout, const Brush& brush);

/// "a", "b", ... "z", "aa", ...
std::string panelLetter(std::size_t index);

}  // namespace spurioscope::figures
