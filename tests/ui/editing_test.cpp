#include <QAction>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QToolButton>

#include "ui/document/edit_command.h"
#include "ui/models/channel_filter.h"
#include "ui/models/channel_model.h"
#include "ui/views/group_card.h"
#include "ui/views/notice.h"
#include "ui/window/actions.h"
#include "window_fixture.h"

using namespace spurioscope;
using namespace spurioscope::ui;

class EditingTest : public QObject {
  Q_OBJECT

  static double worst(WindowFixture& fixture) { return fixture.document()->outcome()->after.worst; }

 private slots:
  void opensOnTheFirstRankedChannelAndItsMaps() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    QCOMPARE(channelText(fixture.document()->selection().current), QString("layer3.0.conv2 : 35"));
    QVERIFY(fixture.document()->detail() != nullptr);
  }

  void clickOnASwitchIsOneUndoableStep() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    const double before = worst(fixture);
    auto* table = fixture.find<QTableView>("channelTable");
    const QRect cell = table->visualRect(table->model()->index(0, ChannelModel::Switch));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::NoModifier, cell.center());
    QCOMPARE(fixture.document()->editSet().edits.size(), std::size_t(1));
    QVERIFY(fixture.settle());
    QVERIFY(worst(fixture) > before);
    QTest::keyClick(fixture.window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(fixture.document()->editSet().edits.empty());
    QVERIFY(fixture.settle());
    QCOMPARE(worst(fixture), before);
  }

  void spaceTogglesAllSelectedChannels() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    auto* table = fixture.find<QTableView>("channelTable");
    table->setFocus();
    table->selectionModel()->select(QItemSelection(table->model()->index(0, 0), table->model()->index(2, ChannelModel::ColumnCount - 1)),
                                    QItemSelectionModel::ClearAndSelect);
    QTest::keyClick(table, Qt::Key_Space);
    QCOMPARE(fixture.document()->editSet().edits.size(), std::size_t(3));
    QCOMPARE(fixture.document()->undoStack()->count(), 1);
    QTest::keyClick(table, Qt::Key_Space);
    QVERIFY(fixture.document()->editSet().edits.empty());
  }

  void spaceOnAButtonPressesTheButton() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    auto* pin = fixture.find<QPushButton>("pinButton");
    pin->setFocus();
    QTest::keyClick(pin, Qt::Key_Space);
    QVERIFY(fixture.document()->pinned().has_value());
    QVERIFY(fixture.document()->editSet().edits.empty());
  }

  void draggingTopIsLiveAndOneStep() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    auto* slider = fixture.find<QSlider>("topSlider");
    QSignalSpy live(fixture.document(), &Document::editsChanged);
    slider->setSliderDown(true);
    for (int k = 1; k <= 5; ++k) slider->setValue(k);
    slider->setSliderDown(false);
    QCOMPARE(live.count(), 5);
    QCOMPARE(fixture.document()->undoStack()->count(), 1);
    QCOMPARE(fixture.document()->editSet().edits.size(), std::size_t(5));
    QVERIFY(fixture.settle());
    fixture.document()->undoStack()->undo();
    QVERIFY(fixture.document()->editSet().edits.empty());
    QCOMPARE(slider->value(), 0);
  }

  void strengthGradesTheEdits() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    fixture.document()->selectChannel({"layer3.0.conv2", 35});
    fixture.window->actions()->find("toggle")->trigger();
    QVERIFY(fixture.settle());
    const double full = worst(fixture);
    fixture.find<QSlider>("strengthSlider")->setValue(50);
    QCOMPARE(fixture.document()->editSet().edits.front().alpha, 0.5);
    QVERIFY(fixture.settle());
    QVERIFY(worst(fixture) < full);
    fixture.document()->undoStack()->undo();
    QCOMPARE(fixture.find<QSlider>("strengthSlider")->value(), 100);
  }

  void invertAndResetReturnToTheStartByUndo() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    const EditSet start = fixture.document()->editSet();
    QTest::keyClick(fixture.window.get(), Qt::Key_I);
    QCOMPARE(fixture.document()->editSet().edits.size(), std::size_t(64));
    QTest::keyClick(fixture.window.get(), Qt::Key_R);
    QVERIFY(fixture.document()->editSet().edits.empty());
    while (fixture.document()->undoStack()->canUndo()) fixture.document()->undoStack()->undo();
    QCOMPARE(fixture.document()->editSet(), start);
    QVERIFY(fixture.settle());
    while (fixture.document()->undoStack()->canRedo()) fixture.document()->undoStack()->redo();
    QVERIFY(fixture.settle());
    QVERIFY(fixture.document()->editSet().edits.empty());
  }

  void anEditThatMovesNothingSaysSo() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    fixture.document()->selectChannel({"conv1", 0});
    fixture.window->actions()->find("toggle")->trigger();
    QVERIFY(fixture.settle());
    auto* notice = fixture.window->findChild<Notice*>("noEffect");
    QVERIFY(notice != nullptr);
    QVERIFY(notice->text().contains("constant"));
  }

  void anEditNeverWaitsForStatistics() {
    engine::fake::Script script;
    script.holdStatistics = true;
    WindowFixture fixture(script);
    QTRY_VERIFY(fixture.document()->outcome() && fixture.document()->outcome()->after.exact);
    pushEdit(fixture.document(), toggled(fixture.document()->editSet(), {{"layer3.0.conv2", 35}}), "off");
    QTRY_VERIFY(!fixture.document()->outcomeStale() && fixture.document()->outcome()->changedLogits > 0);
    QVERIFY(!fixture.document()->statistics());
  }

  void historyClickGoesToThatStep() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    for (const int c : {35, 12, 50}) {
      fixture.document()->selectChannel({"layer3.0.conv2", c});
      fixture.window->actions()->find("toggle")->trigger();
      QVERIFY(fixture.settle());
    }
    auto* list = fixture.find<QListView>("historyList");
    QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::NoModifier, list->visualRect(list->model()->index(1, 0)).center());
    QCOMPARE(fixture.document()->undoStack()->index(), 1);
    QCOMPARE(fixture.document()->editSet().edits.size(), std::size_t(1));
  }

  void fixedCountShowsItsSamples() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    fixture.find<QSlider>("topSlider")->setValue(3);
    QVERIFY(fixture.settle());
    auto* card = fixture.find<GroupCard>("groupCard2");
    auto* fixed = card->findChild<QToolButton*>("fixed");
    QTest::mouseClick(fixed, Qt::LeftButton);
    QTRY_COMPARE(fixture.find<QListView>("sampleList")->model()->rowCount(), 45);
    QCOMPARE(fixed->text(), QString("+45 fixed"));
  }

  void pinnedBaselineBecomesTheReference() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    fixture.find<QSlider>("topSlider")->setValue(1);
    QVERIFY(fixture.settle());
    fixture.window->actions()->find("pin")->trigger();
    auto* change = fixture.find<GroupCard>("groupCard2")->findChild<QLabel*>("change");
    QCOMPARE(change->text(), QString("0.0"));
    fixture.window->actions()->find("unpin")->trigger();
    QCOMPARE(change->text(), QString("+4.0"));
  }

  void rankedChannelsAndSelectionHistoryByKeys() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    QTest::keyClick(fixture.window.get(), Qt::Key_BracketRight);
    QCOMPARE(channelText(fixture.document()->selection().current), QString("layer3.0.conv2 : 12"));
    QTest::keyClick(fixture.window.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(channelText(fixture.document()->selection().current), QString("layer3.0.conv2 : 35"));
    QTest::keyClick(fixture.window.get(), Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(channelText(fixture.document()->selection().current), QString("layer3.0.conv2 : 12"));
  }

  void epochKeysKeepEditsAndSelection() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    fixture.find<QSlider>("topSlider")->setValue(2);
    QVERIFY(fixture.settle());
    QTest::keyClick(fixture.window.get(), Qt::Key_E, Qt::ShiftModifier);
    QTRY_COMPARE(fixture.document()->checkpoint()->epoch.value_or(-1), 10);
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.document()->editSet().edits.size(), std::size_t(2));
    QVERIFY(fixture.document()->outcome()->after.exact);
  }

  void everyEpochGivesCurvesAndSparklines() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    fixture.window->actions()->find("scanEpochs")->trigger();
    QTRY_COMPARE(fixture.document()->epochs().size(), std::size_t(6));
    QCOMPARE(channelRows(*fixture.document()).front().overEpochs.size(), std::size_t(6));
    QCOMPARE(fixture.document()->checkpoint()->epoch.value_or(-1), 20);  // the open one stays open
  }
};

QTEST_MAIN(EditingTest)
#include "editing_test.moc"
