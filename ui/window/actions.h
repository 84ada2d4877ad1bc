#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <functional>

class QAction;
class QMenu;
class QMenuBar;
class QWidget;

namespace spurioscope::ui {

/// All commands of the window: made once, each in one menu, with its key, and in the palette.
class Actions : public QObject {
  Q_OBJECT
 public:
  explicit Actions(QWidget* window);

  QMenu* menu(QMenuBar* bar, const char* name, const QString& title);
  /// @param name  object name, stable: tests and scripts use it.
  QAction* add(QMenu* menu, const char* name, const QString& text, const QList<QKeySequence>& keys, std::function<void()> call);
  /// An action that another object made.
  void adopt(QMenu* menu, const char* name, QAction* action, const QList<QKeySequence>& keys);

  const QList<QAction*>& all() const { return m_all; }
  QAction* find(const QString& name) const;

 private:
  QWidget* m_window;
  QList<QAction*> m_all;
};

}  // namespace spurioscope::ui
