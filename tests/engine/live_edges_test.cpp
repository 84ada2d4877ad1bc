#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "engine/workbench.h"
#include "tests/base/temporary_folder.h"
#include "tests/engine/written_checkpoints.h"

namespace spurioscope::engine {
namespace {

Edit edit(const std::string& site, int channel, Mode mode = Mode::ZeroWeights, double alpha = 0) {
  Edit edit;
  edit.site = site, edit.channel = channel, edit.mode = mode, edit.alpha = alpha;
  return edit;
}

std::vector<std::int64_t> correct(const SplitEvaluation& evaluation) {
  std::vector<std::int64_t> counts;
  for (const auto& group : evaluation.groups) counts.push_back(group.correct);
  return counts;
}

/// The demo on a workbench of its own.
struct Live {
  explicit Live(const std::string& checkpoint = "demo") {
    EXPECT_TRUE(bench.openCheckpoint(checkpoint).ok());
    EXPECT_TRUE(bench.openData("demo").ok());
  }
  EditOutcome evaluate(const std::vector<Edit>& edits, const std::string& split = "val") { return bench.evaluate(split, edits).value(); }
  Workbench bench;
};

TEST(Live, LastPublicationIsWhatIsReturned) {
  Live live;
  EditOutcome last;
  std::int64_t before = 0;
  const auto returned = live.bench.evaluate("val", {edit("layer2.0.conv1", 3)}, [&](const EditOutcome& outcome) {
    EXPECT_GE(outcome.after.samplesDone, before);
    EXPECT_EQ(outcome.after.exact, outcome.after.samplesDone == outcome.after.samplesTotal);
    before = outcome.after.samplesDone;
    last = outcome;
  });
  ASSERT_TRUE(returned.ok());
  EXPECT_TRUE(last.after.exact);
  EXPECT_EQ(correct(last.after), correct(returned->after));
  EXPECT_EQ(last.changedLogits, returned->changedLogits);
}

TEST(Live, ChangesAddUpToTheDifferenceOfTheCounts) {
  Live live;
  const auto outcome = live.evaluate({edit("conv1", 2), edit("layer3.0.conv2", 7)});
  for (std::size_t g = 0; g < outcome.change.size(); ++g) {
    const auto& change = outcome.change[g];
    EXPECT_EQ(static_cast<std::int64_t>(change.fixed.size()) - static_cast<std::int64_t>(change.broken.size()),
              outcome.after.groups[g].correct - outcome.before.groups[g].correct);
    EXPECT_LE(change.low, change.change);
    EXPECT_GE(change.high, change.change);
    for (const int sample : change.fixed) EXPECT_EQ(live.bench.data()->samples[static_cast<std::size_t>(sample)].group, change.id);
  }
}

TEST(Live, AWalkThroughEditsEndsAtWhatAFreshWorkbenchSays) {
  Live walked, fresh;
  const std::vector<Edit> end{edit("layer1.0.conv2", 4), edit("layer2.0", 9, Mode::Scale, 1.7), edit("features", 11, Mode::ZeroActivation)};
  walked.evaluate({edit("conv1", 1)});
  walked.evaluate({edit("conv1", 1), end[2]});
  walked.evaluate({end[0], end[2]}, "test");
  walked.evaluate({end[0], end[2]});
  walked.evaluate({end[2]});
  const auto expected = fresh.bench.logits("val", end).value().logits, found = walked.bench.logits("val", end).value().logits;
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) ASSERT_NEAR(found[i], expected[i], 1e-4);  // DESIGN.md section 4
}

TEST(Live, ADeadChannelMovesNothingAlsoAfterADetour) {
  const TemporaryFolder folder;
  writeTorchZip(folder / "dead.pth", changedDemo([](NamedTensor& tensor) {
    if (tensor.name == "layer1.0.bn1.bias") setFloat(tensor, 2, -1000.f);  // its ReLU never opens
  }));
  Live live((folder / "dead.pth").string());
  const auto dead = edit("layer1.0.conv1", 2, Mode::ZeroActivation);
  EXPECT_EQ(live.evaluate({dead}).changedLogits, 0);
  EXPECT_GT(live.evaluate({dead, edit("layer3.0.conv2", 1)}).changedLogits, 0);
  EXPECT_EQ(live.evaluate({dead}).changedLogits, 0) << "taking the other edit back leaves nothing but rounding";
}

TEST(Live, AnEvaluationInsideThePublishOfAnotherChangesNeither) {
  Live nested, alone;
  const std::vector<Edit> outer{edit("conv1", 4)}, inner{edit("conv1", 4), edit("layer2.0.conv2", 3)};
  std::optional<EditOutcome> inside;
  const auto outside = nested.bench.evaluate("val", outer, [&](const EditOutcome&) {
    if (!inside) inside = nested.evaluate(inner);
  });
  ASSERT_TRUE(outside.ok() && inside.has_value());
  EXPECT_EQ(correct(outside->after), correct(alone.evaluate(outer).after));
  EXPECT_EQ(correct(inside->after), correct(alone.evaluate(inner).after));
}

TEST(Live, EvaluationsInsideEveryLongCallChangeNeither) {
  Live nested, alone;
  const std::vector<Edit> edits{edit("layer1.0.conv2", 5)};
  const auto expected = correct(alone.evaluate(edits).after);
  int reports = 0;
  const auto sink = [&](const ProgressInfo&) {
    if (++reports % 3 != 1) return;
    EXPECT_EQ(correct(nested.evaluate(edits).after), expected);
  };
  const auto statistics = nested.bench.statistics("val", {}, sink);
  const auto plain = alone.bench.statistics("val");
  ASSERT_TRUE(statistics.ok() && plain.ok());
  for (std::size_t s = 0; s < (*plain)->sites.size(); ++s) EXPECT_EQ((*statistics)->sites[s].max, (*plain)->sites[s].max);
  SweepRequest request;
  request.sites = {"layer3.0.conv2"}, request.splits = {"val"}, request.randomPerSite = 4;
  const auto swept = nested.bench.sweep(request, {}, sink), sweptAlone = alone.bench.sweep(request);
  ASSERT_TRUE(swept.ok() && sweptAlone.ok());
  for (std::size_t i = 0; i < swept->rows.size(); ++i) EXPECT_EQ(swept->rows[i].correctAfter, sweptAlone->rows[i].correctAfter);
}

TEST(Live, AnotherCheckpointOpenedInsideALongCallLeavesItsResultAlone) {
  Live live, alone;
  bool opened = false;
  const auto statistics = live.bench.statistics("val", {}, [&](const ProgressInfo&) {
    if (std::exchange(opened, true)) return;
    EXPECT_TRUE(live.bench.openCheckpoint(live.bench.checkpoint()->epochs.front().source).ok());
  });
  ASSERT_TRUE(statistics.ok());
  EXPECT_EQ((*statistics)->sites[0].mean, (*alone.bench.statistics("val"))->sites[0].mean);
  EXPECT_NE((*live.bench.statistics("val"))->sites[0].mean, (*statistics)->sites[0].mean) << "now of the other checkpoint";
}

TEST(Live, AStopInTheMiddleLeavesEverythingUsable) {
  Live live, fresh;
  const std::vector<Edit> edits{edit("conv1", 6)};
  std::stop_source stop;
  int reports = 0;
  const auto stopped = live.bench.evaluate("val", edits, {}, stop.get_token(), [&](const ProgressInfo&) {
    if (++reports == 2) stop.request_stop();
  });
  ASSERT_FALSE(stopped.ok());
  EXPECT_TRUE(stopped.failure().cancelled());
  EXPECT_EQ(stopped.failure().exitCode, 130);
  EXPECT_EQ(correct(live.evaluate(edits).after), correct(fresh.evaluate(edits).after));
}

TEST(Live, AStoppedSweepWritesNoFile) {
  const TemporaryFolder folder;
  Live live;
  SweepRequest request;
  request.sites = {"conv1"}, request.splits = {"val"}, request.outFile = (folder / "sweep.csv").string();
  std::stop_source stop;
  const auto swept = live.bench.sweep(request, stop.get_token(), [&](const ProgressInfo& info) {
    if (info.phase == "sweep") stop.request_stop();
  });
  EXPECT_FALSE(swept.ok());
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Live, ASweepOnTopOfPresentEditsEqualsOneByOne) {
  Live live;
  SweepRequest request;
  request.sites = {"layer2.0.conv1", "layer2.0"}, request.splits = {"val"}, request.randomPerSite = 2;
  request.present = {edit("layer1.0.conv1", 2)};
  request.edit = edit("", 0, Mode::Scale, 0.5);
  const auto swept = live.bench.sweep(request);
  ASSERT_TRUE(swept.ok()) << swept.failure().what;
  ASSERT_EQ(swept->rows.size(), 16u);
  for (const auto& row : swept->rows) {
    const auto outcome = live.evaluate({request.present[0], edit(row.site, row.channel, Mode::Scale, 0.5)}, "val");
    EXPECT_EQ(row.correctAfter, static_cast<double>(outcome.after.groups[static_cast<std::size_t>(row.group)].correct))
        << row.site << ":" << row.channel;
  }
}

TEST(Live, ADetailsStrongestSampleHasThatMeanOverItsOwnMap) {
  Live live;
  const auto detail = *live.bench.channelDetail("val", "layer2.0.conv1", 5);
  ASSERT_FALSE(detail->top[0].empty());
  const auto strongest = detail->top[0][0];
  const auto map = live.bench.sampleMap("layer2.0.conv1", 5, strongest.sample).value();
  EXPECT_EQ(map.size(), static_cast<std::size_t>(detail->height * detail->width));
  const float mean = std::accumulate(map.begin(), map.end(), 0.f) / static_cast<float>(map.size());
  EXPECT_NEAR(mean, strongest.value, 1e-5 * std::max(1.f, strongest.value));  // a float32 sum in another order
  EXPECT_TRUE(std::is_sorted(detail->top[0].begin(), detail->top[0].end(), [](const auto& a, const auto& b) { return a.value > b.value; }));
}

TEST(Live, ARankingWithoutAGroupTakesTheSmallestMinorityOfTraining) {
  Live live;
  RankRequest request;
  request.top = 5;
  const auto ranking = *live.bench.rank(request);
  const auto& groups = live.bench.data()->groups;
  EXPECT_TRUE(groups[static_cast<std::size_t>(ranking->request.group)].minority);
  for (const auto& group : groups)
    EXPECT_TRUE(!group.minority || group.counts[0] >= groups[static_cast<std::size_t>(ranking->request.group)].counts[0]);
  EXPECT_EQ(ranking->channels.size(), 5u);
  EXPECT_GE(ranking->channels[0].score, ranking->channels[4].score);
}

TEST(Live, RequestsThatCannotBeAnsweredSayWhy) {
  Live live;
  EXPECT_EQ(live.bench.channelDetail("val", "layer9", 0).failure().kind, "range");
  EXPECT_EQ(live.bench.sampleMap("conv1", 0, 1 << 30).failure().kind, "range");
  EXPECT_EQ(live.bench.sampleMap("conv1", -1, 0).failure().kind, "range");
  EXPECT_EQ(live.bench.picture(-1).failure().kind, "range");
  EXPECT_EQ(live.evaluate({edit("conv1", 0, Mode::Scale, 1)}).changedLogits, 0);
  EXPECT_EQ(live.bench.evaluate("test", {edit("features", 0)}).failure().kind, "usage") << "features have no weights";
  EXPECT_EQ(live.bench.evaluate("test", {edit("conv1", 0), edit("conv1", 0, Mode::Scale, 2)}).failure().kind, "range")
      << "one edit a channel";
  RankRequest ranking;
  ranking.group = 9;
  EXPECT_EQ(live.bench.rank(ranking).failure().kind, "usage");
  ranking.group = 0, ranking.sites = {"nowhere*"};
  EXPECT_EQ(live.bench.rank(ranking).failure().kind, "usage");
  EXPECT_EQ(live.bench.writeStatistics({"val"}, "/proc/x.h5").failure().kind, "io");
}

TEST(Live, WithoutCheckpointOrDataEveryCallSaysWhatIsMissing) {
  Workbench bench;
  EXPECT_EQ(bench.evaluate("test", {}).failure().kind, "usage");
  EXPECT_TRUE(bench.openCheckpoint("demo").ok());
  const auto noData = bench.evaluate("test", {});
  EXPECT_EQ(noData.failure().kind, "usage");
  EXPECT_FALSE(noData.failure().remedy.empty());
  EXPECT_EQ(bench.openData("/nowhere").failure().kind, "io");
  Settings settings;
  settings.device = "tpu";
  Workbench wrong(settings);
  EXPECT_TRUE(wrong.openCheckpoint("demo").ok() && wrong.openData("demo").ok());
  EXPECT_EQ(wrong.evaluate("test", {}).failure().kind, "usage");
}

}  // namespace
}  // namespace spurioscope::engine
