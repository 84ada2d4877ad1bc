#include "ui/document/edit_command.h"

namespace spurioscope::ui {

EditCommand::EditCommand(Document* document, EditSet next, const QString& text, int drag)
    : QUndoCommand(text), m_document(document), m_before(document->editSet()), m_after(std::move(next)), m_drag(drag) {}

void EditCommand::undo() { m_document->replaceEdits(m_before); }

void EditCommand::redo() {
  if (!m_done) m_document->forgetOutcomesFrom(m_document->undoStack()->index() + 1);
  m_done = true;
  m_document->replaceEdits(m_after);
}

bool EditCommand::mergeWith(const QUndoCommand* other) {
  const auto* next = static_cast<const EditCommand*>(other);
  if (next->m_drag != m_drag) return false;
  m_after = next->m_after;
  m_document->forgetOutcomesFrom(m_document->undoStack()->index());
  setText(next->text());
  return true;
}

bool pushEdit(Document* document, const EditSet& next, const QString& text, int drag) {
  if (next == document->editSet()) return false;
  document->undoStack()->push(new EditCommand(document, next, text, drag));
  return true;
}

}  // namespace spurioscope::ui
