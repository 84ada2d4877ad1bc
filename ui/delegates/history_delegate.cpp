#include "ui/delegates/history_delegate.h"

#include <QPainter>
#include <cmath>

#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/models/history_model.h"

namespace spurioscope::ui {

void HistoryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Theme& theme = Theme::current();
  painter->save();
  const bool present = option.state & QStyle::State_Selected;
  if (present) {
    painter->fillRect(option.rect, theme.selection);
    painter->fillRect(QRect(option.rect.left(), option.rect.top(), 2, option.rect.height()), theme.accent);
  }
  const double change = index.data(HistoryModel::ChangeRole).toDouble();
  const bool moved = index.data(HistoryModel::MovedRole).toBool();
  const QString right = !moved ? tr("no effect: constant here") : std::isfinite(change) ? signedPercent(change) : QString();
  QRect rect = option.rect.adjusted(12, 0, -12, 0);
  painter->setFont(option.font);
  painter->setPen(std::isfinite(change) && moved ? theme.change(std::round(change * 1000)) : theme.muted);
  painter->drawText(rect, Qt::AlignRight | Qt::AlignVCenter, right);
  rect.setRight(rect.right() - painter->fontMetrics().horizontalAdvance(right) - 8);
  painter->setPen(index.data(HistoryModel::UndoneRole).toBool() ? theme.muted : theme.text);
  painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                    painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, rect.width()));
  painter->restore();
}

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
  return {option.rect.width(), space::kRow};
}

}  // namespace spurioscope::ui
