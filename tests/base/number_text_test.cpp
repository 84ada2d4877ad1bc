#include "base/number_text.h"

#include <clocale>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "base/random.h"

namespace spurioscope {
namespace {

TEST(NumberText, ReadsBackAsTheSameDouble) {
  Random random(1);
  for (int i = 0; i < 2000; ++i) {
    const double value = (random.uniform() - 0.5) * std::pow(10.0, static_cast<double>(random.below(40)) - 20);
    EXPECT_EQ(parseNumber(numberText(value)), value);
  }
}

TEST(NumberText, NamesWhatIsNotFinite) {
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(numberText(inf), "inf");
  EXPECT_EQ(numberText(-inf), "-inf");
  EXPECT_EQ(numberText(std::nan("")), "nan");
  EXPECT_EQ(parseNumber("-inf"), -inf);
  EXPECT_TRUE(std::isnan(*parseNumber("nan")));
}

TEST(NumberText, HasAPointInEveryLocale) {
  const char* before = std::setlocale(LC_NUMERIC, "de_DE.UTF-8");  // where it is not installed, this only tests "C"
  EXPECT_EQ(numberText(1.5), "1.5");
  EXPECT_EQ(fixedText(1.5, 2), "1.50");
  EXPECT_EQ(parseNumber("1.5"), 1.5);
  EXPECT_EQ(parseNumber("1,5"), std::nullopt);
  if (before != nullptr) std::setlocale(LC_NUMERIC, "C");
}

TEST(ParseInteger, TakesWholeNumbersOnly) {
  EXPECT_EQ(parseInteger(" +12\r"), 12);
  EXPECT_EQ(parseInteger("3.0"), 3);
  EXPECT_EQ(parseInteger("-1"), -1);
  for (const char* text : {"", "x", "1x", "1.5", "nan", "1e300", "99999999999999999999999"}) {
    EXPECT_EQ(parseInteger(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace spurioscope
