#pragma once

#include <QSortFilterProxyModel>
#include <QString>
#include <vector>

#include "ui/models/channel_rows.h"

namespace spurioscope::ui {

/// "auroc>.5 effect<0 off": conditions that a channel must all meet. Words: ch, rank, score, effect, auroc, minority, majority, diff,
/// max; `on`, `off`; a bare number is a channel, other text a part of the layer's name.
struct ChannelFilter {
  struct Condition {
    QString word;
    QChar comparison;  ///< '<', '>', '=', or 't' for text
    double value = 0;
    bool orEqual = false;
  };
  std::vector<Condition> conditions;
  QString problem;  ///< what was not understood; empty when all was

  bool accepts(const ChannelRow& row) const;
};

ChannelFilter parseChannelFilter(const QString& text);

class ChannelModel;

/// Sorts by numbers, those not known last, and filters.
class ChannelProxy : public QSortFilterProxyModel {
  Q_OBJECT
 public:
  using QSortFilterProxyModel::QSortFilterProxyModel;

  void setFilter(const ChannelFilter& filter);
  ChannelRef refAt(const QModelIndex& index) const;

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

 private:
  const ChannelModel* channels() const;

  ChannelFilter m_filter;
};

}  // namespace spurioscope::ui
