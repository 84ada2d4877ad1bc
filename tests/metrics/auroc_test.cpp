#include "metrics/auroc.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace spurioscope {
namespace {

double byAllPairs(const std::vector<float>& positive, const std::vector<float>& negative) {
  double wins = 0;
  for (const float p : positive) {
    for (const float n : negative) wins += p > n ? 1 : p == n ? 0.5 : 0;
  }
  return wins / static_cast<double>(positive.size() * negative.size());
}

TEST(Auroc, EqualsAllPairsWithManyTies) {
  Random random(3);
  for (int round = 0; round < 50; ++round) {
    std::vector<float> positive(1 + random.below(60)), negative(1 + random.below(60));
    for (float& value : positive) value = static_cast<float>(random.below(12));
    for (float& value : negative) value = static_cast<float>(random.below(9)) - 1;
    EXPECT_DOUBLE_EQ(auroc(positive, negative), byAllPairs(positive, negative));
  }
}

TEST(Auroc, IsHalfForConstantValuesAndOneForSeparatedOnes) {
  const std::vector<float> zeros(5, 0.0f), ones(7, 1.0f);
  EXPECT_EQ(auroc(zeros, zeros), 0.5);
  EXPECT_EQ(auroc(ones, zeros), 1);
  EXPECT_EQ(auroc(zeros, ones), 0);
}

TEST(Auroc, OrdersInfinities) {
  const float inf = std::numeric_limits<float>::infinity();
  EXPECT_EQ(auroc(std::vector{inf}, std::vector{1.0f, -inf, inf}), (1 + 1 + 0.5) / 3);
}

TEST(Auroc, IsUndefinedForAnEmptySideOrNan) {
  const std::vector<float> some{1, 2};
  EXPECT_TRUE(std::isnan(auroc(some, {})));
  EXPECT_TRUE(std::isnan(auroc({}, some)));
  EXPECT_TRUE(std::isnan(auroc(some, std::vector{std::numeric_limits<float>::quiet_NaN()})));
}

}  // namespace
}  // namespace spurioscope
