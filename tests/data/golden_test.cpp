// The real Pillow's results (make_golden.py) against the loader.
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "base/csv.h"
#include "base/number_text.h"
#include "base/sha256.h"
#include "data/image_decode.h"
#include "tests/data/pictures.h"

namespace spurioscope {
namespace {

struct Golden {
  std::string file, expected, preprocess;  ///< preprocess: empty where only width and height are given
  int width = 0, height = 0, tolerance = 0;
  PassOrder passes = PassOrder::Pillow13;
};

std::vector<Golden> goldens(const char* name, PassOrder passes) {
  const auto table = parseCsv(readTextFile(dataFile(name)), name);
  std::vector<Golden> all;
  for (const auto& row : table.rows) {
    const auto number = [&](std::size_t column) { return static_cast<int>(parseInteger(row[column]).value_or(0)); };
    all.push_back({row[0], row[4], parseInteger(row[2]) ? "" : row[2], number(2), number(3), number(5), passes});
  }
  return all;
}

std::vector<std::uint8_t> prepared(const Golden& golden) {
  const auto file = bytesOf(dataFile(golden.file));
  Preprocessing preprocessing = parsePreprocessing(golden.preprocess, paperEvaluation());
  preprocessing.passes = golden.passes;
  if (golden.preprocess.empty()) {
    if (golden.width == 0) return decodeImage(file).rgb;
    preprocessing.resize = preprocessing.crop = {golden.width, golden.height};
  }
  const auto [width, height] = preprocessing.crop;
  std::vector<std::uint8_t> out(std::size_t(width) * std::size_t(height) * std::size_t(preprocessing.channels));
  prepareImage(file, preprocessing, out);
  return out;
}

void expectPillowsPixels(const std::vector<Golden>& all) {
  for (const Golden& golden : all) {
    SCOPED_TRACE(golden.file + " " + golden.preprocess + " " + std::to_string(golden.width) + "x" + std::to_string(golden.height));
    const auto pixels = prepared(golden);
    if (golden.expected.starts_with("sha256:")) {
      EXPECT_EQ("sha256:" + sha256Hex(std::as_bytes(std::span{pixels})), golden.expected);
      continue;
    }
    const auto expected = bytesOf(dataFile(golden.expected));
    ASSERT_EQ(pixels.size(), expected.size());
    int largest = 0;
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      largest = std::max(largest, std::abs(int{pixels[i]} - std::to_integer<int>(expected[i])));
    }
    // PNG, BMP and lossless WebP: bit for bit. JPEG: decoders round differently by one; CMYK is converted with other roundings.
    EXPECT_LE(largest, golden.tolerance);
    if (golden.tolerance > 0) ::testing::Test::RecordProperty(golden.expected, largest);
  }
}

TEST(Loader, GivesPillowsPixels) {
  const auto all = goldens("golden.csv", PassOrder::Pillow13);
  EXPECT_GT(all.size(), 45u);
  expectPillowsPixels(all);
}

TEST(Loader, GivesThePixelsOfPillowBefore13) {
  const auto all = goldens("golden_before_13.csv", PassOrder::WidthFirst);
  EXPECT_GE(all.size(), 4u);
  expectPillowsPixels(all);
}

}  // namespace
}  // namespace spurioscope
