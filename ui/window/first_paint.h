#pragma once

#include <QObject>

class QWidget;

namespace spurioscope::ui {

/// Prints how many milliseconds after the start of the process a window was first painted, then ends the program: for benchmarks.
class FirstPaint : public QObject {
  Q_OBJECT
 public:
  explicit FirstPaint(QWidget* window);

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  bool m_painted = false;
};

}  // namespace spurioscope::ui
