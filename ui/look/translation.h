#pragma once

#include <QLocale>
#include <QTranslator>

class QCoreApplication;

namespace spurioscope::ui {

/// The window's texts in the language of a locale. Qt Linguist's parser knows nested namespaces only in their long form and files
/// texts under the bare name of their class; the namespace is taken off before they are looked up.
class Translation : public QTranslator {
  Q_OBJECT
 public:
  using QTranslator::QTranslator;
  QString translate(const char* context, const char* text, const char* note, int n) const override;

  /// Installs what the locale has, with Qt's own texts (the buttons of its dialogs). @returns whether there was any.
  static bool install(QCoreApplication* application, const QLocale& locale);
};

}  // namespace spurioscope::ui
