#include "base/random.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace spurioscope {
namespace {

// Sebastiano Vigna's splitmix64.c started with the state 1234567.
TEST(Random, IsSplitmix64) {
  Random random(1234567);
  EXPECT_EQ(random.bits(), 6457827717110365317ull);
  EXPECT_EQ(random.bits(), 3203168211198807973ull);
}

TEST(Random, StaysInItsRanges) {
  Random random(2);
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_LT(random.below(7), 7u);
    const double value = random.uniform();
    EXPECT_TRUE(value >= 0 && value < 1);
  }
}

TEST(Random, HasTheMomentsOfItsDistributions) {
  Random random(3);
  constexpr int kN = 100'000;
  double sum = 0, squares = 0, uniform = 0;
  for (int i = 0; i < kN; ++i) {
    const double value = random.normal();
    sum += value, squares += value * value, uniform += random.uniform();
  }
  // Five standard errors: 5 / sqrt(n), 5 * sqrt(2 / n), 5 / sqrt(12 n).
  EXPECT_NEAR(sum / kN, 0, 0.016);
  EXPECT_NEAR(squares / kN, 1, 0.023);
  EXPECT_NEAR(uniform / kN, 0.5, 0.005);
}

TEST(Random, ShufflesToAPermutationThatTheSeedTells) {
  std::vector<int> values(100), again(100);
  std::iota(values.begin(), values.end(), 0);
  again = values;
  Random(4).shuffle(values);
  Random(4).shuffle(again);
  EXPECT_EQ(values, again);
  EXPECT_FALSE(std::is_sorted(values.begin(), values.end()));
  std::sort(values.begin(), values.end());
  EXPECT_EQ(values.back(), 99);
}

}  // namespace
}  // namespace spurioscope
