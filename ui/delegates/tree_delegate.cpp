#include "ui/delegates/tree_delegate.h"

#include <QPainter>

#include "ui/look/theme.h"

namespace spurioscope::ui {

void TreeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  QStyledItemDelegate::paint(painter, option, index);
  if (index.column() == 0 && (option.state & QStyle::State_Selected))
    painter->fillRect(QRect(0, option.rect.top(), 2, option.rect.height()), Theme::current().accent);
}

}  // namespace spurioscope::ui
