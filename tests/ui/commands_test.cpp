#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QDropEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QSlider>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>

#include "ui/document/edit_command.h"
#include "ui/views/notice.h"
#include "ui/views/switch_bar.h"
#include "ui/window/actions.h"
#include "ui/window/command_palette.h"
#include "ui/window/export_dialog.h"
#include "window_fixture.h"

using namespace spurioscope;
using namespace spurioscope::ui;

namespace {

/// Every command that the menu bar shows, found without the window's help.
void collect(const QList<QAction*>& actions, QStringList& out) {
  for (const auto* action : actions) {
    if (action->menu())
      collect(action->menu()->actions(), out);
    else if (!action->isSeparator())
      out << QString(action->text()).remove('&');
  }
}

}  // namespace

class CommandsTest : public QObject {
  Q_OBJECT
 private slots:
  void paletteHasEveryActionOfEveryMenu() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    QStringList inMenus, inPalette;
    collect(fixture.window->menus()->actions(), inMenus);
    auto* palette = fixture.window->showPalette(">");
    for (int i = 0; i < palette->list()->count(); ++i) inPalette << palette->list()->item(i)->text().mid(2);
    palette->close();
    inMenus.sort();
    inPalette.sort();
    QVERIFY(inMenus.size() > 40);
    QCOMPARE(inPalette, inMenus);
  }

  void paletteFindsChannelsLayersAndSamples() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    auto* palette = fixture.window->showPalette("conv2 35");
    QCOMPARE(palette->list()->item(0)->text(), QString("layer3.0.conv2 : 35"));
    palette->field()->setText("conv2:12");
    QTest::keyClick(palette->field(), Qt::Key_Return);
    QCOMPARE(fixture.document()->selection().current.channel, 12);
    palette = fixture.window->showPalette("test/1234");
    QTest::keyClick(palette->field(), Qt::Key_Return);
    QCOMPARE(fixture.document()->sampleQuery().sample, 1234);
  }

  void keysOfTheSpecificationAreTaken_data() {
    QTest::addColumn<QString>("name");
    const QList<QPair<const char*, const char*>> keys{
        {"Ctrl+O", "openCheckpoint"}, {"Ctrl+S", "saveSession"}, {"Ctrl+E", "exportView"}, {"Ctrl+Z", "undo"}, {"Ctrl+Shift+Z", "redo"},
        {"Ctrl+K", "palette"}, {"Ctrl+Shift+P", "palette"}, {"F1", "helpFocus"}, {"?", "keys"}, {"Space", "toggle"}, {"I", "invert"},
        {"R", "reset"}, {"[", "previousRanked"}, {"]", "nextRanked"}, {"1", "viewMaps"}, {"4", "viewCurves"}, {"Ctrl+1", "dock1"},
        {"Ctrl+4", "dock4"}, {"Alt+Left", "selectionBack"}, {"Alt+Right", "selectionForward"}, {"+", "topMore"}, {"-", "topLess"},
        {"E", "nextEpoch"}, {"Shift+E", "previousEpoch"}, {"Ctrl+C", "copy"}, {"Ctrl+Shift+C", "copyCommand"}, {"Esc", "clearSelection"}};
    for (const auto& [key, name] : keys) QTest::newRow(key) << name;
  }
  void keysOfTheSpecificationAreTaken() {
    QFETCH(QString, name);
    WindowFixture fixture({}, {});
    const QKeySequence key(QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY(fixture.window->actions()->find(name)->shortcuts().contains(key));
    for (const auto* action : fixture.window->actions()->all())
      if (action->objectName() != name) QVERIFY2(!action->shortcuts().contains(key), qPrintable(action->objectName()));
  }

  void copyAsCommandRepeatsWhatIsShown() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    QTest::keyClick(fixture.window.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QApplication::clipboard()->text(), QString("spurioscope-cli evaluate demo --data demo --split train"));
    fixture.find<QSlider>("topSlider")->setValue(2);
    fixture.window->actions()->find("copyCommand")->trigger();
    QCOMPARE(
        QApplication::clipboard()->text(),
        QString(
            "spurioscope-cli ablate demo --data demo --set layer3.0.conv2:35 --set layer3.0.conv2:12 --mode zero-weights --split train"));
  }

  void copyTakesTheTableInFocus() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    fixture.find<QTableView>("channelTable")->setFocus();
    fixture.window->actions()->find("copy")->trigger();
    QVERIFY(QApplication::clipboard()->text().startsWith("35\t1\t"));
  }

  void exportDialogWritesTheView() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    QTemporaryDir folder;
    fixture.window->actions()->find("exportView")->trigger();
    auto* dialog = fixture.window->findChild<ExportDialog*>("exportDialog");
    QVERIFY(dialog != nullptr);
    dialog->findChild<QComboBox*>("exportKind")->setCurrentIndex(1);
    const QString path = folder.filePath("maps.svg");
    dialog->findChild<QLineEdit*>("exportPath")->setText(path);
    QTest::mouseClick(dialog->findChild<QAbstractButton*>("exportWrite"), Qt::LeftButton);
    QTRY_VERIFY(QFile::exists(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.startsWith("4 panels"));
    QVERIFY(text.contains("layer3.0.conv2 : 35") && text.contains("preset corrected") && text.contains("epoch 20"));
    QTRY_VERIFY(!fixture.window->findChild<ExportDialog*>("exportDialog"));
  }

  void exportFailureStaysInTheDialog() {
    engine::fake::Script script;
    script.failures["writeFigure"] = {"io", "The disk is full.", "/x", "Choose another folder.", 4};
    WindowFixture fixture(script);
    QVERIFY(fixture.settle());
    fixture.window->actions()->find("exportView")->trigger();
    auto* dialog = fixture.window->findChild<ExportDialog*>("exportDialog");
    QTest::mouseClick(dialog->findChild<QAbstractButton*>("exportWrite"), Qt::LeftButton);
    QTRY_VERIFY(dialog->notices()->find("failure-export") != nullptr);
    QVERIFY(dialog->notices()->find("failure-export")->text().contains("Choose another folder."));
    dialog->reject();
  }

  void sessionReturnsToTheSameState() {
    QTemporaryDir folder;
    const QString file = folder.filePath("a.spurio");
    EditSet saved;
    {
      WindowFixture fixture;
      QVERIFY(fixture.settle());
      fixture.find<QSlider>("topSlider")->setValue(4);
      fixture.find<QSlider>("strengthSlider")->setValue(70);
      fixture.document()->selectChannel({"layer2.0.conv1", 7});
      fixture.window->showTab(MainWindow::Curves);
      saved = fixture.document()->editSet();
      fixture.window->saveSession(file);
      QTRY_VERIFY(QFile::exists(file));
      QVERIFY(fixture.settle());
    }
    WindowFixture fixture({}, file);
    QTRY_COMPARE(fixture.document()->editSet(), saved);
    QVERIFY(fixture.settle());
    QCOMPARE(channelText(fixture.document()->selection().current), QString("layer2.0.conv1 : 7"));
    QCOMPARE(fixture.find<QTabBar>("viewTabs")->currentIndex(), int(MainWindow::Curves));
    QVERIFY(fixture.document()->outcome()->changedLogits > 0);
  }

  void droppedFilesAreOpened() {
    WindowFixture fixture({}, {});
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile("/nowhere/net.pth"), QUrl::fromLocalFile(QDir::tempPath())});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(fixture.window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({10, 10}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(fixture.window.get(), &drop);
    QTRY_VERIFY(fixture.document()->canEvaluate());
    QVERIFY(fixture.settle());
  }

  void everyControlHasANameForTestsAndForReaders() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    QStringList unnamed;
    for (auto* widget : fixture.window->findChildren<QWidget*>()) {
      const bool control = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget)
          || qobject_cast<QLineEdit*>(widget) ||
                           qobject_cast<QSlider*>(widget) || qobject_cast<QTableView*>(widget) || qobject_cast<QDockWidget*>(widget) ||
                           qobject_cast<QTabBar*>(widget);
      const QString name = widget->objectName(), type = widget->metaObject()->className();
      const bool ofQt = name.startsWith("qt_") || name.startsWith("Scroll") || type.startsWith("QTableCorner")
          || type == "QLineEditIconButton" ||
                        type == "QDockWidgetTitleButton" || type == "QComboBoxListView";
      if (control && !ofQt && (name.isEmpty() || widget->accessibleName().isEmpty())) unnamed << type + ":" + name;
    }
    QVERIFY2(unnamed.isEmpty(), qPrintable(unnamed.join(", ")));
  }

  void bothThemesAreReadable_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
  }
  void bothThemesAreReadable() {
    QFETCH(bool, dark);
    const Theme& theme = dark ? Theme::night() : Theme::light();
    const auto luminance = [](const QColor& colour) {
      const auto part = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
      return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) + 0.0722 * part(colour.blueF());
    };
    const auto contrast = [&](const QColor& a, const QColor& b) {
      const double x = luminance(a), y = luminance(b);
      return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
    };
    // WCAG 2.1, 1.4.3: 4.5 to 1.
    for (const QColor& ground : {theme.panel, theme.ground})
      for (const QColor& ink : {theme.text, theme.muted, theme.accent, theme.better, theme.worse}) QVERIFY2(contrast(ink,
          ground) >= 4.5, qPrintable(ink.name() + " on " + ground.name()));
    for (const QColor& ink : {theme.text, theme.worse, theme.muted}) QVERIFY2(contrast(ink, theme.attention) >= 4.5,
        qPrintable(ink.name()));
  }
};

QTEST_MAIN(CommandsTest)
#include "commands_test.moc"
