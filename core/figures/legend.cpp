#include "figures/legend.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "figures/bar_slots.h"
#include "figures/colours.h"

namespace spurioscope::figures {
namespace {

struct Place {
  double x, y;
};

constexpr double kRow = 1.35, kMark = 1.3, kMarkGap = 0.4, kBetween = 1.0;  // in sizes of the font

double entryWidth(const LegendEntry& entry, const TextMeasure& measure, double font) {
  return font * (kMark + kMarkGap) + measure.width(entry.text, font);
}

std::vector<Place> placesOf(const std::vector<LegendEntry>& entries, const TextMeasure& measure, double font, double width) {
  std::vector<Place> places;
  double x = 0, y = 0;
  for (const auto& entry : entries) {
    const double wide = entryWidth(entry, measure, font);
    if (x > 0 && x + wide > width) {
      x = 0;
      y += font * kRow;
    }
    places.push_back({x, y});
    x += wide + font * kBetween;
  }
  return places;
}

void drawMark(const Brush& brush, const LegendEntry& entry, Point left) {
  const double size = brush.font * kMark, middle = left.y;
  const std::array<Point, 2> across{{{left.x, middle}, {left.x + size, middle}}};
  const std::array<Point, 2> upright{{{left.x + size / 2, middle - brush.font * 0.45}, {left.x + size / 2, middle + brush.font * 0.45}}};
  switch (entry.mark) {
    case LegendEntry::Mark::Line: return brush.canvas.line(across, {entry.colour, kLine * 1.5, false});
    case LegendEntry::Mark::DottedLine: return brush.canvas.line(across, {entry.colour, kLine * 1.5, true});
    case LegendEntry::Mark::Dot: return brush.canvas.disc({left.x + size / 2, middle}, brush.font * 0.22, entry.colour);
    case LegendEntry::Mark::Box: return brush.canvas.rectangle({left.x, middle - brush.font * 0.32, size, brush.font * 0.64}, entry.colour);
    case LegendEntry::Mark::Baseline: return brush.canvas.line(upright, {entry.colour, 1, true});
  }
}

}  // namespace

std::vector<Colour> coloursOf(const Panel& panel) {
  std::vector<Colour> colours;
  // Beside groups an average is grey: the accent would pass for the first group.
  int others = std::any_of(panel.series.begin(), panel.series.end(), [](const auto& series) { return series.group >= 0; }) ? 1 : 0;
  for (const auto& series : panel.series) colours.push_back(seriesColour(series.group, series.group < 0 ? others++ : 0));
  return colours;
}

bool dottedSeries(const Series& series) { return series.group >= 8; }

std::vector<LegendEntry> legendOf(const Panel& panel) {
  using Mark = LegendEntry::Mark;
  std::vector<LegendEntry> entries;
  if (panel.kind == PanelKind::Map) return entries;
  const auto colours = coloursOf(panel);
  const bool bars = panel.kind == PanelKind::Bars;
  if (!bars || mostBarsPerCategory(panel) > 1) {
    for (std::size_t i = 0; i < panel.series.size(); ++i) {
      const auto& series = panel.series[i];
      const Mark line = dottedSeries(series) ? Mark::DottedLine : Mark::Line;
      if (!series.name.empty())
        entries.push_back({bars ? Mark::Box : panel.kind == PanelKind::Scatter ? Mark::Dot : line, series.name, colours[i]});
    }
  }
  if (bars && std::any_of(panel.baseline.begin(), panel.baseline.end(), [](double value) { return std::isfinite(value); }))
    entries.push_back({Mark::Baseline, "baseline", kInk});
  return entries;
}

double legendHeight(const std::vector<LegendEntry>& entries, const TextMeasure& measure, double font, double width) {
  return entries.empty() ? 0 : placesOf(entries, measure, font, width).back().y + font * kRow;
}

void drawLegend(const Brush& brush, const std::vector<LegendEntry>& entries, Point corner, double width) {
  const auto places = placesOf(entries, brush.measure, brush.font, width);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const double x = corner.x + places[i].x, middle = corner.y + places[i].y + brush.font * kRow / 2;
    drawMark(brush, entries[i], {x, middle});
    const double room = corner.x + width - x - brush.font * (kMark + kMarkGap);
    brush.canvas.text({x + brush.font * (kMark + kMarkGap), middle + brush.font * 0.35},
                      brush.measure.cut(entries[i].text, brush.font, room), {brush.font, false, Anchor::Start, false, kInk});
  }
}

}  // namespace spurioscope::figures
