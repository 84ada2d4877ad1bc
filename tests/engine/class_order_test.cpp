#include <gtest/gtest.h>

#include "engine/session.h"
#include "engine/workbench.h"
#include "tests/base/temporary_folder.h"

namespace spurioscope::engine {
namespace {

Workbench& demo() {
  static Workbench bench;
  if (!bench.data()) {
    EXPECT_TRUE(bench.openCheckpoint("demo").ok());
    EXPECT_TRUE(bench.openData("demo").ok());
  }
  bench.setClassOrder(ClassOrder::Automatic);
  return bench;
}

TEST(ClassOrder, AutomaticTellsWhatItWasDecidedOn) {
  const auto outcome = demo().evaluate("val", {}).value();
  EXPECT_EQ(outcome.after.classOrder, (std::vector<int>{0, 1}));
  EXPECT_EQ(outcome.after.classEvidence.split, "train");
  EXPECT_EQ(outcome.after.classEvidence.n, 512);
  EXPECT_GT(outcome.after.classEvidence.identity, 0.9);
  EXPECT_DOUBLE_EQ(outcome.after.classEvidence.identity + outcome.after.classEvidence.reversed, 1);
}

TEST(ClassOrder, ReversedExchangesRightAndWrong) {
  auto& bench = demo();
  const auto before = bench.evaluate("val", {}).value().after;
  bench.setClassOrder(ClassOrder::Reversed);
  const auto after = bench.evaluate("val", {}).value().after;
  EXPECT_EQ(after.classOrder, (std::vector<int>{1, 0}));
  for (std::size_t g = 0; g < before.groups.size(); ++g) EXPECT_EQ(after.groups[g].correct, before.groups[g].n - before.groups[g].correct);
  EXPECT_EQ(after.classEvidence.identity, before.classEvidence.identity) << "what fits does not depend on what is chosen";
}

TEST(ClassOrder, HoldsForSweepsAndGradients) {
  auto& bench = demo();
  SweepRequest request;
  request.sites = {"conv1"};
  request.randomPerSite = 1;
  request.splits = {"val"};
  RankRequest ranking;
  ranking.sites = {"conv1"};
  ranking.group = 2;
  const auto sweep = bench.sweep(request).value();
  const auto scores = bench.rank(ranking).value();
  bench.setClassOrder(ClassOrder::Reversed);
  const auto reversed = bench.sweep(request).value();
  for (std::size_t i = 0; i < sweep.rows.size(); ++i)
    EXPECT_EQ(reversed.rows[i].correctBefore, static_cast<double>(sweep.rows[i].n) - sweep.rows[i].correctBefore);
  EXPECT_NE(bench.rank(ranking).value()->channels.front().score, scores->channels.front().score);
}

TEST(ClassOrder, IsKeptInASession) {
  const TemporaryFolder folder;
  Session session;
  session.checkpoint = session.data = "demo";
  session.classOrder = ClassOrder::Reversed;
  const auto file = (folder / "a.spurio").string();
  ASSERT_TRUE(saveSession(file, session).ok());
  EXPECT_EQ(loadSession(file).value().classOrder, ClassOrder::Reversed);
}

TEST(Device, CanBeChangedAndRefusalsChangeNothing) {
  auto& bench = demo();
  const auto before = bench.evaluate("val", {}).value().after;
  ASSERT_TRUE(bench.useDevice("cpu", 1).ok());
  EXPECT_EQ(bench.deviceName(), "cpu, 1 thread");
  const auto after = bench.evaluate("val", {}).value().after;
  for (std::size_t g = 0; g < before.groups.size(); ++g) EXPECT_EQ(after.groups[g].correct, before.groups[g].correct);
  EXPECT_EQ(bench.useDevice("cuda:99", 1).failure().kind, "device");
  EXPECT_EQ(bench.useDevice("tpu", 1).failure().kind, "usage");
  EXPECT_EQ(bench.deviceName(), "cpu, 1 thread");
  EXPECT_EQ(availableDevices().front(), "cpu");
}

TEST(Criteria, AreListedByNameAndParseBack) {
  for (const auto& one : criteria()) {
    EXPECT_EQ(criterionName(one.criterion), one.name);
    EXPECT_EQ(parseCriterion(one.name), one.criterion);
  }
  EXPECT_FALSE(parseCriterion("luck"));
}

}  // namespace
}  // namespace spurioscope::engine
