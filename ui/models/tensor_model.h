#pragma once

#include <QAbstractTableModel>
#include <memory>

#include "engine/checkpoint_info.h"

namespace spurioscope::ui {

/// The tensors of a checkpoint: name, shape, type.
class TensorModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  using QAbstractTableModel::QAbstractTableModel;

  void setCheckpoint(std::shared_ptr<const engine::CheckpointInfo> checkpoint);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  std::shared_ptr<const engine::CheckpointInfo> m_checkpoint;
};

}  // namespace spurioscope::ui
