#include <QMenu>
#include <QPushButton>
#include <QTreeView>

#include "ui/document/edit_command.h"
#include "ui/models/sample_model.h"
#include "ui/views/chip_button.h"
#include "ui/views/density_plot.h"
#include "ui/views/groups_panel.h"
#include "ui/views/notice.h"
#include "ui/window/actions.h"
#include "ui/window/context_menus.h"
#include "window_fixture.h"

using namespace spurioscope::ui;
using spurioscope::engine::ClassOrder;

namespace {

/// Presses an entry of a menu that is shown.
bool press(MainWindow* window, const char* menu, const QString& text) {
  auto* shown = window->findChild<QMenu*>(QLatin1String(menu));
  if (!shown) return false;
  for (auto* action : shown->actions())
    if (action->text().contains(text) && action->isEnabled()) {
      action->trigger();
      delete shown;
      return true;
    }
  return false;
}

}  // namespace

/// Menus under the pointer, brushes, and the choices of the top bar.
class PointerTest : public QObject {
  Q_OBJECT
 private slots:
  void aGroupsMenuRanksForThatGroup() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    emit fixture.window->groups()->menuRequested(1, {});
    QVERIFY(press(fixture.window.get(), "groupMenu", "Rank the channels for this group"));
    QCOMPARE(fixture.document()->rankRequest().group, 1);
  }

  void aLayersMenuSwitchesItWholeAndRewindsIt() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    fixture.document()->selectScope({"layer3.0.conv2"}, "layer3.0.conv2");
    ContextMenus menus(fixture.window.get());
    menus.showLayers({});
    QVERIFY(press(fixture.window.get(), "layersMenu", "off"));
    QCOMPARE(fixture.document()->editSet().edits.size(), std::size_t(64));
    menus.showLayers({});
    auto* rewind = fixture.window->findChild<QMenu*>("layersMenu")->findChild<QMenu*>();
    rewind->actions().front()->trigger();
    QCOMPARE(fixture.document()->editSet().edits.size(), std::size_t(64));
    QCOMPARE(fixture.document()->editSet().edits.front().mode, spurioscope::engine::Mode::Rewind);
  }

  void anEditsMenuComparesWithThatState() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    pushEdit(fixture.document(), toggled(fixture.document()->editSet(), {{"layer3.0.conv2", 35}}), "off");
    QVERIFY(fixture.settle());
    pushEdit(fixture.document(), toggled(fixture.document()->editSet(), {{"layer3.0.conv2", 12}}), "off");
    QVERIFY(fixture.settle());
    ContextMenus menus(fixture.window.get());
    menus.showEdit(1, {});
    QVERIFY(press(fixture.window.get(), "editMenuHere", "Compare with this state"));
    QVERIFY(fixture.document()->pinned().has_value());
    QCOMPARE(fixture.document()->pinned()->edits.edits.size(), std::size_t(1));
    QCOMPARE(fixture.document()->undoStack()->index(), 2);
  }

  void theMapsMenuSwitchesTheChannel() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    fixture.document()->selectChannel({"layer3.0.conv2", 35});
    ContextMenus menus(fixture.window.get());
    menus.showMaps({});
    QVERIFY(press(fixture.window.get(), "mapsMenu", "off"));
    QVERIFY(fixture.document()->editSet().contains({"layer3.0.conv2", 35}));
  }

  void aBrushOverTheActivationsShowsTheirSamples() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    auto* plot = fixture.find<DensityPlot>("densityPlot");
    const int y = plot->height() / 2;
    QTest::mousePress(plot, Qt::LeftButton, {}, {plot->width() / 2, y});
    QTest::mouseMove(plot, {plot->width() - 4, y});
    QTest::mouseRelease(plot, Qt::LeftButton, {}, {plot->width() - 4, y});
    const auto& query = fixture.document()->sampleQuery();
    QCOMPARE(int(query.kind), int(SampleQuery::Kind::Range));
    const auto rows = sampleRows(*fixture.document(), query);
    QVERIFY(!rows.empty() && query.low < query.high);
    const auto detail = fixture.document()->detail();
    std::size_t within = 0;
    for (const auto& group : detail->values)
      within += std::size_t(std::ranges::count_if(group, [&](float v) { return v >= query.low && v <= query.high; }));
    QCOMPARE(rows.size(), std::min<std::size_t>(within, 500));
  }

  void theClassOrderIsChangedWithOneClickAndBack() {
    spurioscope::engine::fake::Script script;
    script.reversedClasses = true;
    WindowFixture fixture(script);
    QVERIFY(fixture.settle());
    auto* notice = fixture.window->groups()->notices()->find("classOrder");
    QVERIFY(notice && notice->text().contains("train") && notice->text().contains("98.0 %"));  // the evidence, and of what
    QTest::mouseClick(notice->findChild<QPushButton*>("noticeButton"), Qt::LeftButton);
    QCOMPARE(fixture.document()->classOrder(), ClassOrder::Identity);
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.document()->outcome()->after.classOrder, (std::vector<int>{0, 1}));
    notice = fixture.window->groups()->notices()->find("classOrder");
    QVERIFY(notice != nullptr);
    QTest::mouseClick(notice->findChild<QPushButton*>("noticeButton"), Qt::LeftButton);
    QCOMPARE(fixture.document()->classOrder(), ClassOrder::Automatic);
    QVERIFY(fixture.window->commandText().contains("--class-order") == false);
  }

  void theDeviceMenuMovesTheEngine() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    auto* chip = fixture.find<ChipButton>("deviceButton");
    QTRY_VERIFY(!chip->menu()->isEmpty());
    const int before = spurioscope::engine::fake::calls("useDevice");
    for (auto* action : chip->menu()->actions())
      if (action->text() == "cuda:0") action->trigger();
    QTRY_COMPARE(spurioscope::engine::fake::calls("useDevice"), before + 1);
    QTRY_COMPARE(chip->value(), QString("cuda:0"));
    QVERIFY(fixture.settle());
  }

  void effectsAreMeasuredOnlyWhenAskedFor() {
    const int before = spurioscope::engine::fake::calls("sweep");
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    QCOMPARE(spurioscope::engine::fake::calls("sweep"), before);
    QTest::mouseClick(fixture.find<QToolButton>("measureButton"), Qt::LeftButton);
    QVERIFY(fixture.settle());
    QCOMPARE(spurioscope::engine::fake::calls("sweep"), before + 1);
    QVERIFY(!fixture.document()->effects().empty());
  }

  void aTieHasNoWorstGroup() {
    spurioscope::engine::SplitEvaluation evaluation;
    for (int g = 0; g < 3; ++g) evaluation.groups.push_back({g, "g", g == 1 ? 0 : 10, 10, g == 1 ? NAN : 1.0, 0, 0, 0});
    QVERIFY(allTie(evaluation));
    evaluation.groups[2].accuracy = 0.5;
    QVERIFY(!allTie(evaluation));
  }
};

QTEST_MAIN(PointerTest)
#include "pointer_test.moc"
