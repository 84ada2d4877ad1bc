#pragma once

#include <QLabel>

namespace spurioscope::ui {

/// A line that gives way: what does not fit becomes "…" and a tooltip.
class ElidedLabel : public QLabel {
  Q_OBJECT
 public:
  ElidedLabel(const QString& text, const char* role, QWidget* parent = nullptr);
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
};

}  // namespace spurioscope::ui
