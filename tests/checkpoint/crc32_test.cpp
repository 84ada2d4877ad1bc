#include "checkpoint/crc32.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <vector>

namespace spurioscope {
namespace {

std::vector<std::byte> noise(std::size_t n) {
  std::vector<std::byte> bytes(n);
  std::uint32_t state = 1;
  for (auto& byte : bytes) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<std::byte>(state >> 24);
  }
  return bytes;
}

std::uint32_t byZlib(std::span<const std::byte> bytes, uLong before = 0) {
  return static_cast<std::uint32_t>(crc32_z(before, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

TEST(Crc32, IsZlibsForEveryLengthAndAlignment) {
  const auto bytes = noise(1100);
  for (std::size_t begin = 0; begin < 17; ++begin) {
    for (std::size_t n = 0; n < 600; ++n) {
      const auto part = std::span(bytes).subspan(begin, n);
      ASSERT_EQ(crc32Of(0, part), byZlib(part)) << begin << " " << n;
    }
  }
}

TEST(Crc32, GoesOnFromPartToPart) {
  const auto bytes = noise(1 << 20);
  for (const std::size_t cut : {1u, 63u, 64u, 65u, 4096u, 1'000'003u}) {
    EXPECT_EQ(crc32Of(crc32Of(0, std::span(bytes).first(cut)), std::span(bytes).subspan(cut)), byZlib(bytes)) << cut;
  }
}

TEST(Crc32, KnowsThePublishedCheckValue) {
  EXPECT_EQ(crc32Of(0, std::as_bytes(std::span("123456789", 9))), 0xCBF43926u);  // APPNOTE's and ISO 3309's
}

}  // namespace
}  // namespace spurioscope
