#include "metrics/interval.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/error.h"

namespace spurioscope {
namespace {

// Newcombe 1998, Statistics in Medicine 17, 857, table I.
TEST(Wilson, MatchesThePublishedExample) {
  const auto interval = wilson(81, 263);
  EXPECT_NEAR(interval.low, 0.2553, 5e-5);
  EXPECT_NEAR(interval.high, 0.3662, 5e-5);
}

TEST(ClopperPearson, MatchesThePublishedExample) {
  const auto interval = clopperPearson(81, 263);
  EXPECT_NEAR(interval.low, 0.2527, 5e-5);
  EXPECT_NEAR(interval.high, 0.3676, 5e-5);
}

TEST(Wilson, StaysInsideTheUnitIntervalAtItsEnds) {
  EXPECT_EQ(wilson(0, 20).low, 0);
  EXPECT_NEAR(wilson(0, 20).high, 0.1611, 5e-5);
  EXPECT_EQ(wilson(20, 20).high, 1);
  EXPECT_NEAR(wilson(20, 20).low, 0.8389, 5e-5);
}

TEST(Wilson, KnowsNothingWithoutSamples) {
  EXPECT_EQ(wilson(0, 0).low, 0);
  EXPECT_EQ(wilson(0, 0).high, 1);
  EXPECT_EQ(clopperPearson(0, 0).low, 0);
  EXPECT_EQ(clopperPearson(0, 0).high, 1);
}

TEST(ClopperPearson, AtZeroIsTheClosedForm) {
  EXPECT_NEAR(clopperPearson(0, 10).high, 1 - std::pow(0.025, 0.1), 1e-12);
  EXPECT_NEAR(clopperPearson(10, 10).low, std::pow(0.025, 0.1), 1e-12);
}

TEST(Intervals, RefuseImpossibleCounts) {
  EXPECT_THROW(wilson(3, 2), Error);
  EXPECT_THROW(wilson(-1, 2), Error);
  EXPECT_THROW(clopperPearson(1, 2, 1.0), Error);
}

}  // namespace
}  // namespace spurioscope
