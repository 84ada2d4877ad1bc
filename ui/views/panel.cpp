#include "ui/views/panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QVariant>

#include "ui/look/theme.h"
#include "ui/views/elided_label.h"

namespace spurioscope::ui {
namespace {

constexpr int kTitleHeight = 29;

}  // namespace

QLabel* label(const QString& text, const char* role, QWidget* parent) {
  auto* out = new QLabel(text, parent);
  out->setProperty("role", role);
  out->setTextFormat(Qt::PlainText);
  return out;
}

void setRole(QWidget* widget, const char* role) {
  if (widget->property("role").toString() == QLatin1String(role)) return;
  widget->setProperty("role", role);
  widget->style()->unpolish(widget);
  widget->style()->polish(widget);
  widget->update();
}

PanelTitle::PanelTitle(const QString& title, QWidget* parent) : QFrame(parent), m_layout(new QHBoxLayout(this)) {
  setProperty("role", "title");
  m_layout->setContentsMargins(10, 0, 9, 0);
  m_layout->setSpacing(space::kNormal);
  m_layout->addWidget(label(title.toUpper(), "panelTitle", this));
  m_note = new ElidedLabel({}, "panelNote", this);
  m_layout->addWidget(m_note);
  m_layout->addStretch(1);
}

QSize PanelTitle::sizeHint() const { return {QFrame::sizeHint().width(), kTitleHeight}; }

QSize PanelTitle::minimumSizeHint() const { return {120, kTitleHeight}; }

void PanelTitle::setNote(const QString& note) { m_note->setText(note); }

void PanelTitle::addRight(QWidget* widget) { m_layout->addWidget(widget); }

PanelDock::PanelDock(const QString& name, const QString& title, QWidget* parent) : QDockWidget(title, parent) {
  setObjectName(name);
  setAccessibleName(title);
  m_title = new PanelTitle(title, this);
  m_title->setObjectName(name + "Title");
  m_title->setAccessibleName(title);
  setTitleBarWidget(m_title);
  auto* frame = new QFrame(this);
  frame->setProperty("role", "body");
  frame->setObjectName(name + "Body");
  frame->setAccessibleName(title);
  m_body = new QVBoxLayout(frame);
  m_body->setContentsMargins(1, 0, 1, 1);
  m_body->setSpacing(0);
  setWidget(frame);
}

}  // namespace spurioscope::ui
