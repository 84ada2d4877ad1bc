#include "metrics/paired_change.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"

namespace spurioscope {
namespace {

TEST(McNemarExact, IsTwiceTheSmallerBinomialTail) {
  EXPECT_NEAR(mcnemarExact(1, 5), 2 * (1 + 6) / 64.0, 1e-14);
  EXPECT_NEAR(mcnemarExact(5, 1), 2 * (1 + 6) / 64.0, 1e-14);
  EXPECT_NEAR(mcnemarExact(0, 10), 2 / 1024.0, 1e-14);
}

TEST(McNemarExact, IsOneWhenNothingMovedOrSidesAreEqual) {
  EXPECT_EQ(mcnemarExact(0, 0), 1);
  EXPECT_EQ(mcnemarExact(7, 7), 1);
}

TEST(McNemarExact, StandsLargeCounts) {
  EXPECT_GT(mcnemarExact(50'000, 50'400), 0.2);
  EXPECT_LT(mcnemarExact(100, 100'000), 1e-300);
}

// Newcombe 1998 (Statistics in Medicine 17, 2635), table III, method 10: cells 36, 12, 2, 0.
TEST(PairedDifference, MatchesThePublishedExample) {
  const auto interval = pairedDifference({.bothRight = 36, .fixed = 12, .broken = 2, .bothWrong = 0});
  EXPECT_NEAR(interval.low, 0.0569, 5e-5);
  EXPECT_NEAR(interval.high, 0.3404, 5e-5);
}

TEST(PairedDifference, TurnsRoundWhenBeforeAndAfterAreExchanged) {
  const auto one = pairedDifference({30, 9, 4, 57}), other = pairedDifference({30, 4, 9, 57});
  EXPECT_NEAR(one.low, -other.high, 1e-14);
  EXPECT_NEAR(one.high, -other.low, 1e-14);
}

TEST(PairedDifference, HoldsZeroWhenNothingMoved) {
  const auto interval = pairedDifference({.bothRight = 400, .fixed = 0, .broken = 0, .bothWrong = 100});
  EXPECT_LT(interval.low, 0);
  EXPECT_GT(interval.high, 0);
  EXPECT_LT(interval.high - interval.low, 0.02);
}

TEST(PairedDifference, CoversTheTruthAboutAsOftenAsItSays) {
  Random random(5);
  constexpr double kFixed = 0.06, kBroken = 0.02, kRight = 0.5;
  constexpr int kRounds = 4000;
  int covered = 0;
  for (int round = 0; round < kRounds; ++round) {
    PairedCounts counts;
    for (int i = 0; i < 120; ++i) {
      const double u = random.uniform();
      ++(u < kFixed                        ? counts.fixed
         : u < kFixed + kBroken            ? counts.broken
         : u < kFixed + kBroken + kRight   ? counts.bothRight
                                           : counts.bothWrong);
    }
    const auto interval = pairedDifference(counts);
    covered += interval.low <= kFixed - kBroken && kFixed - kBroken <= interval.high;
  }
  // 4000 rounds: standard error 0.0034; the method is known to be a little conservative.
  EXPECT_NEAR(covered / static_cast<double>(kRounds), 0.955, 0.02);
}

TEST(PairedChanges, CountFixedAndBrokenOfEachGroup) {
  const std::vector<int> label{0, 0, 0, 1, 1, 1}, group{0, 0, 0, 2, 2, 2};
  const std::vector<int> before{0, 1, 1, 1, 1, -1}, after{1, 0, 0, 1, 0, 1};
  const auto changes = pairedChanges(before, after, label, group, 3);
  EXPECT_EQ(changes[0].fixed, 2);
  EXPECT_EQ(changes[0].broken, 1);
  EXPECT_DOUBLE_EQ(changes[0].change, 1.0 / 3);
  EXPECT_EQ(changes[2].fixed, 1);
  EXPECT_EQ(changes[2].broken, 1);
  EXPECT_EQ(changes[2].change, 0);
}

TEST(PairedChanges, OfAnEmptyGroupSayNothing) {
  const std::vector<int> none;
  const auto change = pairedChanges(none, none, none, none, 1)[0];
  EXPECT_TRUE(std::isnan(change.change));
  EXPECT_EQ(change.low, -1);
  EXPECT_EQ(change.high, 1);
  EXPECT_EQ(change.p, 1);
}

TEST(MovedSamples, AreListedByGroup) {
  const std::vector<int> label{0, 0, 1, 1}, group{0, 0, 1, 1}, before{0, 1, 0, 1}, after{1, 0, 1, 1};
  const auto moved = movedSamples(before, after, label, group, 2);
  EXPECT_EQ(moved[0].broken, std::vector<int>{0});
  EXPECT_EQ(moved[0].fixed, std::vector<int>{1});
  EXPECT_EQ(moved[1].fixed, std::vector<int>{2});
  EXPECT_TRUE(moved[1].broken.empty());
}

TEST(PairedChanges, RefuseWhatDoesNotFit) {
  const std::vector<int> one{0}, two{0, 0}, big{5};
  EXPECT_THROW(pairedChanges(one, two, one, one, 1), Error);
  EXPECT_THROW(movedSamples(one, one, one, big, 2), Error);
}

}  // namespace
}  // namespace spurioscope
