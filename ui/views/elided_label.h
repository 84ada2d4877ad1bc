#pragma once

#include <QLabel>

namespace spurioscope::ui {

/// A line that gives way: what does not fit becomes "…" and a tooltip.
class ElidedLabel : public QLabel {
  Q_OBJECT
 public:
  ElidedLabel(const QString& text, const char* role, QWidget* parent = nullptr);
  QSize minimumSizeHint() const override;
  /// Where the text gives way: at its end, unless set.
  void setElideMode(Qt::TextElideMode mode) { m_mode = mode; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Qt::TextElideMode m_mode = Qt::ElideRight;
};

}  // namespace spurioscope::ui
