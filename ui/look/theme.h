#pragma once

#include <QColor>
#include <QFont>

namespace spurioscope::ui {

/// Every colour of the window (UX.md), in one place. A group's colour appears wherever the group does and nowhere else.
struct Theme {
  bool dark = false;
  QColor ground, panel, line, text, muted, accent, selection, track, better, worse;
  QColor field;     ///< of buttons and inputs
  QColor attention; ///< behind the worst group and behind warnings

  static const Theme& light();
  static const Theme& night();
  /// That of the application, as `apply` left it.
  static const Theme& current();
  /// Palette, font and style sheet of the application. Call after QApplication exists.
  static void apply(bool dark);

  /// Okabe-Ito in the fixed order of UX.md, repeated after eight.
  QColor group(int id) const;
  /// Green above zero, red below, grey at zero.
  QColor change(double value) const;
};

/// The whole style sheet for a theme (no widget writes colours of its own).
QString styleSheet(const Theme& theme);

QFont textFont(int pixels = 12, QFont::Weight weight = QFont::Normal);

namespace space {
constexpr int kTiny = 4, kSmall = 6, kNormal = 8, kWide = 12, kWider = 16;
constexpr int kRow = 24;
}  // namespace space

}  // namespace spurioscope::ui
