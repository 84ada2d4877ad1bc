#pragma once

#include <QWidget>
#include <memory>

#include "engine/checkpoint_info.h"

class QLabel;
class QVBoxLayout;

namespace spurioscope::ui {

class Notice;
class TensorModel;

/// A checkpoint whose architecture is not recognised: why, and its tensors.
class TensorPage : public QWidget {
  Q_OBJECT
 public:
  explicit TensorPage(QWidget* parent = nullptr);
  void setCheckpoint(const std::shared_ptr<const engine::CheckpointInfo>& checkpoint);

 private:
  TensorModel* m_model;
  QVBoxLayout* m_layout;
  QLabel* m_heading;
  Notice* m_notice = nullptr;
};

}  // namespace spurioscope::ui
