#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace spurioscope::ui {

class MainWindow;

/// Drives a window without a user, for packaging and pictures: performs steps, each when the window has settled, then writes a
/// picture and figures and quits. Steps, separated by ';':
///   select SITE:CHANNEL | scope SITE | toggle | top K | strength PERCENT | tab NAME | do ACTION | filter TEXT | fixed GROUP |
///   broken GROUP | palette TEXT | hover GROUP:TILE | open PATH | ask PATH (data through its dialog) | light | dark | COMBO-BOX-NAME INDEX
class Script : public QObject {
  Q_OBJECT
 public:
  Script(MainWindow* window, const QString& steps, QObject* parent = nullptr);
  void setPicture(const QString& file) { m_picture = file; }
  void setFigures(const QString& folder) { m_figures = folder; }
  void start();

 private:
  void proceed();
  bool perform(const QString& step);
  void finish();
  void exportFigures();

  MainWindow* m_window;
  QStringList m_steps;
  QString m_picture, m_figures;
  QTimer m_timer;
  QElapsedTimer m_waited;
  int m_calm = 0;       // ticks since the window settled
  int m_writing = 0;
  bool m_exported = false;
};

}  // namespace spurioscope::ui
