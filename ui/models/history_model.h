#pragma once

#include <QAbstractListModel>

#include "ui/document/document.h"

namespace spurioscope::ui {

/// One step of the history.
struct HistoryRow {
  int index = 0;
  QString text;
  double worst = 0;            ///< worst-group accuracy after it; NaN when it was not evaluated to the end
  double change = 0;           ///< of the worst group's accuracy against the step before
  int worstGroup = -1;
  bool moved = true;           ///< false: no logit moved against the step before
  std::shared_ptr<const engine::EditOutcome> outcome;
};

std::vector<HistoryRow> historyRows(const Document& document, const QUndoStack& stack);

/// The undo stack as a list; row 0 is the state before all edits.
class HistoryModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { ChangeRole = Qt::UserRole, MovedRole, WorstRole, UndoneRole };

  using QAbstractListModel::QAbstractListModel;

  void setRows(std::vector<HistoryRow> rows, int present);
  const std::vector<HistoryRow>& rows() const { return m_rows; }
  int present() const { return m_present; }

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

 private:
  std::vector<HistoryRow> m_rows;
  int m_present = 0;
};

}  // namespace spurioscope::ui
