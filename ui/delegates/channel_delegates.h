#pragma once

#include <QStyledItemDelegate>

namespace spurioscope::ui {

/// Draws a switch for Qt::CheckStateRole; a click on it sets the state of all selected rows' model item.
class SwitchDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option, const QModelIndex& index) override;
};

/// A bar in proportion to ChannelModel::ShareRole, then the number.
class BarDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// ChannelModel::CurveRole as a line, or as one bar a group.
class CurveDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  enum class Shape { Line, GroupBars };
  CurveDelegate(Shape shape, QObject* parent) : QStyledItemDelegate(parent), m_shape(shape) {}
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  Shape m_shape;
};

/// Numbers: right-aligned, with the table's row line.
class NumberDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace spurioscope::ui
