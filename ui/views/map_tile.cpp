#include "ui/views/map_tile.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {
namespace {

constexpr int kTitle = 22, kBar = 22;

}  // namespace

MapTile::MapTile(const QString& name, const QString& title, ColourMap map, QWidget* parent)
    : QWidget(parent), m_title(title), m_colours(map) {
  named(this, name.toLatin1().constData(), title);
  auto policy = QSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setMinimumWidth(90);
  setMaximumWidth(260);
}

void MapTile::setMap(const std::vector<float>& values, int width, int height, ValueRange range) {
  m_values = values;
  m_width = width;
  m_height = height;
  m_range = range;
  m_image = mapImage(values, width, height, range, m_colours);
  update();
}

void MapTile::clear() {
  m_values.clear();
  m_image = {};
  update();
}

QRectF MapTile::mapRect() const {
  const double side = std::min(width(), height() - kTitle - kBar);
  return {0, kTitle, side, side};
}

void MapTile::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setPen(theme.text);
  painter.setFont(textFont(12, QFont::DemiBold));
  const bool roomy = painter.fontMetrics().horizontalAdvance(m_title) <= width();
  painter.drawText(QRectF(0, 0, width(), kTitle - 4), Qt::AlignLeft | Qt::AlignVCenter,
                   roomy ? m_title : m_title.section(' ', 0, 0));
  const QRectF area = mapRect();
  if (m_image.isNull()) {
    painter.fillRect(area, theme.track);
    return;
  }
  painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
  painter.drawImage(area, m_image);
  const QRectF bar(area.left(), area.bottom() + 6, area.width(), 6);
  for (int x = 0; x < int(bar.width()); ++x)
    painter.fillRect(QRectF(bar.left() + x, bar.top(), 1.5, bar.height()), colourAt(m_colours, x / bar.width()));
  painter.setPen(theme.muted);
  painter.setFont(textFont(10));
  const QRectF words(bar.left(), bar.bottom() + 1, bar.width(), 13);
  const bool diverging = m_colours == ColourMap::Diverging;
  const auto text = [&](double v) { return diverging ? signedText(v, std::abs(v) < 1 ? 2 : 1) : shortText(v); };
  painter.drawText(words, Qt::AlignLeft | Qt::AlignTop, text(m_range.low));
  painter.drawText(words, Qt::AlignRight | Qt::AlignTop, text(m_range.high));
}

bool MapTile::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && !m_image.isNull()) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const QRectF area = mapRect();
    if (!area.contains(help->pos())) return QWidget::event(event);
    const int x = std::clamp(int((help->pos().x() - area.left()) / area.width() * m_width), 0, m_width - 1);
    const int y = std::clamp(int((help->pos().y() - area.top()) / area.height() * m_height), 0, m_height - 1);
    QToolTip::showText(
        help->globalPos(),
        tr("%1 at column %2, row %3: %4").arg(m_title).arg(x).arg(y).arg(plainText(m_values[std::size_t(y * m_width + x)], 3)), this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace spurioscope::ui
