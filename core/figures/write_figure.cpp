#include "figures/write_figure.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/json.h"
#include "figures/cairo_canvas.h"
#include "figures/figure_csv.h"
#include "figures/layout.h"
#include "figures/svg_canvas.h"

namespace spurioscope::figures {
namespace {

constexpr double kLargestMm = 5000;
constexpr double kLargestPixels = 200e6;
constexpr double kLargestSidePixels = 32767;  // cairo's limit

std::string endingOf(const std::string& path) {
  std::string ending = std::filesystem::path(path).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::string known[] = {".pdf", ".svg", ".png", ".csv"};
  if (std::find(std::begin(known), std::end(known), ending) != std::end(known)) return ending;
  throw Error{Kind::Usage,
              ending.empty() ? "the figure's file has no ending" : "figures are not written as '" + ending + "'",
              {path, {}, {}},
              "Use one of the endings .pdf, .svg, .png and .csv."};
}

void checkFormat(const Format& format) {
  const auto within = [](double value, double low, double high, const char* name) {
    if (std::isfinite(value) && value >= low && value <= high) return;
    throw Error{Kind::Usage, std::string("the figure's ") + name + " is out of range", {{}, {}, name},
                "Widths and heights go up to 5,000 mm, fonts from 1 to 200 pt, resolutions from 10 to 10,000 dpi."};
  };
  within(format.widthMm, 1, kLargestMm, "width");
  within(format.heightMm, 0, kLargestMm, "height");
  within(format.fontPt, 1, 200, "font size");
  within(format.dpi, 10, 10000, "resolution");
}

void checkPanels(const FigureData& figure) {
  if (figure.panels.empty())
    throw Error{Kind::Usage, "the figure has no panels", {}, "Choose a view or a kind that has something to show."};
  for (const auto& panel : figure.panels) {
    if (panel.kind != PanelKind::Map) continue;
    const bool fits = panel.width > 0 && panel.height > 0 &&
                      panel.map.size() == static_cast<std::size_t>(panel.width) * static_cast<std::size_t>(panel.height);
    if (!fits)
      throw Error{Kind::Shape, "the map '" + panel.title + "' has " + std::to_string(panel.map.size()) + " values for " +
                                   std::to_string(panel.height) + " x " + std::to_string(panel.width) + " pixels"};
  }
}

/// Cairo refuses to draw text that is not UTF-8, and a control character has no picture.
void clean(std::string& text) {
  text = validUtf8(text);
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
}

void cleanTexts(FigureData& figure) {
  clean(figure.note);
  for (auto& panel : figure.panels) {
    for (auto* text : {&panel.title, &panel.xLabel, &panel.yLabel}) clean(*text);
    for (auto& category : panel.categories) clean(category);
    for (auto& series : panel.series) clean(series.name);
  }
}

std::unique_ptr<Canvas> canvasFor(const std::string& ending, const Layout& layout, int dpi) {
  if (ending == ".pdf") return pdfCanvas(layout.width, layout.height);
  if (ending == ".svg") return svgCanvas(layout.width, layout.height);
  const double scale = dpi / 72.0, width = layout.width * scale, height = layout.height * scale;
  if (width * height > kLargestPixels || std::max(width, height) > kLargestSidePixels)
    throw Error{Kind::Usage,
                "the picture would have too many pixels",
                {{}, {}, "resolution"},
                "Choose a smaller size or resolution, or write .pdf or .svg."};
  return pngCanvas(layout.width, layout.height, dpi);
}

}  // namespace

void writeFigureFile(FigureData figure, const std::string& path, const Format& format) {
  const std::string ending = endingOf(path);
  checkFormat(format);
  checkPanels(figure);
  cleanTexts(figure);
  if (ending == ".csv") return writeFileAtomically(path, figureCsv(figure));
  const TextMeasure measure;
  const Layout layout = layoutOf(figure, format, measure);
  const auto canvas = canvasFor(ending, layout, format.dpi);
  drawFigure(figure, layout, {*canvas, measure, format.fontPt});
  writeFileAtomically(path, canvas->finish());
}

}  // namespace spurioscope::figures
