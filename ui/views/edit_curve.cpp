#include "ui/views/edit_curve.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {

EditCurve::EditCurve(QWidget* parent) : QWidget(parent) {
  named(this, "editCurve", tr("Worst-group accuracy over the edits"));
  setMinimumHeight(72);
  setMaximumHeight(104);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
}

void EditCurve::setRows(const std::vector<HistoryRow>& rows, int present) {
  m_rows = rows;
  m_present = present;
  m_low = 1, m_high = 0;
  for (const auto& row : rows) {
    if (!std::isfinite(row.worst)) continue;
    m_low = std::min(m_low, row.worst);
    m_high = std::max(m_high, row.worst);
  }
  // A flat curve stays in the middle; noise of a tenth of a point is not blown up.
  const double middle = (m_low + m_high) / 2, reach = std::max(0.02, (m_high - m_low) * 0.6);
  m_low = middle - reach;
  m_high = middle + reach;
  update();
}

QPointF EditCurve::point(std::size_t i) const {
  const double left = 28, right = width() - 28.0, top = 28, bottom = height() - 18.0;
  const double step = m_rows.size() > 1 ? std::min(62.0, (right - left) / double(m_rows.size() - 1)) : 0;
  return {left + step * double(i), bottom - (bottom - top) * (m_rows[i].worst - m_low) / (m_high - m_low)};
}

void EditCurve::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  int group = -1;
  for (const auto& row : m_rows)
    if (row.index <= m_present && row.worstGroup >= 0) group = row.worstGroup;
  const QColor colour = group >= 0 ? theme.group(group) : theme.accent;
  QPolygonF line;
  for (std::size_t i = 0; i < m_rows.size(); ++i)
    if (std::isfinite(m_rows[i].worst)) line << point(i);
  painter.setPen(QPen(colour, 1.6));
  painter.drawPolyline(line);
  painter.setFont(textFont(10));
  const bool crowded = m_rows.size() > 6;
  for (std::size_t i = 0; i < m_rows.size(); ++i) {
    if (!std::isfinite(m_rows[i].worst)) continue;
    const QPointF at = point(i);
    const bool present = m_rows[i].index == m_present;
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_rows[i].worstGroup >= 0 ? theme.group(m_rows[i].worstGroup) : colour);
    painter.drawEllipse(at, present ? 4 : 2.6, present ? 4 : 2.6);
    if (crowded && !present && i != 0) continue;
    painter.setPen(present ? theme.text : theme.muted);
    painter.drawText(QRectF(at.x() - 24, at.y() - 20, 48, 14), Qt::AlignCenter, percent(m_rows[i].worst));
  }
}

void EditCurve::mousePressEvent(QMouseEvent* event) {
  int nearest = -1;
  double distance = 24;
  for (std::size_t i = 0; i < m_rows.size(); ++i) {
    if (!std::isfinite(m_rows[i].worst)) continue;
    const double d = std::abs(point(i).x() - event->position().x());
    if (d < distance) distance = d, nearest = m_rows[i].index;
  }
  if (nearest >= 0) emit stepClicked(nearest);
}

}  // namespace spurioscope::ui
