#include "ui/window/command_palette.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include "ui/look/theme.h"
#include "ui/views/panel.h"

namespace spurioscope::ui {

CommandPalette::CommandPalette(Document* document, const QList<QAction*>& actions, std::function<void(int)> showSample,
                               const QString& typed, QWidget* parent)
    : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint), m_document(document), m_commands(commandItems(actions)),
      m_showSample(std::move(showSample)) {
  named(this, "commandPalette", tr("Command palette"));
  setAttribute(Qt::WA_DeleteOnClose);
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  auto* frame = named(new QFrame(this), "paletteFrame", tr("Command palette"));
  outer->addWidget(frame);
  auto* column = new QVBoxLayout(frame);
  column->setContentsMargins(10, 10, 10, 10);
  column->setSpacing(space::kNormal);
  m_field = named(new QLineEdit(typed, frame), "paletteField", tr("Find a channel, layer, sample, or > command"));
  m_field->setPlaceholderText(m_field->accessibleName());
  m_list = named(new QListWidget(frame), "paletteList", tr("Matches"));
  m_list->setUniformItemSizes(true);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  column->addWidget(m_field);
  column->addWidget(m_list, 1);
  m_field->installEventFilter(this);
  connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::refresh);
  connect(m_field, &QLineEdit::returnPressed, this, &CommandPalette::choose);
  connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::choose);
  setFixedWidth(560);
  refresh();
  m_field->setFocus();
}

void CommandPalette::refresh() {
  m_items = matchItems(m_field->text(), m_commands, m_document, m_showSample);
  m_list->clear();
  for (const auto& item : m_items) {
    const QString mark = item.kind == PaletteItem::Kind::Command ? QStringLiteral("> ") : QString();
    auto* row = new QListWidgetItem(mark + item.text, m_list);
    auto* hint = label(item.hint, "muted", m_list);
    hint->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    hint->setContentsMargins(0, 0, 10, 0);
    hint->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_list->setItemWidget(row, hint);
    if (!item.enabled) row->setForeground(Theme::current().muted);
  }
  if (m_list->count() > 0) m_list->setCurrentRow(0);
  const int rows = std::clamp(m_list->count(), 1, 14);
  setFixedHeight(m_field->sizeHint().height() + 32 + rows * 24);
}

void CommandPalette::choose() {
  const int row = m_list->currentRow();
  if (row < 0 || !m_items[row].enabled) return;
  const auto call = m_items[row].choose;
  close();
  call();
}

bool CommandPalette::eventFilter(QObject* object, QEvent* event) {
  if (object == m_field && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Down || key == Qt::Key_Up || key == Qt::Key_PageDown || key == Qt::Key_PageUp) {
      QApplication::sendEvent(m_list, event);
      return true;
    }
  }
  return QDialog::eventFilter(object, event);
}

}  // namespace spurioscope::ui
