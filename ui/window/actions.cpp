#include "ui/window/actions.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>

namespace spurioscope::ui {

Actions::Actions(QWidget* window) : QObject(window), m_window(window) {}

QMenu* Actions::menu(QMenuBar* bar, const char* name, const QString& title) {
  auto* menu = bar->addMenu(title);
  menu->setObjectName(QLatin1String(name));
  menu->setAccessibleName(QString(title).remove('&'));
  return menu;
}

QAction* Actions::add(QMenu* menu, const char* name, const QString& text, const QList<QKeySequence>& keys, std::function<void()> call) {
  auto* action = new QAction(text, this);
  connect(action, &QAction::triggered, this, [call = std::move(call)] { call(); });
  adopt(menu, name, action, keys);
  return action;
}

void Actions::adopt(QMenu* menu, const char* name, QAction* action, const QList<QKeySequence>& keys) {
  action->setObjectName(QLatin1String(name));
  action->setShortcuts(keys);
  action->setShortcutContext(Qt::WindowShortcut);
  menu->addAction(action);
  m_window->addAction(action);
  m_all << action;
}

QAction* Actions::find(const QString& name) const {
  for (auto* action : m_all)
    if (action->objectName() == name) return action;
  return nullptr;
}

}  // namespace spurioscope::ui
