#pragma once

#include <QDockWidget>
#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace spurioscope::ui {

/// The head of a panel: small capitals, a note beside them, and what can be chosen at the right.
class PanelTitle : public QFrame {
  Q_OBJECT
 public:
  explicit PanelTitle(const QString& title, QWidget* parent = nullptr);
  void setNote(const QString& note);
  void addRight(QWidget* widget);
  // QDockWidget looks at these only.
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 private:
  QLabel* m_note;
  QHBoxLayout* m_layout;
};

/// A dock that looks like one panel. @param name  object name, also of the saved layout.
class PanelDock : public QDockWidget {
  Q_OBJECT
 public:
  PanelDock(const QString& name, const QString& title, QWidget* parent = nullptr);
  PanelTitle* title() const { return m_title; }
  QVBoxLayout* body() const { return m_body; }

 private:
  PanelTitle* m_title;
  QVBoxLayout* m_body;
};

/// Sets the object name and the accessible name, which every widget has.
template <class Widget>
Widget* named(Widget* widget, const char* name, const QString& accessible) {
  widget->setObjectName(QLatin1String(name));
  widget->setAccessibleName(accessible);
  return widget;
}

QLabel* label(const QString& text, const char* role, QWidget* parent = nullptr);
/// Sets the property "role" and has the style sheet look at it again.
void setRole(QWidget* widget, const char* role);

}  // namespace spurioscope::ui
