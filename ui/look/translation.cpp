#include "ui/look/translation.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <string_view>

namespace spurioscope::ui {

QString Translation::translate(const char* context, const char* text, const char* note, int n) const {
  constexpr std::string_view kNamespace = "spurioscope::ui::";
  const std::string_view name = context ? context : "";
  return QTranslator::translate(name.starts_with(kNamespace) ? context + kNamespace.size() : context, text, note, n);
}

bool Translation::install(QCoreApplication* application, const QLocale& locale) {
  auto* own = new Translation(application);
  if (!own->load(locale, "spurioscope", "_", ":/i18n")) {
    delete own;
    return false;
  }
  auto* ofQt = new QTranslator(application);
  if (ofQt->load(locale, "qtbase", "_", QLibraryInfo::path(QLibraryInfo::TranslationsPath))) QCoreApplication::installTranslator(ofQt);
  return QCoreApplication::installTranslator(own);
}

}  // namespace spurioscope::ui
