#pragma once

#include <QStyledItemDelegate>

namespace spurioscope::ui {

/// A step of the history: its words, and what it did to the worst group.
class HistoryDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace spurioscope::ui
