#pragma once

#include <QObject>

class QMenu;
class QPoint;

namespace spurioscope::ui {

class MainWindow;

/// What can be done with the thing under the pointer. Menus are shown without waiting, so that a test can press their entries; every
/// entry that is not about this one thing is an action of the window's menus.
class ContextMenus : public QObject {
  Q_OBJECT
 public:
  explicit ContextMenus(MainWindow* window);

  void showGroup(int group, const QPoint& where);
  void showEdit(int undoIndex, const QPoint& where);
  void showMaps(const QPoint& where);
  void showLayers(const QPoint& where);  ///< the layers that are in the table

 private:
  QMenu* menu(const char* name);
  void addOwn(QMenu* menu, const char* action);

  MainWindow* m_window;
};

}  // namespace spurioscope::ui
