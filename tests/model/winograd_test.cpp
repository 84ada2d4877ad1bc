#include <gtest/gtest.h>

#include <ATen/ATen.h>

#include "model/convolution.h"
#include "tests/model/tiny_networks.h"

namespace spurioscope {
namespace {

struct Map {
  std::int64_t n, in, out, h, w;
};

class WinogradOn : public ::testing::TestWithParam<Map> {};

INSTANTIATE_TEST_SUITE_P(Maps, WinogradOn,
                         ::testing::Values(Map{90, 128, 144, 7, 7}, Map{30, 136, 128, 14, 14}, Map{70, 128, 130, 5, 9},
                                           Map{270, 256, 128, 3, 4}, Map{2, 128, 128, 7, 7}));

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

TEST(Winograd, KeepsNaN) {
  const FoldedConvolution convolution(at::randn({128, 128, 3, 3}), at::zeros({128}), {{3, 3}, {1, 1}, {1, 1}, {1, 1}, 1}, at::kCPU);
  auto x = at::randn({90, 128, 8, 8});
  x[0][5][2][2] = NAN;
  EXPECT_TRUE(convolution.runQuick(x.contiguous(at::MemoryFormat::ChannelsLast), {}, true).isnan().any().item<bool>());
}

}  // namespace
}  // namespace spurioscope
