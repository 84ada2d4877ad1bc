#pragma once

#include <QAbstractTableModel>
#include <map>

#include "ui/models/channel_rows.h"

namespace spurioscope::ui {

/// The table of channels.
class ChannelModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { Switch, Channel, Rank, Score, Effect, Auroc, Minority, Majority, Difference, Max, Groups, Epochs, ColumnCount };
  enum Role { SortRole = Qt::UserRole, ShareRole, CurveRole };  ///< ShareRole: [-1, 1], of the largest in the column

  using QAbstractTableModel::QAbstractTableModel;

  void setRows(std::vector<ChannelRow> rows);
  const ChannelRow& row(int index) const { return m_rows[std::size_t(index)]; }
  int find(const ChannelRef& ref) const;  ///< -1: not in the table

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 signals:
  /// The switch of a row was used; the window makes a command of it.
  void toggleRequested(const spurioscope::ui::ChannelRef& ref);

 private:
  double number(const ChannelRow& row, int column) const;
  QString text(const ChannelRow& row, int column) const;
  QString toolTip(const ChannelRow& row, int column) const;

  std::vector<ChannelRow> m_rows;
  std::map<ChannelRef, int> m_index;
  bool m_oneSite = true;
  double m_largestEffect = 0, m_largestScore = 0;
};

}  // namespace spurioscope::ui
