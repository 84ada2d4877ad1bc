#include <algorithm>
#include <array>
#include <cmath>

#include "figures/axis.h"
#include "figures/density.h"
#include "figures/draw_axes.h"
#include "figures/draw_panel.h"
#include "figures/legend.h"

namespace spurioscope::figures {
namespace {

/// A series as it is drawn: densities are computed, everything else is as given.
struct Curve {
  std::vector<double> x, y, low, high;
  Colour colour;
  bool dotted = false;
};

std::vector<Curve> curvesOf(const Panel& panel) {
  std::vector<Curve> curves;
  const auto colours = coloursOf(panel);
  Extent all;
  for (const auto& series : panel.series) all.add(series.y);
  for (std::size_t s = 0; s < panel.series.size(); ++s) {
    const auto& series = panel.series[s];
    Curve curve{series.x, series.y, series.low, series.high, colours[s], dottedSeries(series)};
    if (panel.kind == PanelKind::Histogram) {
      auto density = kernelDensity(series.y, all.high - all.low);
      curve = {std::move(density.x), std::move(density.y), {}, {}, colours[s], dottedSeries(series)};
    } else if (curve.x.empty()) {
      for (std::size_t i = 0; i < curve.y.size(); ++i) curve.x.push_back(static_cast<double>(i));
    }
    const std::size_t n = std::min(curve.x.size(), curve.y.size());
    curve.x.resize(n);
    curve.y.resize(n);
    if (curve.low.size() < n || curve.high.size() < n) curve.low = curve.high = {};
    curves.push_back(std::move(curve));
  }
  return curves;
}

/// Ticks between whole numbers make no sense for epochs and edits.
Axis withoutFractions(Axis axis, const std::vector<Curve>& curves) {
  for (const auto& curve : curves)
    for (const double x : curve.x)
      if (std::isfinite(x) && x != std::round(x)) return axis;
  if (axis.step >= 1) return axis;
  axis.step = 1;
  std::erase_if(axis.ticks, [](double tick) { return std::abs(tick - std::round(tick)) > 1e-9; });
  return axis;
}

struct Axes {
  Axis x, y;
};

Axes axesOf(const Panel& panel, const std::vector<Curve>& curves, double width, double height, double font) {
  Extent x, y;
  for (const auto& curve : curves) {
    x.add(curve.x);
    y.add(curve.y);
    y.add(curve.low);
    y.add(curve.high);
  }
  if (panel.kind == PanelKind::Histogram) y.add(0.0);
  if (x.empty) x.high = 1;
  if (y.empty) y.high = 1;
  Axes axes{axisOver(x.low, x.high, ticksAlong(width, font, true), panel.kind == PanelKind::Scatter),
            axisOver(y.low, y.high, ticksAlong(height, font, false), true)};
  if (panel.kind == PanelKind::Lines) axes.x = withoutFractions(axes.x, curves);
  return axes;
}

class Plot {
 public:
  Plot(const Brush& brush, const Rectangle& area, const Axes& axes) : brush_(brush), area_(area), axes_(axes) {}

  Point at(double x, double y) const {
    return {area_.x + axes_.x.position(x) * area_.width, area_.bottom() - axes_.y.position(y) * area_.height};
  }

  /// Calls `draw` with each run of points without a gap.
  template <class Known, class Draw>
  void runs(const Curve& curve, const Known& known, const Draw& draw) const {
    for (std::size_t from = 0; from < curve.x.size();) {
      std::size_t to = from;
      while (to < curve.x.size() && known(to)) ++to;
      if (to > from) draw(from, to);
      from = to + 1;
    }
  }

  void band(const Curve& curve) const {
    if (curve.low.empty()) return;
    const auto known = [&](std::size_t i) {
      return std::isfinite(curve.x[i]) && std::isfinite(curve.low[i]) && std::isfinite(curve.high[i]);
    };
    runs(curve, known, [&](std::size_t from, std::size_t to) {
      std::vector<Point> outline;
      for (std::size_t i = from; i < to; ++i) outline.push_back(at(curve.x[i], curve.low[i]));
      for (std::size_t i = to; i-- > from;) outline.push_back(at(curve.x[i], curve.high[i]));
      if (to - from > 1) brush_.canvas.polygon(outline, curve.colour.faded(0.18));
      else brush_.canvas.line(outline, {curve.colour.faded(0.5), kLine, false});
    });
  }

  void below(const Curve& curve) const {
    if (curve.x.empty()) return;
    std::vector<Point> outline{at(curve.x.front(), 0)};
    for (std::size_t i = 0; i < curve.x.size(); ++i) outline.push_back(at(curve.x[i], curve.y[i]));
    outline.push_back(at(curve.x.back(), 0));
    brush_.canvas.polygon(outline, curve.colour.faded(0.14));
  }

  void line(const Curve& curve, bool withDots) const {
    const auto known = [&](std::size_t i) { return std::isfinite(curve.x[i]) && std::isfinite(curve.y[i]); };
    runs(curve, known, [&](std::size_t from, std::size_t to) {
      std::vector<Point> points;
      for (std::size_t i = from; i < to; ++i) points.push_back(at(curve.x[i], curve.y[i]));
      if (points.size() > 1) brush_.canvas.line(points, {curve.colour, kLine + 0.25, curve.dotted});
      if (withDots || points.size() == 1)
        for (const auto& point : points) brush_.canvas.disc(point, 1.2, curve.colour);
    });
  }

  void dots(const Curve& curve) const {
    const double radius = curve.x.size() > 2000 ? 0.7 : 1.3;
    for (std::size_t i = 0; i < curve.x.size(); ++i)
      if (std::isfinite(curve.x[i]) && std::isfinite(curve.y[i]))
        brush_.canvas.disc(at(curve.x[i], curve.y[i]), radius, curve.colour.faded(0.7));
  }

  /// A faint line at 0 where the values stand on both sides of it.
  void zeroLine() const {
    if (!(axes_.y.low < 0 && axes_.y.high > 0)) return;
    const std::array<Point, 2> ends{at(axes_.x.low, 0), at(axes_.x.high, 0)};
    brush_.canvas.line(ends, {kMuted, kHairline, true});
  }

 private:
  const Brush& brush_;
  const Rectangle& area_;
  const Axes& axes_;
};

}  // namespace

double curvesHeight(const Panel& panel, double font, double width) { return width * 0.55 + bottomInset(font, panel.xLabel); }

void drawCurves(const Brush& brush, const Panel& panel, const Rectangle& area) {
  const double font = brush.font, below = bottomInset(font, panel.xLabel);
  const auto curves = curvesOf(panel);
  const double height = std::max(area.height - below - font * 0.4, 1.0);
  const Axes axes = axesOf(panel, curves, area.width - font * 4, height, font);
  const double left = leftInset(brush.measure, font, axes.y, panel.yLabel);
  const Rectangle plot{area.x + left, area.y + font * 0.4, std::max(area.width - left - font, 1.0), height};
  const Plot drawing(brush, plot, axes);
  // Half a line's width beyond the axes, so that a curve along an edge keeps its full width.
  brush.canvas.clip({plot.x - 1.5, plot.y - 1.5, plot.width + 3, plot.height + 3});
  drawing.zeroLine();
  for (const auto& curve : curves) drawing.band(curve);
  if (panel.kind == PanelKind::Histogram)
    for (const auto& curve : curves) drawing.below(curve);
  for (const auto& curve : curves) {
    if (panel.kind == PanelKind::Scatter) drawing.dots(curve);
    else drawing.line(curve, panel.kind == PanelKind::Lines && curve.x.size() <= 24);
  }
  brush.canvas.unclip();
  drawXAxis(brush, plot, axes.x, panel.xLabel);
  drawYAxis(brush, plot, axes.y, panel.yLabel, area.x);
}

}  // namespace spurioscope::figures
