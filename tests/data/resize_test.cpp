#include "data/resize.h"

#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"

namespace spurioscope {
namespace {

std::vector<std::uint8_t> noise(int width, int height) {
  Random random(11);
  std::vector<std::uint8_t> values(std::size_t(width) * std::size_t(height) * 3);
  for (auto& value : values) value = static_cast<std::uint8_t>(random.below(256));
  return values;
}

TEST(Resize, OfAWindowIsThatPartOfTheWhole) {
  const auto in = noise(83, 61);
  std::vector<std::uint8_t> whole(40 * 30 * 3), part(17 * 9 * 3);
  resizeBilinear({in, 83, 61}, 40, 30, {0, 0, 40, 30}, PassOrder::Pillow13, whole);
  resizeBilinear({in, 83, 61}, 40, 30, {11, 20, 17, 9}, PassOrder::Pillow13, part);
  for (std::size_t y = 0; y < 9; ++y) {
    for (std::size_t i = 0; i < 17 * 3; ++i) EXPECT_EQ(part[y * 17 * 3 + i], whole[((y + 20) * 40 + 11) * 3 + i]);
  }
}

TEST(Resize, ToTheSameSizeChangesNothing) {
  const auto in = noise(19, 23);
  std::vector<std::uint8_t> resized(in.size()), cropped(in.size());
  resizeBilinear({in, 19, 23}, 19, 23, {0, 0, 19, 23}, PassOrder::Pillow13, resized);
  crop({in, 19, 23}, {0, 0, 19, 23}, cropped);
  EXPECT_EQ(resized, in);
  EXPECT_EQ(cropped, in);
}

TEST(Resize, KeepsAConstantImage) {
  const std::vector<std::uint8_t> in(50 * 37 * 3, 255);
  std::vector<std::uint8_t> out(211 * 5 * 3);
  resizeBilinear({in, 50, 37}, 211, 5, {0, 0, 211, 5}, PassOrder::Pillow13, out);
  EXPECT_EQ(out, std::vector<std::uint8_t>(out.size(), 255));
}

TEST(Resize, RefusesAWindowOutsideTheImage) {
  const auto in = noise(4, 4);
  std::vector<std::uint8_t> out(3 * 3 * 3);
  EXPECT_THROW(resizeBilinear({in, 4, 4}, 4, 4, {2, 0, 3, 3}, PassOrder::Pillow13, out), Error);
  EXPECT_THROW(crop({in, 4, 4}, {0, -1, 3, 3}, out), Error);
  EXPECT_THROW(crop({in, 5, 4}, {0, 0, 3, 3}, out), Error);
}

TEST(CentreWindow, RoundsHalvesToEvenAsPythonDoes) {
  EXPECT_EQ(centreWindow(256, 256, 224, 224).left, 16);
  EXPECT_EQ(centreWindow(225, 227, 224, 224).left, 0);  // round(0.5)
  EXPECT_EQ(centreWindow(225, 227, 224, 224).top, 2);   // round(1.5)
}

}  // namespace
}  // namespace spurioscope
