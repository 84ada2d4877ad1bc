#include "ui/delegates/channel_delegates.h"

#include <QAbstractItemModel>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/look/theme.h"
#include "ui/models/channel_model.h"

namespace spurioscope::ui {
namespace {

constexpr QSizeF kSwitch(24, 13);

QRectF switchRect(const QRect& cell) {
  return QRectF(cell.left() + (cell.width() - kSwitch.width()) / 2, cell.top() + (cell.height() - kSwitch.height()) / 2,
                kSwitch.width(), kSwitch.height());
}

void paintGround(QPainter* painter, const QStyleOptionViewItem& option) {
  const Theme& theme = Theme::current();
  if (option.state & QStyle::State_Selected) painter->fillRect(option.rect, theme.selection);
  painter->setPen(theme.line);
  painter->setOpacity(0.7);
  painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
  painter->setOpacity(1);
}

}  // namespace

void SwitchDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Theme& theme = Theme::current();
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  paintGround(painter, option);
  const QRectF rect = switchRect(option.rect);
  const bool on = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
  if (!(index.flags() & Qt::ItemIsUserCheckable)) painter->setOpacity(0.35);
  painter->setPen(Qt::NoPen);
  painter->setBrush(on ? theme.accent : theme.track.darker(theme.dark ? 100 : 103));
  painter->drawRoundedRect(rect, rect.height() / 2, rect.height() / 2);
  const double size = rect.height() - 3;
  painter->setBrush(Qt::white);
  painter->drawEllipse(QRectF(on ? rect.right() - size - 1.5 : rect.left() + 1.5, rect.top() + 1.5, size, size));
  painter->restore();
}

bool SwitchDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) {
  if (event->type() != QEvent::MouseButtonPress && event->type() != QEvent::MouseButtonRelease &&
      event->type() != QEvent::MouseButtonDblClick)
    return false;
  const auto* mouse = static_cast<QMouseEvent*>(event);
  if (mouse->button() != Qt::LeftButton || !switchRect(option.rect).adjusted(-4, -4, 4, 4).contains(mouse->position())) return false;
  if (event->type() == QEvent::MouseButtonRelease && (index.flags() & Qt::ItemIsUserCheckable))
    model->setData(index, index.data(Qt::CheckStateRole).toInt() == Qt::Checked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
  return true;  // the press does not change the selection either
}

void BarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Theme& theme = Theme::current();
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  paintGround(painter, option);
  const QVariant share = index.data(ChannelModel::ShareRole);
  const QRectF track(option.rect.left() + 4, option.rect.center().y() - 2.5, option.rect.width() - 54, 6);
  if (track.width() > 10) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.track);
    painter->drawRoundedRect(track, 1.5, 1.5);
    if (share.isValid()) {
      const double value = std::clamp(share.toDouble(), -1.0, 1.0);
      const bool effect = index.column() == ChannelModel::Effect;
      painter->setBrush(effect ? theme.change(value) : theme.accent);
      painter->drawRoundedRect(QRectF(track.left(), track.top(), std::max(1.5, track.width() * std::abs(value)), track.height()),
          1.5, 1.5);
    }
  }
  painter->setPen(share.isValid() ? theme.text : theme.muted);
  painter->setFont(option.font);
  painter->drawText(option.rect.adjusted(0, 0, -6, 0), Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
  painter->restore();
}

void CurveDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Theme& theme = Theme::current();
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  paintGround(painter, option);
  const auto values = index.data(ChannelModel::CurveRole).value<QList<double>>();
  const QRectF area = QRectF(option.rect).adjusted(6, 5, -6, -6);
  if (values.isEmpty()) {
    painter->setPen(theme.muted);
    painter->drawText(option.rect.adjusted(6, 0, -6, 0), Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("\u2013"));
  } else if (m_shape == Shape::Line) {
    const auto [low, high] = std::ranges::minmax(values);
    const double span = std::max(high - low, 0.02);
    QPolygonF line;
    for (int i = 0; i < values.size(); ++i)
      line << QPointF(area.left() + area.width() * i / std::max<qsizetype>(1, values.size() - 1),
                      area.bottom() - area.height() * (values[i] - low) / span);
    painter->setPen(QPen(theme.accent, 1.2));
    painter->drawPolyline(line);
  } else {
    const double largest = std::max(1e-9, *std::ranges::max_element(values));
    const double step = area.width() / double(values.size());
    for (int g = 0; g < values.size(); ++g) {
      const double height = std::max(1.0, area.height() * std::max(0.0, values[g]) / largest);
      painter->fillRect(QRectF(area.left() + g * step, area.bottom() - height, std::max(2.0, step - 2), height), theme.group(g));
    }
  }
  painter->restore();
}

void NumberDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Theme& theme = Theme::current();
  painter->save();
  paintGround(painter, option);
  painter->setPen(theme.text);
  painter->setFont(option.font);
  const QRect rect = option.rect.adjusted(2, 0, -6, 0);
  painter->drawText(rect, Qt::AlignRight | Qt::AlignVCenter,
                    painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideLeft, rect.width()));
  painter->restore();
}

}  // namespace spurioscope::ui
