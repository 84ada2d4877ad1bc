#include <algorithm>
#include <array>

#include "figures/draw_axes.h"
#include "figures/draw_panel.h"

namespace spurioscope::figures {
namespace {

constexpr double kLargestSide = 170;  // points (60 mm): more shows no more of a map of a few pixels

Axis barAxis(ValueRange range, double height, double font) {
  return axisOver(range.low, range.high, ticksAlong(height, font, false), false);
}

/// Colour bar, its ticks and their labels.
double barRoom(const TextMeasure& measure, double font, const Axis& axis) {
  const double usual = measure.width("\u22120.25", font) + kTick + 1.5;  // so that maps beside each other are mostly of one size
  return font * 1.6 + std::max(leftInset(measure, font, axis, ""), usual);
}

void frame(const Brush& brush, const Rectangle& area) {
  const std::array<Point, 5> corners{
      {{area.x, area.y}, {area.right(), area.y}, {area.right(), area.bottom()}, {area.x, area.bottom()}, {area.x, area.y}}};
  brush.canvas.line(corners, {kInk, kHairline, false});
}

void drawColourBar(const Brush& brush, const Rectangle& bar, ValueRange range, bool diverging) {
  std::vector<float> ramp;
  for (int i = 255; i >= 0; --i) ramp.push_back(static_cast<float>(range.low + (range.high - range.low) * i / 255));
  brush.canvas.image(bar, 1, 256, mapPixels(ramp, range, diverging));
  frame(brush, bar);
  const Axis axis = barAxis(range, bar.height, brush.font);
  for (const double tick : axis.ticks) {
    const double y = bar.bottom() - axis.position(tick) * bar.height;
    const std::array<Point, 2> mark{{{bar.right(), y}, {bar.right() + kTick, y}}};
    brush.canvas.line(mark, {kInk, kHairline, false});
    brush.canvas.text({bar.right() + kTick + 1.5, y + brush.font * 0.35}, axis.label(tick),
                      {brush.font, false, Anchor::Start, false, kInk});
  }
}

double labelsBelow(const Panel& panel, double font) { return panel.xLabel.empty() ? font * 0.5 : font * 1.5; }

}  // namespace

double mapHeight(const Panel& panel, const TextMeasure& measure, double font, double width, ValueRange range) {
  const double room = std::max(width - barRoom(measure, font, barAxis(range, width, font)), font * 4);
  const double ratio = panel.width > 0 && panel.height > 0 ? static_cast<double>(panel.height) / panel.width : 1;
  return std::clamp(std::min(room, kLargestSide) * ratio, font * 2, std::min(width * 1.5, 2 * kLargestSide)) + labelsBelow(panel, font) +
         font * 0.4;
}

void drawMap(const Brush& brush, const Panel& panel, const Rectangle& area, ValueRange range) {
  const double font = brush.font, below = labelsBelow(panel, font), left = panel.yLabel.empty() ? 0 : font * 1.5;
  const double roomHigh = std::max(area.height - below - font * 0.4, 1.0);
  const double roomWide = std::max(area.width - left - barRoom(brush.measure, font, barAxis(range, roomHigh, font)), 1.0);
  if (panel.width <= 0 || panel.height <= 0) return;
  const double pixel = std::min(roomWide / panel.width, roomHigh / panel.height);
  const Rectangle image{area.x + left, area.y + font * 0.4, pixel * panel.width, pixel * panel.height};
  brush.canvas.image(image, panel.width, panel.height, mapPixels(panel.map, range, panel.diverging));
  frame(brush, image);
  drawColourBar(brush, {image.right() + font * 0.6, image.y, font * 0.8, image.height}, range, panel.diverging);
  if (!panel.xLabel.empty())
    brush.canvas.text({image.x + image.width / 2, image.bottom() + font * 1.2}, panel.xLabel, {font, false, Anchor::Middle, false, kInk});
  if (!panel.yLabel.empty())
    brush.canvas.text({area.x + font * 0.85, image.y + image.height / 2}, panel.yLabel, {font, false, Anchor::Middle, true, kInk});
}

}  // namespace spurioscope::figures
