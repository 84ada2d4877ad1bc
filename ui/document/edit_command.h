#pragma once

#include <QUndoCommand>

#include "ui/document/document.h"

namespace spurioscope::ui {

/// The only way to change what is switched off.
class EditCommand : public QUndoCommand {
 public:
  /// @param drag  a slider's drag: commands with the same number above 0 become one step of the history.
  EditCommand(Document* document, EditSet next, const QString& text, int drag = 0);

  void undo() override;
  void redo() override;
  int id() const override { return m_drag > 0 ? 1 : -1; }
  bool mergeWith(const QUndoCommand* other) override;

 private:
  Document* m_document;
  EditSet m_before, m_after;
  int m_drag;
  bool m_done = false;
};

/// Pushes the change unless it changes nothing. @returns whether it did.
bool pushEdit(Document* document, const EditSet& next, const QString& text, int drag = 0);

}  // namespace spurioscope::ui
