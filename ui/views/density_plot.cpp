#include "ui/views/density_plot.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {
namespace {

constexpr int kBins = 96;

/// A histogram smoothed with a Gaussian of Silverman's width.
std::vector<double> density(const std::vector<float>& values, double low, double high) {
  std::vector<double> bins(kBins, 0.0), out(kBins, 0.0);
  double sum = 0, squares = 0, n = 0;
  for (const float v : values) {
    if (!std::isfinite(v)) continue;
    bins[std::size_t(std::clamp(int((v - low) / (high - low) * kBins), 0, kBins - 1))] += 1;
    sum += v, squares += double(v) * v, n += 1;
  }
  if (n == 0) return out;
  const double spread = std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)));
  const double width = std::max(1.0, 1.06 * spread * std::pow(n, -0.2) / (high - low) * kBins);
  for (int i = 0; i < kBins; ++i)
    for (int j = 0; j < kBins; ++j) out[std::size_t(i)] += bins[std::size_t(j)] / n * std::exp(-0.5 * std::pow((i - j) / width,
        2)) / width;
  return out;
}

}  // namespace

DensityPlot::DensityPlot(QWidget* parent) : QWidget(parent) {
  named(this, "densityPlot", tr("Activation by group"));
  setMinimumWidth(110);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void DensityPlot::clear() {
  m_curves.clear();
  update();
}

void DensityPlot::setValues(const std::vector<int>& order, const std::vector<std::vector<float>>& values, const QStringList& names,
                            const QString& note) {
  m_order = order;
  m_names = names;
  m_note = note;
  m_low = 0, m_high = 0;
  for (const auto& group : values)
    for (const float v : group)
      if (std::isfinite(v)) m_low = std::min(m_low, double(v)), m_high = std::max(m_high, double(v));
  if (m_high <= m_low) m_high = m_low + 1;
  m_curves.clear();
  for (const int g : order) {
    m_curves.push_back(density(values[std::size_t(g)], m_low, m_high));
    // Each row to its own height: shapes and places are compared, and a channel that is mostly silent stays readable.
    const double largest = *std::ranges::max_element(m_curves.back());
    for (auto& v : m_curves.back()) v /= std::max(largest, 1e-12);
  }
  update();
}

void DensityPlot::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(theme.text);
  painter.setFont(textFont(12, QFont::DemiBold));
  painter.drawText(QRectF(0, 0, width(), 18), Qt::AlignLeft | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(tr("Activation by group"), Qt::ElideRight, width()));
  if (m_curves.empty()) return;
  const double bottom = std::min(height(), 222) - 38, top = 26;
  const double step = (bottom - top) / double(m_curves.size());
  const QRectF axis(0, top, width() - 2, bottom - top);
  for (std::size_t row = 0; row < m_curves.size(); ++row) {
    const double base = top + step * double(row + 1) - 2;
    QPainterPath path(QPointF(axis.left(), base));
    for (int i = 0; i < kBins; ++i)
      path.lineTo(axis.left() + axis.width() * (i + 0.5) / kBins, base - m_curves[row][std::size_t(i)] * (step - 8));
    path.lineTo(axis.right(), base);
    QColor fill = theme.group(m_order[row]);
    painter.setPen(QPen(fill, 1.2));
    fill.setAlphaF(0.3f);
    painter.setBrush(fill);
    painter.drawPath(path);
  }
  if (m_from >= 0 && m_from != m_to) {
    QColor fill = theme.accent;
    fill.setAlphaF(0.15f);
    painter.setPen(QPen(theme.accent, 1));
    painter.setBrush(fill);
    painter.drawRect(QRectF(QPointF(std::min(m_from, m_to), top), QPointF(std::max(m_from, m_to), bottom)));
  }
  painter.setPen(theme.muted);
  painter.setFont(textFont(10));
  painter.drawText(QRectF(axis.left(), bottom, axis.width(), 13), Qt::AlignLeft, shortText(m_low));
  painter.drawText(QRectF(axis.left(), bottom, axis.width(), 13), Qt::AlignRight, shortText(m_high));
  painter.setFont(textFont(11));
  painter.drawText(QRectF(axis.left(), bottom + 16, width(), 16), Qt::AlignLeft | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(m_note, Qt::ElideRight, width()));
}

double DensityPlot::valueAt(double x) const { return m_low + (m_high - m_low) * std::clamp(x / std::max(1.0, width() - 2.0), 0.0, 1.0); }

void DensityPlot::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || m_curves.empty()) return;
  m_from = m_to = event->position().x();
}

void DensityPlot::mouseMoveEvent(QMouseEvent* event) {
  if (m_from < 0) return;
  m_to = event->position().x();
  update();
}

void DensityPlot::mouseReleaseEvent(QMouseEvent*) {
  if (m_from < 0) return;
  const double from = std::min(m_from, m_to), to = std::max(m_from, m_to);
  m_from = m_to = -1;
  update();
  constexpr double kLeast = 4;  // pixels: less is a click
  if (to - from >= kLeast) emit brushed(valueAt(from), valueAt(to));
}

bool DensityPlot::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && !m_curves.empty()) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QStringList rows;
    for (const int g : m_order) rows << m_names.value(g);
    QToolTip::showText(help->globalPos(),
                       tr("Spatial mean of the channel on each sample; from top: %1. Every curve has its own height. Drag over a range to "
                          "see its samples.")
                           .arg(rows.join(", ")),
                       this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace spurioscope::ui
