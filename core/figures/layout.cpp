#include "figures/layout.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "figures/draw_panel.h"
#include "figures/legend.h"

namespace spurioscope::figures {
namespace {

constexpr double kMargin = 3;                      // points
constexpr double kTitleLine = 1.25, kGap = 1.2;    // in sizes of the font

double letterRoom(const TextMeasure& measure, double font, const FigureData& figure, std::size_t index) {
  return figure.panels.size() > 1 ? measure.width(panelLetter(index), font + 1, true) + font * 0.6 : 0;
}

/// What stands above a panel's plot.
struct Header {
  std::vector<std::string> title;
  std::vector<LegendEntry> legend;
  double letter = 0, titleHeight = 0, height = 0;
};

std::vector<std::string> titleOf(const FigureData& figure, std::size_t index, double width, double font, const TextMeasure& measure) {
  const auto& title = figure.panels[index].title;
  return title.empty() ? std::vector<std::string>{} : measure.lines(title, font, width - letterRoom(measure, font, figure, index));
}

std::size_t columnsOf(const FigureData& figure) {
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::max(figure.columns, 1)), 1, figure.panels.size());
}

Header headerOf(const FigureData& figure, std::size_t index, double width, double font, const TextMeasure& measure) {
  const auto& panel = figure.panels[index];
  Header header;
  header.letter = letterRoom(measure, font, figure, index);
  header.title = titleOf(figure, index, width, font, measure);
  std::size_t most = header.letter > 0 ? 1 : 0;  // titles of a row take the same height, so that their plots start together
  const std::size_t columns = columnsOf(figure), row = index / columns * columns;
  for (std::size_t i = row; i < std::min(row + columns, figure.panels.size()); ++i)
    most = std::max(most, titleOf(figure, i, width, font, measure).size());
  const double lines = static_cast<double>(most);
  header.titleHeight = lines > 0 ? lines * font * kTitleLine + font * 0.2 : 0;
  header.legend = legendOf(panel);
  header.height = header.titleHeight + (header.legend.empty() ? 0 : legendHeight(header.legend, measure, font, width) + font * 0.3);
  return header;
}

std::vector<ValueRange> rangesOf(const FigureData& figure) {
  std::vector<float> magnitudes;
  for (const auto& panel : figure.panels)
    if (panel.kind == PanelKind::Map && !panel.diverging) magnitudes.insert(magnitudes.end(), panel.map.begin(), panel.map.end());
  std::vector<ValueRange> ranges;
  for (const auto& panel : figure.panels) ranges.push_back(panel.diverging ? balancedRange(panel.map) : rangeOf(magnitudes));
  return ranges;
}

double plotHeight(const Panel& panel, double font, double width, const TextMeasure& measure, ValueRange range) {
  switch (panel.kind) {
    case PanelKind::Bars: return barsHeight(panel, font);
    case PanelKind::Map: return mapHeight(panel, measure, font, width, range);
    default: return curvesHeight(panel, font, width);
  }
}

void stretch(std::vector<double>& rows, double room) {
  const double wanted = std::accumulate(rows.begin(), rows.end(), 0.0);
  for (auto& row : rows) row *= room / wanted;
}

}  // namespace

std::string panelLetter(std::size_t index) {
  std::string letters(1, static_cast<char>('a' + index % 26));
  for (std::size_t rest = index / 26; rest > 0; rest = (rest - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('a' + (rest - 1) % 26));
  return letters;
}

Layout layoutOf(const FigureData& figure, const Format& format, const TextMeasure& measure) {
  const double font = format.fontPt, gap = font * kGap;
  Layout layout;
  layout.width = format.widthMm * 72 / 25.4;
  layout.ranges = rangesOf(figure);
  const double inner = layout.width - 2 * kMargin;
  if (!figure.note.empty()) layout.note = measure.lines(figure.note, font * 0.9, inner);
  const std::size_t columns = columnsOf(figure);
  const double cell = (inner - gap * static_cast<double>(columns - 1)) / static_cast<double>(columns);
  if (cell < font * 5)
    throw Error{Kind::Usage,
                "the figure is too narrow for its panels",
                {{}, {}, "width"},
                "Choose a larger width, a smaller font or fewer columns."};

  std::vector<double> rows((figure.panels.size() + columns - 1) / columns, 0.0);
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const double height =
        headerOf(figure, i, cell, font, measure).height + plotHeight(figure.panels[i], font, cell, measure, layout.ranges[i]);
    rows[i / columns] = std::max(rows[i / columns], height);
  }
  const double noteHeight = layout.note.empty() ? 0 : font * (0.5 + 1.1 * static_cast<double>(layout.note.size()));
  const double around = 2 * kMargin + noteHeight + gap * static_cast<double>(rows.size() - 1);
  if (format.heightMm > 0) {
    layout.height = format.heightMm * 72 / 25.4;
    if (layout.height - around < font * 8 * static_cast<double>(rows.size()))
      throw Error{Kind::Usage,
                  "the figure is too low for its panels",
                  {{}, {}, "height"},
                  "Choose a larger height (or none: it then follows from the content) or a smaller font."};
    stretch(rows, layout.height - around);
  } else {
    layout.height = std::accumulate(rows.begin(), rows.end(), around);
  }
  double y = kMargin;
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    if (i > 0 && i % columns == 0) y += rows[i / columns - 1] + gap;
    layout.cells.push_back({kMargin + static_cast<double>(i % columns) * (cell + gap), y, cell, rows[i / columns]});
  }
  return layout;
}

void drawFigure(const FigureData& figure, const Layout& layout, const Brush& brush) {
  const double font = brush.font;
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const auto& panel = figure.panels[i];
    const auto& cell = layout.cells[i];
    const Header header = headerOf(figure, i, cell.width, font, brush.measure);
    if (header.letter > 0) brush.canvas.text({cell.x, cell.y + font}, panelLetter(i), {font + 1, true, Anchor::Start, false, kInk});
    for (std::size_t k = 0; k < header.title.size(); ++k)
      brush.canvas.text({cell.x + header.letter, cell.y + font * (1 + kTitleLine * static_cast<double>(k))}, header.title[k],
                        {font, false, Anchor::Start, false, kInk});
    drawLegend(brush, header.legend, {cell.x, cell.y + header.titleHeight}, cell.width);
    const Rectangle area{cell.x, cell.y + header.height, cell.width, std::max(cell.height - header.height, 1.0)};
    if (panel.kind == PanelKind::Bars) drawBars(brush, panel, area);
    else if (panel.kind == PanelKind::Map) drawMap(brush, panel, area, layout.ranges[i]);
    else drawCurves(brush, panel, area);
  }
  for (std::size_t k = 0; k < layout.note.size(); ++k) {
    const double y = layout.height - kMargin - font * (0.25 + 1.1 * static_cast<double>(layout.note.size() - 1 - k));
    brush.canvas.text({kMargin, y}, layout.note[k], {font * 0.9, false, Anchor::Start, false, kMuted});
  }
}

}  // namespace spurioscope::figures
