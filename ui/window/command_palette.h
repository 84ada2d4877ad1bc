#pragma once

#include <QDialog>

#include "ui/window/palette_items.h"

class QLineEdit;
class QListWidget;

namespace spurioscope::ui {

/// Ctrl+K: find a channel, a layer, a sample, or, after '>', a command.
class CommandPalette : public QDialog {
  Q_OBJECT
 public:
  CommandPalette(Document* document, const QList<QAction*>& actions, std::function<void(int)> showSample, const QString& typed,
      QWidget* parent);

  QLineEdit* field() const { return m_field; }
  QListWidget* list() const { return m_list; }

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  void refresh();
  void choose();

  Document* m_document;
  QList<PaletteItem> m_commands;
  std::function<void(int)> m_showSample;
  QList<PaletteItem> m_items;
  QLineEdit* m_field;
  QListWidget* m_list;
};

}  // namespace spurioscope::ui
