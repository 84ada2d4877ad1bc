#include <QDockWidget>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include "ui/look/translation.h"
#include "window_fixture.h"

using namespace spurioscope::ui;

namespace {

struct Message {
  QString source, translation;
  bool finished = true;
};

QList<Message> messagesOf(const QString& file) {
  QList<Message> all;
  QFile in(file);
  if (!in.open(QIODevice::ReadOnly)) return all;
  QXmlStreamReader xml(&in);
  while (!xml.atEnd()) {
    if (!xml.readNextStartElement()) continue;
    if (xml.name() == QLatin1String("message")) all << Message{};
    if (xml.name() == QLatin1String("translation") && !all.isEmpty()) {
      all.last().finished = xml.attributes().value("type").isEmpty();
      all.last().translation = xml.readElementText();
    } else if (xml.name() == QLatin1String("source") && !all.isEmpty()) {
      all.last().source = xml.readElementText();
    }
  }
  return all;
}

QStringList placesOf(const QString& text) {
  QStringList out;
  static const QRegularExpression place("%[0-9]");
  for (auto match = place.globalMatch(text); match.hasNext();) out << match.next().captured();
  out.sort();
  return out;
}

}  // namespace

class TranslationTest : public QObject {
  Q_OBJECT
 private slots:
  void everyTextIsTranslatedWithItsPlaces() {
    const auto all = messagesOf(SPURIOSCOPE_TRANSLATION);
    QVERIFY(all.size() > 400);
    for (const auto& message : all) {
      QVERIFY2(message.finished && !message.translation.isEmpty(), qPrintable(message.source));
      QVERIFY2(placesOf(message.source) == placesOf(message.translation), qPrintable(message.source));
    }
  }

  void noTextOfTheSourcesIsMissing() {
    QTemporaryDir folder;
    const QString copy = folder.filePath("spurioscope_de.ts");
    QVERIFY(QFile::copy(SPURIOSCOPE_TRANSLATION, copy));
    QProcess lupdate;
    lupdate.setWorkingDirectory(SPURIOSCOPE_SOURCE);
    lupdate.start(SPURIOSCOPE_LUPDATE, {"-silent", "-no-obsolete", "-locations", "none", "ui", "app", "-ts", copy});
    QVERIFY(lupdate.waitForFinished(60'000));
    const auto before = messagesOf(SPURIOSCOPE_TRANSLATION), after = messagesOf(copy);
    for (const auto& message : after) QVERIFY2(message.finished, qPrintable(message.source));
    QCOMPARE(after.size(), before.size());  // nothing is left over either
  }

  void theWindowSpeaksTheLanguageOfTheLocale() {
    QVERIFY(Translation::install(qApp, QLocale(QLocale::German)));
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.find<QDockWidget>("groupsDock")->windowTitle(), QString("Gruppen"));
    QVERIFY(!Translation::install(qApp, QLocale(QLocale::Finnish)));
  }
};

QTEST_MAIN(TranslationTest)
#include "translation_test.moc"
