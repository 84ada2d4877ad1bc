#include "ui/models/channel_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/look/number_text.h"

namespace spurioscope::ui {

void ChannelModel::setRows(std::vector<ChannelRow> rows) {
  const bool sameChannels = std::ranges::equal(rows, m_rows, {}, &ChannelRow::ref, &ChannelRow::ref);
  if (!sameChannels) beginResetModel();
  m_rows = std::move(rows);
  m_oneSite = m_rows.empty() || m_rows.front().ref.site == m_rows.back().ref.site;
  m_largestEffect = m_largestScore = 0;
  for (const auto& row : m_rows) {
    if (std::isfinite(row.effect)) m_largestEffect = std::max(m_largestEffect, std::abs(row.effect));
    if (std::isfinite(row.score)) m_largestScore = std::max(m_largestScore, std::abs(row.score));
  }
  if (!sameChannels) {
    m_index.clear();
    for (std::size_t i = 0; i < m_rows.size(); ++i) m_index[m_rows[i].ref] = int(i);
    endResetModel();
  } else if (!m_rows.empty()) {
    emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
  }
}

int ChannelModel::find(const ChannelRef& ref) const {
  const auto it = m_index.find(ref);
  return it == m_index.end() ? -1 : it->second;
}

int ChannelModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int ChannelModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

double ChannelModel::number(const ChannelRow& row, int column) const {
  switch (column) {
    case Switch: return row.off ? 0 : 1;
    case Channel: return row.ref.channel;
    case Rank: return row.rank > 0 ? row.rank : std::numeric_limits<double>::quiet_NaN();
    case Score: return row.score;
    case Effect: return row.effect;
    case Auroc: return row.auroc;
    case Minority: return row.minority;
    case Majority: return row.majority;
    case Difference:
    case Groups: return row.difference;
    case Max: return row.max;
    case Epochs: return row.overEpochs.size() > 1 ? row.overEpochs.back() - row.overEpochs.front()
        : std::numeric_limits<double>::quiet_NaN();
    default: return 0;
  }
}

QString ChannelModel::text(const ChannelRow& row, int column) const {
  switch (column) {
    case Channel: return m_oneSite ? QString::number(row.ref.channel) : channelText(row.ref);
    case Rank: return row.rank > 0 ? QString::number(row.rank) : QStringLiteral("\u2013");
    case Score: return shortText(row.score);
    case Effect: return signedText(row.effect);
    case Difference: return signedText(row.difference);
    case Auroc:
    case Minority:
    case Majority:
    case Max: return plainText(number(row, column));
    default: return {};
  }
}

QString ChannelModel::toolTip(const ChannelRow& row, int column) const {
  const QString name = channelText(row.ref);
  switch (column) {
    case Switch:
      if (!row.admissible) return tr("%1 has no weights of its own: choose another mode below to switch it off.").arg(name);
      return row.off ? tr("%1 is off. Click or Space: on.").arg(name) : tr("%1 is on. Click or Space: off.").arg(name);
    case Effect:
      if (!std::isfinite(row.effect)) return tr("Not measured yet: Analyse > Measure effects");
      return tr("Change of the selecting group's accuracy when only %1 is switched off: %2, 95 % interval [%3, %4]")
          .arg(name, signedText(row.effect, 3), signedText(row.effectLow, 3), signedText(row.effectHigh, 3));
    case Auroc: return tr("How well %1 alone tells minority from majority samples of one class; 0.5 is chance").arg(name);
    case Epochs: return tr("Minority AUROC of %1 over the epochs (Analyse > Evaluate every epoch)").arg(name);
    default: return headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString();
  }
}

QVariant ChannelModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const ChannelRow& row = m_rows[std::size_t(index.row())];
  const int column = index.column();
  switch (role) {
    case Qt::DisplayRole: return text(row, column);
    case SortRole: return number(row, column);
    case Qt::CheckStateRole: return column == Switch ? QVariant(row.off ? Qt::Unchecked : Qt::Checked) : QVariant();
    case Qt::ToolTipRole: return toolTip(row, column);
    case Qt::TextAlignmentRole: return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
      return column == Switch ? (row.off ? tr("%1, off").arg(channelText(row.ref)) : tr("%1, on").arg(channelText(row.ref)))
                              : text(row, column);
    case ShareRole:
      if (column == Effect && m_largestEffect > 0 && std::isfinite(row.effect)) return row.effect / m_largestEffect;
      if (column == Score && m_largestScore > 0 && std::isfinite(row.score)) return row.score / m_largestScore;
      return {};
    case CurveRole: {
      QList<double> curve;
      const auto& values = column == Epochs ? row.overEpochs : row.groupMeans;
      if (column == Epochs || column == Groups) curve = QList<double>(values.begin(), values.end());
      return QVariant::fromValue(curve);
    }
    default: return {};
  }
}

bool ChannelModel::setData(const QModelIndex& index, const QVariant&, int role) {
  if (!index.isValid() || index.column() != Switch || role != Qt::CheckStateRole) return false;
  emit toggleRequested(m_rows[std::size_t(index.row())].ref);
  return true;
}

QVariant ChannelModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) return QVariant((section >= Groups ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
  const bool tip = role == Qt::ToolTipRole;
  if (role != Qt::DisplayRole && !tip) return {};
  switch (section) {
    case Switch: return tip ? tr("On or off") : QString();
    case Channel: return tip ? tr("Channel") : tr("ch");
    case Rank: return tip ? tr("Place in the ranking of all channels; 1 has the largest score") : tr("rank");
    case Score: return tip ? tr("Score of the ranking's criterion") : tr("score");
    case Effect: return tip ? tr("Change of the selecting group's accuracy when only this channel is switched off") : tr("effect");
    case Auroc: return tip ? tr("Minority against majority samples within a class, averaged over classes") : tr("AUROC");
    case Minority: return tip ? tr("Mean activation on the samples of the minority groups") : tr("minority");
    case Majority: return tip ? tr("Mean activation on the samples of the majority groups") : tr("majority");
    case Difference: return tip ? tr("Mean activation, minority minus majority") : tr("diff");
    case Max: return tip ? tr("Largest activation at any position of any sample") : tr("max");
    case Groups: return tip ? tr("Mean activation of each group") : tr("groups");
    case Epochs: return tip ? tr("Minority AUROC over the epochs") : tr("epochs");
    default: return {};
  }
}

Qt::ItemFlags ChannelModel::flags(const QModelIndex& index) const {
  auto flags = QAbstractTableModel::flags(index);
  if (index.isValid() && index.column() == Switch && m_rows[std::size_t(index.row())].admissible) flags |= Qt::ItemIsUserCheckable;
  return flags;
}

}  // namespace spurioscope::ui
