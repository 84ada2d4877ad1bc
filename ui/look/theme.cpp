#include "ui/look/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>
#include <QStyleFactory>
#include <QVariant>
#include <array>

namespace spurioscope::ui {
namespace {

constexpr char kProperty[] = "spurioscopeDark";

QPalette paletteOf(const Theme& t) {
  QPalette p;
  p.setColor(QPalette::Window, t.ground);
  p.setColor(QPalette::WindowText, t.text);
  p.setColor(QPalette::Base, t.panel);
  p.setColor(QPalette::AlternateBase, t.field);
  p.setColor(QPalette::Text, t.text);
  p.setColor(QPalette::Button, t.field);
  p.setColor(QPalette::ButtonText, t.text);
  p.setColor(QPalette::Highlight, t.selection);
  p.setColor(QPalette::HighlightedText, t.text);
  p.setColor(QPalette::ToolTipBase, t.panel);
  p.setColor(QPalette::ToolTipText, t.text);
  p.setColor(QPalette::PlaceholderText, t.muted);
  p.setColor(QPalette::Link, t.accent);
  p.setColor(QPalette::Mid, t.line);
  for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    p.setColor(QPalette::Disabled, role, t.muted);
  return p;
}

}  // namespace

const Theme& Theme::light() {
  static const Theme theme{.dark = false,
                           .ground = QColor("#F4F6F8"),
                           .panel = QColor("#FFFFFF"),
                           .line = QColor("#D8DDE4"),
                           .text = QColor("#1B2330"),
                           .muted = QColor("#647184"),
                           .accent = QColor("#0B6FB8"),
                           .selection = QColor("#E6F0F8"),
                           .track = QColor("#E4E8ED"),
                           .better = QColor("#0A7D4F"),
                           .worse = QColor("#B3402A"),
                           .field = QColor("#F4F6F8"),
                           .attention = QColor("#FCF3EE")};
  return theme;
}

const Theme& Theme::night() {
  static const Theme theme{.dark = true,
                           .ground = QColor("#14171C"),
                           .panel = QColor("#1C2128"),
                           .line = QColor("#313843"),
                           .text = QColor("#E7EAEF"),
                           .muted = QColor("#98A3B3"),
                           .accent = QColor("#56B4E9"),
                           .selection = QColor("#20344A"),
                           .track = QColor("#2C333D"),
                           .better = QColor("#4CC38A"),
                           .worse = QColor("#F0836B"),
                           .field = QColor("#14171C"),
                           .attention = QColor("#2B2322")};
  return theme;
}

const Theme& Theme::current() { return qApp && qApp->property(kProperty).toBool() ? night() : light(); }

void Theme::apply(bool dark) {
  qApp->setProperty(kProperty, dark);
  const Theme& theme = current();
  if (auto* fusion = QStyleFactory::create("Fusion")) QApplication::setStyle(fusion);
  QApplication::setFont(textFont());
  QApplication::setPalette(paletteOf(theme));
  qApp->setStyleSheet(styleSheet(theme));
}

QColor Theme::group(int id) const {
  static const std::array<QColor, 7> colours{QColor("#0072B2"), QColor("#E69F00"), QColor("#D55E00"), QColor("#009E73"),
                                             QColor("#56B4E9"), QColor("#CC79A7"), QColor("#F0E442")};
  const int slot = id < 0 ? 0 : id % 8;
  return slot == 7 ? text : colours[slot];
}

QColor Theme::change(double value) const { return value > 0 ? better : value < 0 ? worse : muted; }

QFont textFont(int pixels, QFont::Weight weight) {
  static const QString family = QFontDatabase::hasFamily("Inter") ? QStringLiteral("Inter") : QStringLiteral("DejaVu Sans");
  QFont font(family);
  font.setPixelSize(pixels);
  font.setWeight(weight);
  font.setHintingPreference(QFont::PreferNoHinting);
  return font;
}

}  // namespace spurioscope::ui
