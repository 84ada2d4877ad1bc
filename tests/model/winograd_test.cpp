#include <gtest/gtest.h>

#include <ATen/ATen.h>

#include "model/convolution.h"
#include "model/difference.h"
#include "tests/model/tiny_networks.h"

namespace spurioscope {
namespace {

struct Map {
  std::int64_t n, in, out, h, w;
};

class WinogradOn : public ::testing::TestWithParam<Map> {};

INSTANTIATE_TEST_SUITE_P(Maps, WinogradOn,
                         ::testing::Values(Map{90, 128, 144, 7, 7}, Map{30, 136, 128, 14, 14}, Map{70, 128, 130, 5, 9},
                                           Map{270, 256, 128, 3, 4}, Map{2, 128, 128, 7, 7},
                                           Map{41, 128, 160, 13, 10},     // rows and columns cut in both sizes; a last block that is not full
                                           Map{2, 256, 256, 81, 78}));  // a map larger than a block

// Values from 36 products of transformed tiles against the direct sum: float32 rounding of the transforms, whose entries are up to 8.
TEST_P(WinogradOn, EqualsTheDirectConvolution) {
  const auto [n, in, out, h, w] = GetParam();
  at::manual_seed(1);
  const auto weight = at::randn({out, in, 3, 3}) * std::sqrt(2.0 / (9.0 * static_cast<double>(in)));
  const auto bias = at::randn({out});
  const FoldedConvolution convolution(weight, bias, {{3, 3}, {1, 1}, {1, 1}, {1, 1}, 1}, at::kCPU);
  const auto x = at::randn({n, in, h, w}).contiguous(at::MemoryFormat::ChannelsLast);
  const auto other = at::randn({n, out, h, w}).contiguous(at::MemoryFormat::ChannelsLast);
  const auto direct = at::conv2d(x.to(at::kDouble), weight.to(at::kDouble), bias.to(at::kDouble), 1, 1);
  EXPECT_LT(relativeDifference(convolution.runQuick(x, {}, false), direct), 2e-5);
  EXPECT_LT(relativeDifference(convolution.runQuick(x, {}, true), direct.relu()), 2e-5);
  EXPECT_LT(relativeDifference(convolution.runQuick(x, other, true), (direct + other).relu()), 2e-5);
  EXPECT_GT(relativeDifference(convolution.runQuick(x, other, true), direct.relu()), 0.01);  // and the addend is not lost
}

TEST(Winograd, CutsALineWithTheFewestPoints) {
  const auto cut = [](std::int64_t length) {
    const auto [fours, threes] = winogradCut(length);
    return std::pair{fours, threes};
  };
  EXPECT_EQ(cut(3), std::pair(0L, 1L));
  EXPECT_EQ(cut(7), std::pair(1L, 1L));
  EXPECT_EQ(cut(9), std::pair(0L, 3L));
  EXPECT_EQ(cut(14), std::pair(2L, 2L));
  EXPECT_EQ(cut(28), std::pair(7L, 0L));
  for (std::int64_t length = 1; length < 60; ++length) {
    const auto one = winogradCut(length);
    EXPECT_EQ(one.begin(one.count()), 4 * one.fours + 3 * one.threes);
    EXPECT_GE(one.begin(one.count()), length);
    EXPECT_LT(one.begin(one.count() - 1), length);
  }
}

TEST(Winograd, KeepsNaN) {
  const FoldedConvolution convolution(at::randn({128, 128, 3, 3}), at::zeros({128}), {{3, 3}, {1, 1}, {1, 1}, {1, 1}, 1}, at::kCPU);
  auto x = at::randn({90, 128, 8, 8});
  x[0][5][2][2] = NAN;
  EXPECT_TRUE(convolution.runQuick(x.contiguous(at::MemoryFormat::ChannelsLast), {}, true).isnan().any().item<bool>());
}

// A sweep runs its unedited pass and its candidates this way; what an edit leaves alone stays bit-equal to the reference.
TEST(Winograd, ASweepsLogitsEqualThoseOfTheDirectSum) {
  ResnetVariant variant;
  variant.widths = {128, 160};
  const TinyNetwork tiny(variant, 3, 24, 12);
  auto direct = tiny.executor(1 << 28), quick = tiny.executor(1 << 28);
  quick.useQuick();
  const auto plain = direct.logits(tiny.none(), tiny.chunk()), fast = quick.logits(tiny.none(), tiny.chunk());
  EXPECT_LT(relativeDifference(fast, plain), kSameLogits);
  EXPECT_FALSE(fast.equal(plain));  // it did run the other way
  for (const char* site : {"layer1.0.conv1", "layer1.0.conv2", "layer2.0.conv1"}) {
    std::vector<std::vector<ChannelOverride>> candidates;
    for (int channel = 0; channel < 3; ++channel) candidates.push_back(tiny.resolve({site, channel}));
    const auto result = DifferenceEvaluator(quick).evaluateMany(tiny.none(), candidates, tiny.chunk());
    EXPECT_TRUE(result.reference.equal(fast)) << site;
    for (int k = 0; k < 3; ++k) {
      EXPECT_LT(relativeDifference(result.logits[k], direct.logits(OverrideSet(*tiny.folded, candidates[k]), tiny.chunk())), kSameLogits)
          << site << ", channel " << k;
    }
  }
}

}  // namespace
}  // namespace spurioscope
