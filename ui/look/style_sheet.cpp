#include <QHash>
#include <QRegularExpression>

#include "ui/look/theme.h"

namespace spurioscope::ui {
namespace {

// @names are colours of the theme. Object names and the dynamic property "role" choose the widget.
constexpr char kSheet[] = R"(
* { outline: none; }
QMainWindow, QDialog { background: @ground; }
QMainWindow::separator { background: @ground; width: 6px; height: 6px; }
QWidget#header { background: @panel; border-bottom: 1px solid @line; }
QWidget#menuRow { border-bottom: 1px solid @line; }
QMenuBar { background: transparent; color: @text; spacing: 0; }
QMenuBar::item { padding: 4px 9px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: @selection; }
QMenu { background: @panel; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 4px 24px 4px 24px; border-radius: 4px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QToolTip { background: @panel; color: @text; border: 1px solid @line; padding: 4px 6px; }

QFrame[role="title"] { background: @panel; border: 1px solid @line; border-bottom: 1px solid @line;
  border-top-left-radius: 6px; border-top-right-radius: 6px; }
QFrame[role="body"] { background: @panel; border: 1px solid @line; border-top: none;
  border-bottom-left-radius: 6px; border-bottom-right-radius: 6px; }
QFrame[role="panel"] { background: @panel; border: 1px solid @line; border-radius: 6px; }
QLabel { background: transparent; color: @text; }
QLabel[role="panelTitle"] { color: @muted; font-size: 11px; font-weight: bold; letter-spacing: 0.6px; }
QLabel[role="panelNote"] { color: @muted; font-size: 11px; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="small"] { color: @muted; font-size: 11px; }
QLabel[role="heading"] { font-size: 13px; font-weight: bold; }
QLabel[role="subheading"] { font-weight: bold; }
QLabel[role="large"] { font-size: 20px; font-weight: bold; }
QLabel[role="pill"] { background: @selection; border-radius: 9px; padding: 2px 9px; }
QLabel[role="tag"] { border: 1px solid @line; border-radius: 4px; padding: 0 3px; color: @muted; }
QLabel[role="worstTag"] { background: @worstTag; border-radius: 4px; padding: 0 4px; color: #FFFFFF; }

QPushButton, QToolButton[role="chip"], QComboBox { background: @field; color: @text; border: 1px solid @line; border-radius: 5px;
  padding: 4px 10px; min-height: 16px; }
QPushButton:hover, QToolButton[role="chip"]:hover, QComboBox:hover { border-color: @accent; }
QPushButton:pressed, QToolButton[role="chip"]:pressed { background: @selection; }
QPushButton:focus, QToolButton[role="chip"]:focus, QComboBox:focus { border-color: @accent; }
QPushButton:disabled, QToolButton[role="chip"]:disabled, QComboBox:disabled { color: @faint; }
QPushButton[role="primary"] { background: @accent; color: @onAccent; border-color: @accent; }
QPushButton[role="primary"]:disabled { background: @track; color: @faint; border-color: @line; }
QToolButton[role="chip"]::menu-indicator { image: none; }
QToolButton[role="link"] { background: transparent; color: @muted; border: none; padding: 0; font-size: 11px; }
QToolButton[role="link"]:hover { color: @accent; }
QToolButton[role="link"]:focus { color: @accent; text-decoration: underline; }
QToolButton[role="link"]::menu-indicator { image: none; }
QToolButton[role="action"] { background: transparent; color: @accent; border: none; padding: 0; font-size: 11px; }
QToolButton[role="action"]:hover, QToolButton[role="action"]:focus { text-decoration: underline; }
QToolButton[role="action"]:disabled { color: @muted; }
QToolButton[role="icon"] { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 3px; }
QToolButton[role="icon"]:hover, QToolButton[role="icon"]:focus { border-color: @line; background: @field; }
QPushButton[role="search"] { background: @field; color: @muted; border: 1px solid @line; border-radius: 4px; padding: 2px 8px; text-align: left; min-height: 16px; }
QPushButton[role="search"]:hover, QPushButton[role="search"]:focus { border-color: @accent; }
QToolButton[role="card"] { background: @panel; color: @text; border: 1px solid @line; border-radius: 6px; padding: 16px; }
QToolButton[role="card"]:hover, QToolButton[role="card"]:focus { border-color: @accent; }
QComboBox::drop-down { border: none; width: 16px; }
QComboBox::down-arrow { image: url(:/icons/@mode/caret.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @line; selection-background-color: @selection; selection-color: @text; }
QLineEdit, QSpinBox, QDoubleSpinBox { background: @field; color: @text; border: 1px solid @line; border-radius: 5px; padding: 4px 7px;
  selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus { border-color: @accent; }
QCheckBox, QRadioButton { color: @text; spacing: 6px; }
QCheckBox::indicator { width: 12px; height: 12px; background: @field; border: 1px solid @muted; border-radius: 3px; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/icons/@mode/check.svg); }
QCheckBox:focus { color: @accent; }

QSlider { background: transparent; min-height: 16px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @track; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::handle:horizontal { width: 10px; height: 10px; margin: -3px 0; border-radius: 5px; background: @accent; }
QSlider::handle:horizontal:focus { border: 2px solid @text; width: 8px; height: 8px; margin: -4px 0; border-radius: 6px; }
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled { background: @faint; }

QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted; padding: 7px 16px 6px 16px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; font-weight: bold; border-bottom: 2px solid @accent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:focus { color: @accent; }
QWidget#tabRow { border-bottom: 1px solid @line; }

QAbstractItemView { background: @panel; color: @text; border: none; selection-background-color: @selection; selection-color: @text; }
QTreeView::item, QListView::item { min-height: 22px; border: none; color: @text; }
QTableView { gridline-color: transparent; }
QTreeView::item:hover, QListView::item:hover { background: @hover; }
QTreeView::item:selected, QTableView::item:selected, QListView::item:selected { background: @selection; color: @text; }
QTreeView::branch { background: transparent; }
QTreeView::branch:selected { background: @selection; }
QTreeView::branch:has-children:closed { image: url(:/icons/@mode/closed.svg); }
QTreeView::branch:has-children:open { image: url(:/icons/@mode/open.svg); }
QHeaderView { background: @panel; border: none; }
QHeaderView::section { background: @panel; color: @muted; border: none; border-bottom: 1px solid @line; padding: 3px 4px; font-size: 11px; }
QHeaderView::section:hover { color: @accent; }
QHeaderView::up-arrow { image: url(:/icons/@mode/up.svg); width: 7px; height: 7px; subcontrol-position: center left; }
QHeaderView::down-arrow { image: url(:/icons/@mode/caret.svg); width: 7px; height: 7px; subcontrol-position: center left; }
QScrollArea, QScrollArea > QWidget > QWidget[role="page"] { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; }
QScrollBar::handle { background: @track; border-radius: 4px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: @track; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QStatusBar { background: @ground; color: @muted; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @muted; font-size: 11px; }
QSizeGrip { width: 0; height: 0; }
QFrame[role="notice"] { background: @attention; border: 1px solid @line; border-left: 3px solid @worse; border-radius: 4px; }
QFrame[role="hint"] { background: @selection; border: 1px solid @line; border-left: 3px solid @accent; border-radius: 4px; }
QFrame[role="card"] { background: transparent; border: none; border-bottom: 1px solid @line; }
QFrame[role="worstCard"] { background: @attention; border: none; border-bottom: 1px solid @line; }
QFrame[role="rule"] { background: @line; border: none; max-height: 1px; min-height: 1px; }
QFrame#paletteFrame { background: @panel; border: 1px solid @line; border-radius: 8px; }
)";

QColor blend(const QColor& a, const QColor& b, double share) {
  return QColor::fromRgbF(a.redF() + (b.redF() - a.redF()) * share, a.greenF() + (b.greenF() - a.greenF()) * share,
                          a.blueF() + (b.blueF() - a.blueF()) * share);
}

}  // namespace

QString styleSheet(const Theme& t) {
  const QHash<QString, QString> names{
      {"ground", t.ground.name()},     {"panel", t.panel.name()},         {"line", t.line.name()},
      {"text", t.text.name()},         {"muted", t.muted.name()},         {"accent", t.accent.name()},
      {"selection", t.selection.name()}, {"track", t.track.name()},       {"better", t.better.name()},
      {"worse", t.worse.name()},       {"field", t.field.name()},         {"attention", t.attention.name()},
      {"hover", blend(t.panel, t.selection, 0.5).name()}, {"faint", blend(t.muted, t.panel, 0.35).name()},
      {"onAccent", t.dark ? "#0B1620" : "#FFFFFF"},       {"worstTag", "#B3402A"},
      {"mode", t.dark ? "dark" : "light"}};
  QString sheet = QString::fromLatin1(kSheet);
  static const QRegularExpression word("@([A-Za-z]+)");
  QString out;
  qsizetype from = 0;
  for (auto it = word.globalMatch(sheet); it.hasNext();) {
    const auto match = it.next();
    out += QStringView(sheet).mid(from, match.capturedStart() - from);
    out += names.value(match.captured(1));
    from = match.capturedEnd();
  }
  out += QStringView(sheet).mid(from);
  return out;
}

}  // namespace spurioscope::ui
