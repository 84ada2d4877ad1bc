#pragma once

#include <QStyledItemDelegate>

namespace spurioscope::ui {

/// Marks the chosen row of a tree with a line of the accent colour at its left edge.
class TreeDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace spurioscope::ui
