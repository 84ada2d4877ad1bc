#pragma once

#include <QFrame>

#include "ui/document/document.h"

class QLabel;
class QHBoxLayout;
class QPushButton;
class QSlider;

namespace spurioscope::ui {

class ChipButton;

/// SWITCHED OFF: how many channels, how, how strongly; top k of the ranking; undo, redo, compare, reset.
class SwitchBar : public QFrame {
  Q_OBJECT
 public:
  explicit SwitchBar(Document* document, QWidget* parent = nullptr);
  QSlider* strengthSlider() const { return m_strength; }
  QSlider* topSlider() const { return m_top; }
  ChipButton* modeButton() const { return m_mode; }
  ChipButton* compareButton() const { return m_compare; }
  void addActionButton(QAction* action, const char* name);
  void addCompare();

 private:
  void showEdits();
  void fillModes();
  void fillCompare();
  void setMode(engine::Mode mode, const std::string& from = {});
  void dragStrength(int percent);
  void dragTop(int k);

  Document* m_document;
  QHBoxLayout* m_layout;
  QLabel *m_count, *m_strengthText, *m_topText;
  ChipButton *m_mode, *m_compare;
  QSlider *m_strength, *m_top;
  int m_drag = 0;       // number of the present drag
  bool m_showing = false;
};

}  // namespace spurioscope::ui
