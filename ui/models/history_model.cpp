#include "ui/models/history_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/look/number_text.h"

namespace spurioscope::ui {
namespace {

/// Equal losses to the last bit in every group mean that no logit moved.
bool sameOutputs(const engine::EditOutcome& a, const engine::EditOutcome& b) {
  return std::ranges::equal(a.after.groups, b.after.groups, [](const auto& x, const auto& y) {
    return x.correct == y.correct && (x.loss == y.loss || (std::isnan(x.loss) && std::isnan(y.loss)));
  });
}

}  // namespace

std::vector<HistoryRow> historyRows(const Document& document, const QUndoStack& stack) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  std::vector<HistoryRow> rows;
  for (int i = 0; i <= stack.count(); ++i) {
    HistoryRow row{i, i == 0 ? HistoryModel::tr("unedited") : stack.text(i - 1), unknown, unknown, -1, true, document.outcomeAt(i)};
    if (row.outcome) {
      row.worst = row.outcome->after.worst;
      row.worstGroup = row.outcome->after.worstGroup;
      if (i > 0 && rows.back().outcome) {
        row.change = row.worst - rows.back().worst;
        row.moved = !sameOutputs(*row.outcome, *rows.back().outcome);
      }
      if (i == 1 && row.outcome->changedLogits == 0) row.moved = false;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void HistoryModel::setRows(std::vector<HistoryRow> rows, int present) {
  const bool sameLength = rows.size() == m_rows.size();
  if (!sameLength) beginResetModel();
  m_rows = std::move(rows);
  m_present = present;
  if (!sameLength)
    endResetModel();
  else if (!m_rows.empty())
    emit dataChanged(index(0), index(rowCount() - 1));
}

int HistoryModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto& row = m_rows[std::size_t(index.row())];
  switch (role) {
    case Qt::DisplayRole: return QStringLiteral("%1  %2").arg(row.index).arg(row.text);
    case Qt::ToolTipRole:
      if (!row.moved) return tr("No sample's logits moved: the channel is constant here.");
      if (!row.outcome) return tr("%1: not evaluated to the end").arg(row.text);
      return tr("%1: worst-group accuracy %2 %").arg(row.text, percent(row.worst));
    case ChangeRole: return row.change;
    case MovedRole: return row.moved;
    case WorstRole: return row.worst;
    case UndoneRole: return row.index > m_present;
    default: return {};
  }
}

}  // namespace spurioscope::ui
