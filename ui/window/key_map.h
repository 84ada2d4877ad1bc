#pragma once

#include <QDialog>

class QAction;

namespace spurioscope::ui {

/// ?: every key of the window, by menu.
class KeyMap : public QDialog {
  Q_OBJECT
 public:
  KeyMap(const QList<QAction*>& actions, QWidget* parent);
};

}  // namespace spurioscope::ui
