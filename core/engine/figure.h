#pragma once

#include <string>
#include <vector>

#include "engine/result.h"

namespace spurioscope::engine {

/// One series of a panel. x, y and, where given, low and high have the same length; low/high are drawn as interval bars or a band.
struct FigureSeries {
  std::string name;
  int group = -1;  ///< its colour is the group's (Okabe-Ito, fixed order); -1: the accent colour
  std::vector<double> x, y, low, high;
};

enum class PanelKind {
  Bars,       ///< per category and series a horizontal bar with its interval; a baseline per bar as a dotted mark
  Lines,      ///< y over x with bands
  Scatter,
  Histogram,  ///< series' y are values; drawn as densities
  Map,        ///< an image [height, width] with a colour bar
};

struct FigurePanel {
  PanelKind kind = PanelKind::Bars;
  std::string title;
  std::string xLabel;
  std::string yLabel;
  std::vector<std::string> categories;  ///< Bars: one per index of the series
  std::vector<double> baseline;         ///< Bars: the ghost mark of each category, NaN for none
  std::vector<FigureSeries> series;
  int height = 0, width = 0;            ///< Map
  std::vector<float> map;               ///< Map: row-major
  bool diverging = false;               ///< Map: balanced around 0 instead of viridis
};

/// A figure as plain data: what the window shows is what is exported.
struct Figure {
  std::vector<FigurePanel> panels;  ///< lettered a, b, c when there are several
  int columns = 1;
  std::string note;                 ///< one line below: split, n, interval, preset, checkpoint
};

struct FigureFormat {
  double widthMm = 89;
  double heightMm = 0;  ///< 0: from the content
  double fontPt = 7;
  int dpi = 300;        ///< PNG; recorded in the file
};

/// Writes "x.pdf", "x.svg" (text stays text), "x.png" or "x.csv" (the figure's numbers), atomically. The same input gives the
/// same bytes (SOURCE_DATE_EPOCH is honoured). Fonts are sans and embedded as TrueType.
Result<bool> writeFigure(const Figure& figure, const std::string& path, const FigureFormat& format);

}  // namespace spurioscope::engine
