#include <algorithm>
#include <array>
#include <cmath>

#include "figures/bar_slots.h"
#include "figures/draw_axes.h"
#include "figures/draw_panel.h"
#include "figures/legend.h"

namespace spurioscope::figures {
namespace {

/// The number at an index, NaN where there is none.
double at(const std::vector<double>& values, std::size_t index) { return index < values.size() ? values[index] : std::nan(""); }

Extent valuesOf(const Panel& panel) {
  Extent extent;
  extent.add(0.0);
  for (const auto& series : panel.series) {
    extent.add(series.y);
    extent.add(series.low);
    extent.add(series.high);
  }
  extent.add(panel.baseline);
  return extent;
}

void drawInterval(const Brush& brush, double left, double right, double middle, double cap) {
  const Stroke stroke{kInk, kLine, false};
  for (const auto& ends :
       {std::array<Point, 2>{{{left, middle}, {right, middle}}}, std::array<Point, 2>{{{left, middle - cap}, {left, middle + cap}}},
        std::array<Point, 2>{{{right, middle - cap}, {right, middle + cap}}}})
    brush.canvas.line(ends, stroke);
}

}  // namespace

std::size_t categoryCount(const Panel& panel) {
  if (!panel.categories.empty()) return panel.categories.size();
  std::size_t count = panel.baseline.size();
  for (const auto& series : panel.series) count = std::max(count, series.y.size());
  return count;
}

std::vector<std::vector<BarSlot>> barSlots(const Panel& panel) {
  std::vector<std::vector<BarSlot>> slots(categoryCount(panel));
  for (std::size_t s = 0; s < panel.series.size(); ++s) {
    for (std::size_t i = 0; i < panel.series[s].y.size(); ++i) {
      const double category = panel.series[s].x.empty() ? static_cast<double>(i) : at(panel.series[s].x, i);
      if (category > -0.5 && category < static_cast<double>(slots.size()) - 0.5)
        slots[static_cast<std::size_t>(std::lround(category))].push_back({s, i});
    }
  }
  return slots;
}

std::size_t mostBarsPerCategory(const Panel& panel) {
  std::size_t most = 1;
  for (const auto& bars : barSlots(panel)) most = std::max(most, bars.size());
  return most;
}

double barsHeight(const Panel& panel, double font) {
  const double rows = static_cast<double>(std::max<std::size_t>(categoryCount(panel), 1));
  return rows * font * (0.7 + 1.2 * static_cast<double>(mostBarsPerCategory(panel))) + bottomInset(font, panel.xLabel);
}

void drawBars(const Brush& brush, const Panel& panel, const Rectangle& area) {
  const double font = brush.font;
  double widest = 0;
  for (const auto& category : panel.categories) widest = std::max(widest, brush.measure.width(category, font));
  widest = std::min(widest, area.width * 0.5);
  const double left = widest + font * 0.6 + (panel.yLabel.empty() ? 0 : font * 1.5);
  const Rectangle plot{area.x + left, area.y, std::max(area.width - left - font, 1.0),
                       std::max(area.height - bottomInset(font, panel.xLabel), 1.0)};
  const Extent extent = valuesOf(panel);
  const Axis axis =
      axisOver(extent.low, extent.high == extent.low ? extent.low + 1 : extent.high, ticksAlong(plot.width, font, true), true);
  const auto xOf = [&](double value) { return plot.x + axis.position(value) * plot.width; };

  const auto slots = barSlots(panel);
  const auto colours = coloursOf(panel);
  const double row = plot.height / static_cast<double>(std::max<std::size_t>(slots.size(), 1));
  const double thickness = std::min(row * 0.66 / static_cast<double>(mostBarsPerCategory(panel)), font * 1.8);
  for (std::size_t category = 0; category < slots.size(); ++category) {
    const double middle = plot.y + row * (static_cast<double>(category) + 0.5);
    const double reach = std::min(row * 0.45, thickness * static_cast<double>(mostBarsPerCategory(panel)) * 0.7);
    const double top = middle - thickness * static_cast<double>(std::max<std::size_t>(slots[category].size(), 1)) / 2;
    if (category < panel.categories.size())
      brush.canvas.text({plot.x - font * 0.6, middle + font * 0.35}, brush.measure.cut(panel.categories[category], font, widest + 0.1),
                        {font, false, Anchor::End, false, kInk});
    for (std::size_t k = 0; k < slots[category].size(); ++k) {
      const auto& series = panel.series[slots[category][k].series];
      const std::size_t i = slots[category][k].index;
      const double y = top + thickness * static_cast<double>(k), value = at(series.y, i), low = at(series.low, i),
                   high = at(series.high, i);
      if (std::isfinite(value)) {
        const Rectangle bar{std::min(xOf(0), xOf(value)), y + thickness * 0.04, std::abs(xOf(value) - xOf(0)), thickness * 0.92};
        brush.canvas.rectangle(bar, colours[slots[category][k].series]);
      }
      if (std::isfinite(low) && std::isfinite(high)) drawInterval(brush, xOf(low), xOf(high), y + thickness / 2, thickness * 0.2);
    }
    if (const double mark = at(panel.baseline, category); std::isfinite(mark)) {
      const std::array<Point, 2> ends{{{xOf(mark), middle - reach}, {xOf(mark), middle + reach}}};
      brush.canvas.line(ends, {kInk, 1, true});
    }
  }
  const std::array<Point, 2> zero{{{xOf(0), plot.y}, {xOf(0), plot.bottom()}}};
  brush.canvas.line(zero, {kInk, kHairline, false});
  drawXAxis(brush, plot, axis, panel.xLabel);
  if (!panel.yLabel.empty())
    brush.canvas.text({area.x + font * 0.85, plot.y + plot.height / 2}, brush.measure.cut(panel.yLabel, font, plot.height),
                      {font, false, Anchor::Middle, true, kInk});
}

}  // namespace spurioscope::figures
