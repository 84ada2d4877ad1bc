#include "checkpoint/element_values.h"

#include <cmath>

#include <gtest/gtest.h>

namespace spurioscope {
namespace {

TEST(ElementValues, DecodesHalves) {
  EXPECT_EQ(halfToFloat(0x3C00), 1.0f);
  EXPECT_EQ(halfToFloat(0xC500), -5.0f);
  EXPECT_EQ(halfToFloat(0x0001), std::ldexp(1.0f, -24));  // the smallest subnormal
  EXPECT_EQ(halfToFloat(0x7BFF), 65504.0f);
  EXPECT_EQ(halfToFloat(0xFC00), -INFINITY);
  EXPECT_TRUE(std::isnan(halfToFloat(0x7E00)));
  EXPECT_EQ(bfloat16ToFloat(0x3F80), 1.0f);
}

TEST(ElementValues, DecodesFloat8) {
  EXPECT_EQ(float8E4M3ToFloat(0x38), 1.0f);
  EXPECT_EQ(float8E4M3ToFloat(0x7E), 448.0f);
  EXPECT_TRUE(std::isnan(float8E4M3ToFloat(0xFF)));
  EXPECT_EQ(float8E5M2ToFloat(0x3C), 1.0f);
  EXPECT_EQ(float8E5M2ToFloat(0x7C), INFINITY);
}

TEST(ElementValues, CountsBothPartsOfComplexNumbers) {
  const float values[] = {1, NAN, INFINITY, 2, 3, 4};
  EXPECT_EQ(countNonFinite(std::as_bytes(std::span(values)), DType::Complex64), 2u);
  EXPECT_EQ(countNonFinite(std::as_bytes(std::span(values)), DType::Float32), 2u);
}

TEST(NonFinite, IsCountedInEveryFloat) {
  const auto count = [](auto values, DType dtype) { return countNonFinite(std::as_bytes(std::span(values)), dtype); };
  const double nan = std::nan(""), inf = HUGE_VAL;
  EXPECT_EQ(count(std::vector<double>{0, nan, inf, -inf, 1e308}, DType::Float64), 3u);
  EXPECT_EQ(count(std::vector<float>{0, static_cast<float>(nan), static_cast<float>(-inf), 3e38f}, DType::Float32), 2u);
  EXPECT_EQ(count(std::vector<float>{0, static_cast<float>(nan), static_cast<float>(inf), 1}, DType::Complex64), 2u);
  EXPECT_EQ(count(std::vector<std::uint16_t>{0x7C00, 0xFC01, 0x7BFF, 0x8000}, DType::Float16), 2u);
  EXPECT_EQ(count(std::vector<std::uint16_t>{0x7F80, 0xFF81, 0x7F7F}, DType::BFloat16), 2u);
  EXPECT_EQ(count(std::vector<std::uint8_t>{0x7F, 0xFF, 0x7E, 0}, DType::Float8E4M3), 2u);
  EXPECT_EQ(count(std::vector<std::uint8_t>{0x7C, 0xFF, 0x7B, 0}, DType::Float8E5M2), 2u);
  EXPECT_EQ(count(std::vector<std::int32_t>{-1, 0x7F800000}, DType::Int32), 0u);
}

}  // namespace
}  // namespace spurioscope
