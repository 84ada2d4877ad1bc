#pragma once

#include <QToolButton>

namespace spurioscope::ui {

/// A button with a menu: what it is (small, grey) and what is chosen.
class ChipButton : public QToolButton {
  Q_OBJECT
 public:
  ChipButton(const QString& prefix, QWidget* parent = nullptr);
  void setValue(const QString& value);
  QString value() const { return m_value; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_prefix, m_value;
};

}  // namespace spurioscope::ui
