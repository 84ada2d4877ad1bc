#pragma once

#include <string>
#include <vector>

namespace spurioscope::figures {

/// Values with a name and a colour. What x, y, low and high mean is told by the panel's kind; low and high may be empty.
struct Series {
  std::string name;
  int group = -1;  ///< its colour is the group's (colours.h); -1: the accent colour
  std::vector<double> x, y, low, high;
};

enum class PanelKind { Bars, Lines, Scatter, Histogram, Map };

/// One plot. NaN means "not known" everywhere: nothing is drawn there.
struct Panel {
  PanelKind kind = PanelKind::Bars;
  std::string title, xLabel, yLabel;
  std::vector<std::string> categories;  ///< Bars: a series' x is an index of these (its position where x is empty)
  std::vector<double> baseline;         ///< Bars: the dotted mark of each category
  std::vector<Series> series;
  int height = 0, width = 0;            ///< Map
  std::vector<float> map;               ///< Map: row-major, height * width
  bool diverging = false;               ///< Map: balanced around 0 instead of viridis
};

struct FigureData {
  std::vector<Panel> panels;
  int columns = 1;
  std::string note;
};

struct Format {
  double widthMm = 89;
  double heightMm = 0;  ///< 0: from the content
  double fontPt = 7;
  int dpi = 300;        ///< PNG
};

}  // namespace spurioscope::figures
