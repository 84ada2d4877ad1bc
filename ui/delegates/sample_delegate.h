#pragma once

#include <QStyledItemDelegate>

namespace spurioscope::ui {

/// A thumbnail with the group's mark and a line of words.
class SampleDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  static QSize cell() { return {96, 112}; }
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return cell(); }
};

}  // namespace spurioscope::ui
