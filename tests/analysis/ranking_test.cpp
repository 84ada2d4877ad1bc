#include "analysis/ranking.h"

#include <gtest/gtest.h>

#include <ATen/ATen.h>

#include <cmath>

#include "model/differentiable.h"
#include "tests/model/tiny_networks.h"

namespace spurioscope {
namespace {

/// A tiny network in float64, so that central differences are good to eight digits.
class RankingByLoss : public ::testing::TestWithParam<LossOf> {
 protected:
  RankingByLoss() {
    for (const auto& [name, tensor] : tiny.parameters) parameters[name] = tensor.to(at::kDouble);
    images = tiny.images.to(at::kDouble);
  }
  double loss(const Parameters& with) const {
    auto logits = logitsOf(tiny.network.graph, runDifferentiable(tiny.network.graph, with, images));
    if (GetParam() == LossOf::Probabilities) logits = at::softmax(logits, 1);
    return at::cross_entropy_loss(logits, at::tensor({0, 1, 1, 0}, at::kLong)).item<double>();
  }
  template <class Rank>
  std::vector<ChannelScore> ranked(const Rank& rank, const Site& site, int batch) const {
    NoProgress progress;
    const auto some = [&](std::span<const int> samples) {
      std::vector<std::int64_t> rows(samples.begin(), samples.end());
      return images.index_select(0, at::from_blob(rows.data(), {static_cast<std::int64_t>(rows.size())}, at::kLong));
    };
    return rank(tiny.network.graph, parameters, {&site}, {0, 1, 2, 3}, {0, 1, 1, 0}, GetParam(), some, batch, {}, progress);
  }
  static double scoreOf(const std::vector<ChannelScore>& scores, int channel) {
    for (const auto& one : scores) {
      if (one.channel == channel) return one.score;
    }
    return NAN;
  }
  /// d loss / d t at 0 of parameters changed by t.
  double derivative(const std::function<void(Parameters&, double)>& change) const {
    constexpr double kStep = 1e-5;
    const auto at = [&](double t) {
      Parameters changed;
      for (const auto& [name, tensor] : parameters) changed[name] = tensor.clone();
      change(changed, t);
      return loss(changed);
    };
    return (at(kStep) - at(-kStep)) / (2 * kStep);
  }

  const TinyNetwork tiny{{.blocks = {1, 1}, .widths = {4, 6}}, 8};
  Parameters parameters;
  at::Tensor images;
};

INSTANTIATE_TEST_SUITE_P(Losses, RankingByLoss, ::testing::Values(LossOf::Logits, LossOf::Probabilities),
                         [](const auto& info) { return info.param == LossOf::Logits ? "logits" : "probabilities"; });

TEST_P(RankingByLoss, GradientEqualsCentralDifferences) {
  for (const char* name : {"conv1", "layer2.0.downsample.0"}) {
    const auto scores = ranked(rankByGradient, *tiny.network.graph.findSite(name), 4);
    const auto key = std::string(name) + ".weight";
    double squares = 0;
    for (std::int64_t i = 0; i < parameters.at(key)[2].numel(); ++i) {
      squares += std::pow(derivative([&](Parameters& changed, double t) { changed[key][2].view(-1)[i] += t; }), 2);
    }
    EXPECT_NEAR(scoreOf(scores, 2), std::sqrt(squares), 1e-6 * std::max(1.0, std::sqrt(squares))) << name;
  }
}

// a * dL/da summed over a channel is dL/ds of that channel times s at s = 1; a positive s passes through the ReLU, so it can be put
// into the norm.
TEST_P(RankingByLoss, TaylorEqualsTheDerivativeOfScalingTheChannel) {
  const auto scores = ranked(rankByTaylor, *tiny.network.graph.findSite("layer1.0.conv1"), 4);
  for (int channel = 0; channel < 4; ++channel) {
    const double slope = derivative([&](Parameters& changed, double t) {
      for (const char* part : {"layer1.0.bn1.weight", "layer1.0.bn1.bias"}) changed[part][channel] *= 1 + t;
    });
    EXPECT_NEAR(scoreOf(scores, channel), std::abs(slope), 1e-6 * std::max(1.0, std::abs(slope))) << channel;
  }
}

TEST_P(RankingByLoss, BatchesChangeNothing) {
  const auto& site = *tiny.network.graph.findSite("layer2.0.conv1");
  const auto whole = ranked(rankByGradient, site, 4), parts = ranked(rankByGradient, site, 3);
  const auto wholeTaylor = ranked(rankByTaylor, site, 4), partsTaylor = ranked(rankByTaylor, site, 1);
  for (int channel = 0; channel < site.channels; ++channel) {
    EXPECT_NEAR(scoreOf(whole, channel), scoreOf(parts, channel), 1e-12);
    EXPECT_NEAR(scoreOf(wholeTaylor, channel), scoreOf(partsTaylor, channel), 1e-12);
  }
}

TEST(Ranking, MagnitudeIsTheNormOfAChannelsWeights) {
  const TinyNetwork tiny({.blocks = {1, 1}, .widths = {4, 6}});
  const auto& graph = tiny.network.graph;
  const auto scores = rankByMagnitude(graph, tiny.parameters, {graph.findSite("conv1"), graph.findSite("layer2.0.conv2")});
  ASSERT_EQ(scores.size(), 10u);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto row = tiny.parameters.at(scores[i].site->name + ".weight")[scores[i].channel].to(at::kDouble);
    EXPECT_NEAR(scores[i].score, std::sqrt((row * row).sum().item<double>()), 1e-5);  // the norm is taken in float32
  }
  EXPECT_TRUE(std::is_sorted(scores.begin(), scores.end(), [](const auto& a, const auto& b) { return a.score > b.score; }));
}

TEST(Ranking, SortsLargestFirstNanLastAndKeepsTheOrderOfTies) {
  std::vector<ChannelScore> scores{{nullptr, 0, NAN}, {nullptr, 1, 2}, {nullptr, 2, 5}, {nullptr, 3, 2}, {nullptr, 4, INFINITY}};
  sortScores(scores);
  std::vector<int> order;
  for (const auto& one : scores) order.push_back(one.channel);
  EXPECT_EQ(order, (std::vector<int>{4, 2, 1, 3, 0}));
}

}  // namespace
}  // namespace spurioscope
