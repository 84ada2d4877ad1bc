#pragma once

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace spurioscope::ui {

/// Nothing open: three large choices.
class StartPage : public QWidget {
  Q_OBJECT
 public:
  explicit StartPage(QWidget* parent = nullptr);
  void setRecent(const QStringList& files);

 signals:
  void demoChosen();
  void openChosen();
  void recentChosen(const QString& file);

 private:
  QVBoxLayout* m_recent;
};

}  // namespace spurioscope::ui
