#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "fake_world.h"
#include "ui/document/baseline.h"
#include "ui/document/edit_command.h"
#include "ui/models/channel_filter.h"
#include "ui/models/channel_model.h"
#include "ui/models/history_model.h"
#include "ui/models/network_model.h"
#include "ui/models/sample_model.h"
#include "ui/models/tensor_model.h"
#include "window_fixture.h"

using namespace spurioscope;
using namespace spurioscope::ui;

class ModelsTest : public QObject {
  Q_OBJECT
 private slots:
  void networkIsATreeOfStages() {
    NetworkModel model;
    QAbstractItemModelTester tester(&model);
    model.setSites(engine::fake::sitesOfDemo());
    QCOMPARE(model.rowCount(), 6);  // all, conv1, three stages, features
    const auto index = model.find({"layer3.0.conv2"});
    QCOMPARE(index.data().toString(), QString("0.conv2"));
    QCOMPARE(index.parent().data().toString(), QString("layer3"));
    QCOMPARE(model.sitesAt(index.parent()).size(), std::size_t(4));
  }

  void channelsShowRankEffectAndState() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    fixture.window->link()->measureEffects({"layer3.0.conv2"});
    QVERIFY(fixture.settle());
    ChannelModel model;
    QAbstractItemModelTester tester(&model);
    model.setRows(channelRows(*fixture.document()));
    const int row = model.find({"layer3.0.conv2", 35});
    QVERIFY(row >= 0);
    QCOMPARE(model.index(row, ChannelModel::Rank).data().toString(), QString("1"));
    QCOMPARE(model.index(row, ChannelModel::Effect).data().toString(), QString("\u22120.28"));
    QCOMPARE(model.index(row, ChannelModel::Switch).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
  }

  void switchAsksAndChangesNothingItself() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    ChannelModel model;
    model.setRows(channelRows(*fixture.document()));
    QSignalSpy asked(&model, &ChannelModel::toggleRequested);
    QVERIFY(model.setData(model.index(0, ChannelModel::Switch), Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(asked.count(), 1);
    QCOMPARE(model.index(0, ChannelModel::Switch).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
  }

  void proxySortsUnknownLast_data() {
    QTest::addColumn<int>("order");
    QTest::newRow("ascending") << int(Qt::AscendingOrder);
    QTest::newRow("descending") << int(Qt::DescendingOrder);
  }
  void proxySortsUnknownLast() {
    QFETCH(int, order);
    ChannelModel model;
    ChannelRow row{{"a", 0}, false, true, 0, 1, 1, 1, 1, 0.7, 1, 1, 1, 1, {}, {}};
    ChannelRow unknown = row;
    unknown.ref.channel = 1;
    unknown.auroc = std::nan("");
    ChannelRow other = row;
    other.ref.channel = 2;
    other.auroc = 0.2;
    model.setRows({unknown, row, other});
    ChannelProxy proxy;
    QAbstractItemModelTester tester(&proxy);
    proxy.setSourceModel(&model);
    proxy.sort(ChannelModel::Auroc, Qt::SortOrder(order));
    QCOMPARE(proxy.refAt(proxy.index(2, 0)).channel, 1);
  }

  void filterUnderstandsConditions_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("both") << "auroc>.5 effect<0" << true;
    QTest::newRow("one fails") << "auroc>.5 effect>0" << false;
    QTest::newRow("spaces") << "auroc > 0.5" << true;
    QTest::newRow("rank") << "rank<=3" << true;
    QTest::newRow("off") << "off" << false;
    QTest::newRow("layer") << "conv2" << true;
    QTest::newRow("channel") << "36" << false;
  }
  void filterUnderstandsConditions() {
    QFETCH(QString, text);
    QFETCH(bool, accepted);
    const ChannelRow row{{"layer3.0.conv2", 35}, false, true, 3, 1, -.2, -.3, -.1, .9, 1, .5, .5, 2, {}, {}};
    QCOMPARE(parseChannelFilter(text).accepts(row), accepted);
  }
  void filterSaysWhatItDoesNotUnderstand() { QVERIFY(parseChannelFilter("aurok>1").problem.contains("aurok>1")); }

  void historySaysWhatMovedNothing() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    auto* document = fixture.document();
    pushEdit(document, toggled(document->editSet(), {{"conv1", 0}}), "off");
    QVERIFY(fixture.settle());
    HistoryModel model;
    QAbstractItemModelTester tester(&model);
    model.setRows(historyRows(*document, *document->undoStack()), 1);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(1).data(HistoryModel::MovedRole).toBool(), false);
  }

  void samplesOfAQuery() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    auto* document = fixture.document();
    pushEdit(document, toggled(document->editSet(), {{"layer3.0.conv2", 35}}), "off");
    QVERIFY(fixture.settle());
    const auto rows = sampleRows(*document, {SampleQuery::Kind::Fixed, 2});
    QCOMPARE(rows.size(), std::size_t(20));
    for (const auto& row : rows) QCOMPARE(row.group, 2);
    PictureCache cache(fixture.window->link());
    SampleModel model(&cache);
    QAbstractItemModelTester tester(&model);
    model.setRows(rows);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QVERIFY(model.index(0).data(SampleModel::PictureRole).value<QImage>().isNull());
    QTRY_VERIFY(!model.index(0).data(SampleModel::PictureRole).value<QImage>().isNull());
    QVERIFY(changed.count() > 0);
  }

  void textsAreShownAsTilesWithTheirWords() {
    engine::fake::Script script;
    script.texts = true;
    WindowFixture fixture(script);
    QVERIFY(fixture.settle());
    PictureCache cache(fixture.window->link());
    cache.picture(0), cache.picture(1);
    QTRY_VERIFY(!cache.picture(0).isNull() && !cache.picture(1).isNull());
    QVERIFY(!cache.damaged(0));
    QVERIFY(cache.picture(0) != cache.picture(1));  // a pair and a single text
  }

  void tensorsAreListed() {
    TensorModel model;
    QAbstractItemModelTester tester(&model);
    model.setCheckpoint(engine::fake::checkpointOf("demo"));
    QCOMPARE(model.index(0, 0).data().toString(), QString("conv1.weight"));
  }

  void editsAreToggledInvertedAndRanked() {
    EditSet set = toggled({}, {{"a", 1}, {"a", 2}});
    QCOMPARE(set.edits.size(), std::size_t(2));
    set = toggled(set, {{"a", 2}, {"a", 3}});  // mixed: all off
    QCOMPARE(set.edits.size(), std::size_t(3));
    set = inverted(set, {{"a", 0}, {"a", 1}, {"a", 2}, {"a", 3}});
    QVERIFY(set.contains({"a", 0}) && set.edits.size() == 1);
    QVERIFY(withAlpha(set, 0.5).edits.front().alpha == 0.5);
    engine::Ranking ranking;
    ranking.channels = {{"block", 0, 9}, {"a", 3, 8}, {"a", 0, 7}};
    const std::vector<engine::SiteInfo> sites{{"a", "conv", 4, 1, 1, true}, {"block", "block", 4, 1, 1, false}};
    set = withTop(set, ranking, 2, sites);
    QVERIFY(set.contains({"a", 3}) && set.contains({"a", 0}));  // a block has no weights to zero
    QCOMPARE(topOf(set, ranking, sites), 2);
    QCOMPARE(topOf(toggled(set, {{"a", 1}}), ranking, sites), -1);
  }

  void pinnedStateIsCompared() {
    engine::EditOutcome pin, now;
    pin.after.groups = {{0, "g", 10, 5, .5, .4, .6, 1}};
    pin.change = {{0, 10, 0, 0, 0, 1, {1, 2}, {3}}};
    now.after.groups = {{0, "g", 10, 7, .7, .6, .8, 1}};
    now.change = {{0, 10, 0, 0, 0, 1, {2, 4}, {5}}};
    const auto rows = compare(now, &pin);
    QCOMPARE(rows[0].fixed, (std::vector<int>{3, 4}));
    QCOMPARE(rows[0].broken, (std::vector<int>{1, 5}));
    QVERIFY(std::abs(rows[0].change - 0.2) < 1e-12);
  }
};

QTEST_MAIN(ModelsTest)
#include "models_test.moc"
