#pragma once

#include <QWidget>

#include "ui/document/document.h"

class QHBoxLayout;
class QLabel;
class QPushButton;
class QSlider;

namespace spurioscope::ui {

class ChipButton;

/// What is open: checkpoint and epoch, data and split, preset, device; and the two buttons that matter most.
class TopBar : public QWidget {
  Q_OBJECT
 public:
  TopBar(Document* document, const engine::Settings& settings, QWidget* parent = nullptr);
  /// Buttons whose menus and actions belong to the window.
  ChipButton* checkpointButton() const { return m_checkpoint; }
  ChipButton* dataButton() const { return m_data; }
  QSlider* epochSlider() const { return m_slider; }
  void setActions(QAction* pin, QAction* exportView);

 signals:
  void epochChosen(const QString& source);
  void deviceChosen(const QString& device, int threads);

 private:
  ChipButton* chip(const char* name, const QString& prefix, const QString& accessible);
  void showDocument();
  void fillMenus();
  void fillDevices();

  Document* m_document;
  QHBoxLayout* m_layout;
  ChipButton *m_checkpoint, *m_data, *m_preset, *m_device;
  QLabel *m_epochLabel, *m_epoch;
  QString m_wantedDevice;
  int m_wantedThreads = 0;
  QSlider* m_slider;
  QPushButton *m_pin, *m_export;
  bool m_showing = false;
};

}  // namespace spurioscope::ui
