#include <QDir>
#include <QPushButton>
#include <QTemporaryDir>

#include "ui/document/edit_command.h"
#include "ui/views/notice.h"
#include "ui/window/autosave.h"
#include "window_fixture.h"

using namespace spurioscope::ui;

namespace {

QStringList filesIn(const QString& folder, const char* pattern) { return QDir(folder).entryList({QLatin1String(pattern)}, QDir::Files); }

void writeFile(const QString& path, const QByteArray& text) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(text);
}

/// A window with autosave on the double.
struct Kept {
  explicit Kept(const QString& folder) {
    spurioscope::engine::fake::setScript({});
    window = std::make_unique<MainWindow>(
        MainWindow::Options{.settings = {}, .keepLayout = false, .savedTheme = false, .firstSteps = false, .autosaveFolder = folder});
    window->show();
    window->open("demo");
    settled = QTest::qWaitFor([this] { return window->settled(); }, 10'000);
  }
  void switchOff(int channel) {
    pushEdit(window->document(), toggled(window->document()->editSet(), {{"layer3.0.conv2", channel}}), "off");
  }
  void save() {
    window->autosave()->save();
    window->autosave()->waitForWritten();
  }
  std::unique_ptr<MainWindow> window;
  bool settled = false;
};

}  // namespace

class RecoveryTest : public QObject {
  Q_OBJECT
 private slots:
  void nothingIsKeptWhileNothingIsUnsaved() {
    QTemporaryDir folder;
    Kept kept(folder.path());
    QVERIFY(kept.settled);
    kept.save();
    QVERIFY(filesIn(folder.path(), "*").isEmpty());
  }

  void unsavedEditsAreKeptAndGoWithAnOrderlyEnd() {
    QTemporaryDir folder;
    {
      Kept kept(folder.path());
      kept.switchOff(3);
      kept.save();
      QCOMPARE(filesIn(folder.path(), "*.spurio").size(), 1);
      QCOMPARE(filesIn(folder.path(), "*.owner").size(), 1);
    }
    QVERIFY(filesIn(folder.path(), "*").isEmpty());
  }

  void savingTheSessionEndsTheNeed() {
    QTemporaryDir folder, elsewhere;
    Kept kept(folder.path());
    kept.switchOff(3);
    kept.save();
    kept.window->saveSession(elsewhere.filePath("a.spurio"));
    QTRY_VERIFY(kept.window->document()->undoStack()->isClean());
    kept.window->autosave()->waitForWritten();
    QVERIFY(filesIn(folder.path(), "*").isEmpty());
  }

  void theSessionOfALivingOwnerIsLeftAlone() {
    QTemporaryDir folder;
    Kept first(folder.path());
    first.switchOff(3);
    first.save();
    Kept second(folder.path());
    QVERIFY(!second.window->findChild<Notice*>("recovery"));
  }

  void whatADeadOwnerLeftIsOfferedAndComesBack() {
    QTemporaryDir folder;
    Kept first(folder.path());
    first.switchOff(3);
    first.save();
    // The owner's note names a process of another boot: as after a crash of the machine.
    writeFile(QDir(folder.path()).filePath(filesIn(folder.path(), "*.owner").front()), "1\n12\nanother-boot\n");
    Kept second(folder.path());
    auto* notice = second.window->findChild<Notice*>("recovery");
    QVERIFY(notice != nullptr);
    QTest::mouseClick(notice->findChildren<QPushButton*>().front(), Qt::LeftButton);
    QTRY_COMPARE(second.window->document()->editSet().edits.size(), std::size_t(1));
    QCOMPARE(second.window->document()->editSet().edits.front().channel, 3);
    QVERIFY(!second.window->document()->undoStack()->isClean());  // it is nowhere yet
  }

  void discardingRemovesIt() {
    QTemporaryDir folder;
    writeFile(folder.filePath("x.spurio"), "{}");
    writeFile(folder.filePath("x.owner"), "1\n12\nanother-boot\n");
    Kept kept(folder.path());
    auto* notice = kept.window->findChild<Notice*>("recovery");
    QVERIFY(notice != nullptr);
    QTest::mouseClick(notice->findChildren<QPushButton*>().back(), Qt::LeftButton);
    QVERIFY(filesIn(folder.path(), "*").isEmpty());
  }

  void aFolderThatCannotBeWrittenIsSaid() {
    Kept kept("/proc/nowhere");
    kept.switchOff(3);
    kept.save();
    QTRY_VERIFY(kept.window->findChild<Notice*>("autosave") != nullptr);
  }
};

QTEST_MAIN(RecoveryTest)
#include "recovery_test.moc"
