#include "figures/draw_axes.h"

#include <algorithm>
#include <array>

#include "figures/colours.h"

namespace spurioscope::figures {
namespace {

constexpr double kTickLabelGap = 1.5;

void straight(const Brush& brush, Point from, Point to) {
  const std::array<Point, 2> points{from, to};
  brush.canvas.line(points, {kInk, kHairline, false});
}

}  // namespace

double leftInset(const TextMeasure& measure, double font, const Axis& axis, const std::string& label) {
  double widest = 0;
  for (const double tick : axis.ticks) widest = std::max(widest, measure.width(axis.label(tick), font));
  return widest + kTick + kTickLabelGap + (label.empty() ? 0 : font * 1.5);
}

double bottomInset(double font, const std::string& label) { return kTick + kTickLabelGap + font * (label.empty() ? 1.1 : 2.5); }

int ticksAlong(double length, double font, bool horizontal) {
  return std::clamp(static_cast<int>(length / (font * (horizontal ? 3.2 : 2.2))), 2, 6);
}

void drawXAxis(const Brush& brush, const Rectangle& plot, const Axis& axis, const std::string& label) {
  const double y = plot.bottom();
  straight(brush, {plot.x, y}, {plot.right(), y});
  double freeFrom = -1e9;
  for (const double tick : axis.ticks) {
    const double x = plot.x + axis.position(tick) * plot.width;
    straight(brush, {x, y}, {x, y + kTick});
    const auto text = axis.label(tick);
    const double half = brush.measure.width(text, brush.font) / 2;
    if (x - half < freeFrom) continue;
    brush.canvas.text({x, y + kTick + kTickLabelGap + brush.font * 0.8}, text, {brush.font, false, Anchor::Middle, false, kInk});
    freeFrom = x + half + brush.font * 0.4;
  }
  if (label.empty()) return;
  const auto shown = brush.measure.cut(label, brush.font, plot.width + 2 * brush.font * 4);
  brush.canvas.text({plot.x + plot.width / 2, y + kTick + kTickLabelGap + brush.font * 2.15}, shown,
                    {brush.font, false, Anchor::Middle, false, kInk});
}

void drawYAxis(const Brush& brush, const Rectangle& plot, const Axis& axis, const std::string& label, double labelX) {
  straight(brush, {plot.x, plot.y}, {plot.x, plot.bottom()});
  for (const double tick : axis.ticks) {
    const double y = plot.bottom() - axis.position(tick) * plot.height;
    straight(brush, {plot.x - kTick, y}, {plot.x, y});
    brush.canvas.text({plot.x - kTick - kTickLabelGap, y + brush.font * 0.35}, axis.label(tick),
                      {brush.font, false, Anchor::End, false, kInk});
  }
  if (label.empty()) return;
  const auto shown = brush.measure.cut(label, brush.font, plot.height + 2 * brush.font);
  brush.canvas.text({labelX + brush.font * 0.85, plot.y + plot.height / 2}, shown, {brush.font, false, Anchor::Middle, true, kInk});
}

}  // namespace spurioscope::figures
