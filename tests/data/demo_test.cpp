#include <algorithm>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/sha256.h"
#include "data/demo_compose.h"
#include "data/pixels.h"
#include "resources/demo/embedded.h"

namespace spurioscope {
namespace {

std::vector<std::uint8_t> allPixels(const OpenDataset& demo) {
  std::vector<int> samples(demo.dataset->samples.size());
  std::iota(samples.begin(), samples.end(), 0);
  std::vector<std::uint8_t> pixels(samples.size() * kDemoBytes);
  EXPECT_TRUE(readParallel(*demo.pixels, samples, pixels, 0, {}).empty());
  return pixels;
}

TEST(Demo, HasTheGroupsOfWaterbirds) {
  const auto dataset = openDemoDataset().dataset;
  EXPECT_EQ(dataset->name, "fashion-backgrounds");
  EXPECT_EQ(dataset->groupSizes(Split::Train), (std::vector<std::int64_t>{3498, 184, 56, 1057}));
  EXPECT_EQ(dataset->groupSizes(Split::Validation), (std::vector<std::int64_t>{467, 466, 133, 133}));
  EXPECT_EQ(dataset->groupSizes(Split::Test), (std::vector<std::int64_t>{500, 500, 500, 500}));
  EXPECT_EQ(dataset->minority, (std::vector{1, 2}));
  EXPECT_EQ(dataset->groups[2].name, "coat / water");
  EXPECT_TRUE(dataset->problems.empty());
}

TEST(Demo, UsesEveryGarmentOnce) {
  const auto dataset = openDemoDataset().dataset;
  std::set<std::string> names;
  for (const Sample& sample : dataset->samples) names.insert(sample.name);
  EXPECT_EQ(names.size(), dataset->samples.size());
}

/// The embedded checkpoints were trained on exactly these pixels. Whoever changes them trains again and writes the new hash here.
TEST(Demo, ComposesTheSamePixelsOnEveryMachine) {
  const auto pixels = allPixels(openDemoDataset());
  EXPECT_EQ(sha256Hex(std::as_bytes(std::span{pixels})), "117711cb7286fab9681d64dac4df5c6447c9c13c27077ba4eb459638029da58a");
}

TEST(Demo, ShowsBlueWaterAndGreenLand) {
  const auto demo = openDemoDataset();
  const auto pixels = allPixels(demo);
  for (std::size_t i = 0; i < demo.dataset->samples.size(); i += 7) {
    const std::uint8_t* corner = pixels.data() + i * kDemoBytes;  // no garment reaches the corner pixel
    EXPECT_EQ(corner[2] > corner[1], demo.dataset->samples[i].a == 0) << i;
  }
}

TEST(Demo, ReadsTheSamePixelsWhateverTheBatch) {
  const auto demo = openDemoDataset();
  std::vector<std::uint8_t> one(kDemoBytes), three(3 * kDemoBytes);
  demo.pixels->read(std::vector{5000}, one, {});
  demo.pixels->read(std::vector{1, 5000, 2}, three, {});
  EXPECT_TRUE(std::equal(one.begin(), one.end(), three.begin() + kDemoBytes));
}

TEST(Demo, RefusesUnknownSamplesAndWrongRoom) {
  const auto demo = openDemoDataset();
  std::vector<std::uint8_t> one(kDemoBytes);
  EXPECT_THROW(demo.pixels->read(std::vector{7994}, one, {}), Error);
  EXPECT_THROW(demo.pixels->read(std::vector{-1}, one, {}), Error);
  EXPECT_THROW(demo.pixels->read(std::vector{1, 2}, one, {}), Error);
}

TEST(Demo, StopsWhenAsked) {
  const auto demo = openDemoDataset();
  std::stop_source stop;
  stop.request_stop();
  std::vector<std::uint8_t> one(kDemoBytes);
  EXPECT_THROW(demo.pixels->read(std::vector{1}, one, stop.get_token()), Error);
}

TEST(EmbeddedCheckpoints, AreListedAscendingAndWhole) {
  const auto epochs = demoEpochs();
  EXPECT_TRUE(std::is_sorted(epochs.begin(), epochs.end()));
  for (const int epoch : epochs) EXPECT_GT(demoCheckpoint(epoch).size(), 300'000u);  // 77,522 float32 parameters
  EXPECT_TRUE(demoCheckpoint(-1).empty());
  EXPECT_TRUE(demoCheckpoint(9999).empty());
}

}  // namespace
}  // namespace spurioscope
