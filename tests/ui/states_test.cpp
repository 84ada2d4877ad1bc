#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QToolButton>

#include "ui/document/edit_command.h"
#include "ui/models/sample_model.h"
#include "ui/views/channel_panel.h"
#include "ui/views/group_card.h"
#include "ui/views/groups_panel.h"
#include "ui/views/notice.h"
#include "ui/views/ranking_menu.h"
#include "ui/window/actions.h"
#include "window_fixture.h"

using namespace spurioscope;
using namespace spurioscope::ui;
using engine::fake::Script;

namespace {

Script failing(const char* call) {
  Script script;
  script.failures[call] = {"memory", "2.1 GB were needed, 1.3 GB are free.", "batch size", "Set a smaller batch.", 5};
  return script;
}

QPushButton* button(Notice* notice, const QString& text) {
  for (auto* candidate : notice->findChildren<QPushButton*>())
    if (candidate->text() == text) return candidate;
  return nullptr;
}

void writeFile(const QString& path, const QByteArray& text) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(text);
}

}  // namespace

class StatesTest : public QObject {
  Q_OBJECT
 private slots:
  void nothingOpenOffersThreeChoices() {
    WindowFixture fixture({}, {});
    QVERIFY(fixture.find<QWidget>("startDemo")->isVisible());
    QVERIFY(fixture.find<QWidget>("startOpen")->isVisible());
    QVERIFY(fixture.find<QWidget>("startRecent")->isVisible());
    QTest::mouseClick(fixture.find<QToolButton>("startDemo"), Qt::LeftButton);
    QTRY_VERIFY(fixture.document()->canEvaluate());
    QVERIFY(fixture.settle());
  }

  void checkpointWithoutDataRanksByMagnitude() {
    WindowFixture fixture({}, "/nowhere/net.pth");
    QTRY_VERIFY(fixture.document()->ranking() != nullptr);
    QCOMPARE(fixture.document()->ranking()->request.criterion, engine::Criterion::Magnitude);
    QVERIFY(fixture.window->groups()->notices()->find("needData"));
    QVERIFY(!fixture.window->actions()->find("copyCommand")->isEnabled());
  }

  void dataWithoutCheckpointSaysWhatToDrop() {
    WindowFixture fixture({}, QDir::tempPath());
    QTRY_VERIFY(fixture.document()->data() != nullptr);
    QVERIFY(fixture.window->groups()->notices()->find("needCheckpoint"));
  }

  void unknownArchitectureListsItsTensors() {
    Script script;
    script.unknownArchitecture = true;
    WindowFixture fixture(script, "/nowhere/net.pth");
    QTRY_VERIFY(fixture.find<QWidget>("tensorPage")->isVisible());
    const QString text = fixture.window->findChild<Notice*>("unknownArchitecture")->text();
    QVERIFY(text.contains("resnet") && text.contains("fc.weight") && text.contains("encoder.block.0.q.weight"));
  }

  void reversedClassesAreSaidWithEvidence() {
    Script script;
    script.reversedClasses = true;
    WindowFixture fixture(script);
    QVERIFY(fixture.settle());
    const auto* notice = fixture.window->groups()->notices()->find("classOrder");
    QVERIFY(notice && notice->text().contains("512 train samples 2.0 %"));
  }

  void oneClassIsAProblem() {
    Script script;
    script.onePredictedClass = true;
    WindowFixture fixture(script);
    QVERIFY(fixture.settle());
    QVERIFY(fixture.window->groups()->notices()->find("oneClass"));
  }

  void emptyGroupHasNoAccuracy() {
    Script script;
    script.emptyGroup = true;
    WindowFixture fixture(script);
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.find<GroupCard>("groupCard1")->findChild<QLabel*>("accuracy")->text(), QString("none"));
  }

  void estimatesAreMarkedAndCanBeOvertaken() {
    Script script;
    script.holdEvaluation = true;
    WindowFixture fixture(script);
    QTRY_VERIFY(fixture.document()->outcome() != nullptr);
    QVERIFY(!fixture.document()->outcome()->after.exact);
    QVERIFY(!fixture.window->actions()->find("pin")->isEnabled());
    pushEdit(fixture.document(), toggled(fixture.document()->editSet(), {{"layer3.0.conv2", 35}}), "off");
    QTRY_VERIFY(fixture.document()->outcome()->changedLogits > 0);
    engine::fake::setScript({});
    QVERIFY(fixture.settle());
    QVERIFY(fixture.document()->outcome()->after.exact);
  }

  void cancelStopsTheJob() {
    Script script;
    script.holdEvaluation = true;
    WindowFixture fixture(script);
    QTRY_VERIFY(fixture.find<QToolButton>("cancelButton")->isVisible());
    QTest::mouseClick(fixture.find<QToolButton>("cancelButton"), Qt::LeftButton);
    QTRY_VERIFY(!fixture.find<QToolButton>("cancelButton")->isVisible());
    QVERIFY(!fixture.window->groups()->notices()->find("failure-evaluate"));  // cancelled is no failure
  }

  void failuresAppearWhereTheyBelong_data() {
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QString>("lane");
    QTest::addColumn<QString>("dock");
    QTest::newRow("evaluate") << QByteArray("evaluate") << "evaluate" << "groupsDock";
    QTest::newRow("rank") << QByteArray("rank") << "rank" << "channelDock";
    QTest::newRow("statistics") << QByteArray("statistics") << "statistics" << "channelDock";
    QTest::newRow("maps") << QByteArray("channelDetail") << "detail" << "mapsView";
    QTest::newRow("checkpoint") << QByteArray("openCheckpoint") << "open checkpoint" << "centre";
    QTest::newRow("checkpoint, looked through") << QByteArray("lookThrough") << "open checkpoint" << "centre";
    QTest::newRow("data") << QByteArray("openData") << "open data" << "centre";
  }
  void failuresAppearWhereTheyBelong() {
    QFETCH(QByteArray, call);
    QFETCH(QString, lane);
    QFETCH(QString, dock);
    WindowFixture fixture(failing(call.constData()));
    const QString name = "failure-" + lane;
    auto* place = fixture.window->findChild<QWidget*>(dock);
    QTRY_VERIFY(place->findChild<Notice*>(name) != nullptr);
    auto* notice = place->findChild<Notice*>(name);
    QVERIFY(notice->text().contains("2.1 GB were needed") && notice->text().contains("Set a smaller batch."));
    QTest::mouseClick(button(notice, "Copy details"), Qt::LeftButton);
    QVERIFY(QApplication::clipboard()->text().contains("kind: memory"));
    engine::fake::setScript({});
    QTest::mouseClick(button(notice, "Try again"), Qt::LeftButton);
    QVERIFY(fixture.settle());
    QVERIFY(place->findChild<Notice*>(name) == nullptr);
    QTRY_VERIFY(fixture.document()->outcome() && fixture.document()->outcome()->after.exact);
  }

  void aCheckpointIsShownBeforeItIsLookedThroughAndTakenBackWhenItFails() {
    WindowFixture fixture(failing("lookThrough"), {});
    QSignalSpy shown(fixture.document(), &Document::checkpointChanged);
    fixture.window->open("demo");
    QVERIFY(fixture.settle());
    QCOMPARE(shown.count(), 2);
    QVERIFY(fixture.document()->checkpoint() == nullptr);
    engine::fake::setScript({});
    fixture.window->open("demo");
    QVERIFY(fixture.settle());
    QVERIFY(!fixture.document()->checkpoint()->sha256.empty());
    fixture.find<QSlider>("topSlider")->setValue(1);
    QVERIFY(fixture.settle());
    const auto edits = fixture.document()->editSet().edits.size();
    QVERIFY(edits > 0);
    engine::fake::setScript(failing("lookThrough"));
    fixture.window->open("demo:epoch=40");
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.document()->editSet().edits.size(), edits);  // a refused file costs no edits
    QVERIFY(!fixture.document()->checkpoint()->sha256.empty());
  }

  void warningsOfACheckpointAreSaid() {
    Script script;
    script.warnings = {"one", "two", "three", "4 weights are not finite"};
    WindowFixture fixture(script);
    QVERIFY(fixture.settle());
    const auto* notice = fixture.window->findChild<Notice*>("checkpointWarnings");
    QVERIFY(notice != nullptr);
    QVERIFY(notice->text().contains("4 weights are not finite") && notice->text().contains("1 more"));
    engine::fake::setScript({});
    fixture.window->open("demo:epoch=40");
    QTRY_VERIFY(fixture.window->findChild<Notice*>("checkpointWarnings") == nullptr);
  }

  void damagedSamplesAreCountedAndShown() {
    Script script;
    script.damaged = true;
    WindowFixture fixture(script);
    QVERIFY(fixture.settle());
    auto* notice = fixture.window->groups()->notices()->find("damaged");
    QVERIFY(notice != nullptr);
    QTest::mouseClick(button(notice, "Show"), Qt::LeftButton);
    const auto rows = sampleRows(*fixture.document(), fixture.document()->sampleQuery());
    QCOMPARE(rows.size(), std::size_t(1));
    QVERIFY(rows.front().note.contains("310 of 2,048"));
  }

  void olderRankingIsMarkedStale() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    engine::fake::setScript(failing("rank"));
    fixture.window->actions()->find("rank-taylor")->trigger();
    QVERIFY(fixture.document()->rankingStale());
    QVERIFY(RankingMenu::summary(*fixture.document()).contains("stale"));
  }

  void changedFileIsSaidAndNotReloaded() {
    QTemporaryDir folder;
    const QString path = folder.filePath("net.pth");
    writeFile(path, "one");
    WindowFixture fixture({}, path);
    QTRY_VERIFY(fixture.document()->checkpoint() != nullptr);
    const int opened = engine::fake::calls("openCheckpoint");
    // Replaced by rename, as training scripts do.
    writeFile(folder.filePath("new"), "longer contents");
    QVERIFY(std::rename(qPrintable(folder.filePath("new")), qPrintable(path)) == 0);
    QTRY_VERIFY(fixture.window->findChild<Notice*>("fileChanged-checkpoint") != nullptr);
    QCOMPARE(engine::fake::calls("openCheckpoint"), opened);
    QTest::mouseClick(button(fixture.window->findChild<Notice*>("fileChanged-checkpoint"), "Keep what is shown"), Qt::LeftButton);
    // Watched again after the rename.
    writeFile(path, "a third time, longer still");
    QTRY_VERIFY(fixture.window->findChild<Notice*>("fileChanged-checkpoint") != nullptr);
  }
};

QTEST_MAIN(StatesTest)
#include "states_test.moc"
