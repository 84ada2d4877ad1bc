#include "ui/views/scatter_plot.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <cmath>

#include "ui/look/theme.h"
#include "ui/views/panel.h"
#include "ui/views/plot_style.h"

namespace spurioscope::ui {

ScatterPlot::ScatterPlot(QWidget* parent) : QCustomPlot(parent) {
  named(this, "scatterPlot", tr("Scatter of channels"));
  m_diagonal = addGraph();
  m_plain = addGraph();
  m_off = addGraph();
  m_chosen = addGraph();
  m_current = addGraph();
  setMinimumSize(120, 90);
  for (auto* graph : {m_plain, m_off, m_chosen, m_current}) graph->setLineStyle(QCPGraph::lsNone);
  setMouseTracking(true);
  restyle();
}

void ScatterPlot::restyle() {
  const Theme& theme = Theme::current();
  stylePlot(this);
  const auto disc = [](const QColor& edge, const QColor& fill, double size) {
    return QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(edge, 1.2), QBrush(fill), size);
  };
  QColor soft = theme.muted;
  soft.setAlphaF(0.45f);
  m_plain->setScatterStyle(disc(Qt::transparent, soft, 6));
  m_off->setScatterStyle(disc(theme.worse, theme.panel, 8));
  m_chosen->setScatterStyle(disc(theme.panel, theme.accent, 8));
  m_current->setScatterStyle(disc(theme.text, theme.accent, 11));
  m_diagonal->setPen(QPen(theme.muted, 1, Qt::DotLine));
  if (isVisible()) replot(QCustomPlot::rpQueuedReplot);
}

void ScatterPlot::setPoints(std::vector<Point> points, const QString& xLabel, const QString& yLabel, bool diagonal) {
  m_points = std::move(points);
  xAxis->setLabel(xLabel);
  yAxis->setLabel(yLabel);
  QVector<double> x[4], y[4];
  for (const auto& point : m_points) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) continue;
    const int slot = point.current ? 3 : point.chosen ? 2 : point.off ? 1 : 0;
    x[slot] << point.x;
    y[slot] << point.y;
  }
  QCPGraph* graphs[] = {m_plain, m_off, m_chosen, m_current};
  for (int i = 0; i < 4; ++i) graphs[i]->setData(x[i], y[i]);
  m_diagonal->setData(QVector<double>{}, QVector<double>{});
  rescaleAxes();
  for (auto* axis : {xAxis, yAxis}) axis->scaleRange(1.08);
  if (diagonal) {
    const double low = std::max(xAxis->range().lower, yAxis->range().lower), high = std::min(xAxis->range().upper, yAxis->range().upper);
    if (low < high) m_diagonal->setData({low, high}, {low, high});
  }
  replot(QCustomPlot::rpQueuedReplot);
}

QPointF ScatterPlot::pixel(const Point& point) const { return {xAxis->coordToPixel(point.x), yAxis->coordToPixel(point.y)}; }

int ScatterPlot::nearest(const QPointF& where) const {
  int best = -1;
  double distance = 12;
  for (std::size_t i = 0; i < m_points.size(); ++i) {
    const QPointF d = pixel(m_points[i]) - where;
    if (const double length = std::hypot(d.x(), d.y()); length < distance) distance = length, best = int(i);
  }
  return best;
}

QPolygonF ScatterPlot::lassoPolygon() const {
  return m_rectangle && m_lasso.size() > 1 ? QPolygonF(QRectF(m_lasso.first(), m_lasso.last()).normalized()) : m_lasso;
}

void ScatterPlot::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  m_dragging = true;
  m_rectangle = event->modifiers() & Qt::AltModifier;
  m_lasso = QPolygonF{{event->position()}};
}

void ScatterPlot::mouseMoveEvent(QMouseEvent* event) {
  if (!m_dragging) return;
  m_lasso << event->position();
  update();
}

void ScatterPlot::mouseReleaseEvent(QMouseEvent* event) {
  if (!m_dragging) return;
  m_dragging = false;
  const bool extend = event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier);
  std::vector<int> hits;
  if (const auto bounds = m_lasso.boundingRect(); bounds.width() + bounds.height() < 6) {
    if (const int i = nearest(event->position()); i >= 0) hits = {i};
  } else {
    const QPolygonF area = lassoPolygon();
    for (std::size_t i = 0; i < m_points.size(); ++i)
      if (area.containsPoint(pixel(m_points[i]), Qt::OddEvenFill)) hits.push_back(int(i));
  }
  m_lasso.clear();
  update();
  if (!hits.empty()) emit chosen(hits, extend);
}

void ScatterPlot::paintEvent(QPaintEvent* event) {
  QCustomPlot::paintEvent(event);
  if (!m_dragging || m_lasso.size() < 2) return;
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QColor fill = theme.accent;
  fill.setAlphaF(0.12f);
  painter.setPen(QPen(theme.accent, 1));
  painter.setBrush(fill);
  painter.drawPolygon(lassoPolygon());
}

bool ScatterPlot::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const int i = nearest(help->pos()); i >= 0)
      QToolTip::showText(help->globalPos(), m_points[std::size_t(i)].toolTip, this);
    else
      QToolTip::hideText();
    return true;
  }
  return QCustomPlot::event(event);
}

}  // namespace spurioscope::ui
