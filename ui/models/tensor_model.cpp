#include "ui/models/tensor_model.h"

#include <QStringList>

namespace spurioscope::ui {

void TensorModel::setCheckpoint(std::shared_ptr<const engine::CheckpointInfo> checkpoint) {
  beginResetModel();
  m_checkpoint = std::move(checkpoint);
  endResetModel();
}

int TensorModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !m_checkpoint ? 0 : int(m_checkpoint->tensors.size());
}

int TensorModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : 3; }

QVariant TensorModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) return {};
  const auto& row = m_checkpoint->tensors[std::size_t(index.row())];
  if (index.column() == 0) return QString::fromStdString(row.name);
  if (index.column() == 2) return QString::fromStdString(row.dtype);
  QStringList sizes;
  for (const auto size : row.shape) sizes << QString::number(size);
  return sizes.isEmpty() ? tr("scalar") : sizes.join(QStringLiteral(" \u00d7 "));
}

QVariant TensorModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return section == 0 ? tr("tensor") : section == 1 ? tr("shape") : tr("type");
}

}  // namespace spurioscope::ui
