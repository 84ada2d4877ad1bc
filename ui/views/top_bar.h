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
  explicit TopBar(Document* document, QWidget* parent = nullptr);
  /// Buttons whose menus and actions belong to the window.
  ChipButton* checkpointButton() const { return m_checkpoint; }
  ChipButton* dataButton() const { return m_data; }
  QSlider* epochSlider() const { return m_slider; }
  void setActions(QAction* pin, QAction* exportView);

 signals:
  void epochChosen(const QString& source);

 private:
  ChipButton* chip(const char* name, const QString& prefix, const QString& accessible);
  void showDocument();
  void fillMenus();

  Document* m_document;
  QHBoxLayout* m_layout;
  ChipButton *m_checkpoint, *m_data, *m_preset;
  QLabel *m_epochLabel, *m_epoch, *m_device;
  QSlider* m_slider;
  QPushButton *m_pin, *m_export;
  bool m_showing = false;
};

}  // namespace spurioscope::ui
