#pragma once

#include <QList>
#include <QString>
#include <functional>

#include "ui/document/document.h"

class QAction;

namespace spurioscope::ui {

/// One line of the command palette.
struct PaletteItem {
  enum class Kind { Command, Layer, Channel, Sample } kind = Kind::Command;
  QString text;
  QString hint;  ///< key, or what it is
  bool enabled = true;
  std::function<void()> choose;
};

/// Every command, as "> text".
QList<PaletteItem> commandItems(const QList<QAction*>& actions);

/// The best lines for what is typed: with '>' commands, else channels, layers and samples, then commands. At most `most`.
QList<PaletteItem> matchItems(const QString& typed, const QList<PaletteItem>& commands, Document* document,
                              const std::function<void(int)>& showSample, int most = 60);

}  // namespace spurioscope::ui
