#include <gtest/gtest.h>

#include <ATen/ATen.h>

#include <cmath>

#include "analysis/activation_statistics.h"
#include "analysis/ranking.h"
#include "analysis/sweep.h"
#include "model/differentiable.h"
#include "tests/analysis/fake_data.h"
#include "tests/model/tiny_networks.h"

namespace spurioscope {
namespace {

/// Everything that the streaming pass finds, worked out the plain way: all values of one site at once, in double.
struct Brute {
  std::vector<int> samples;
  std::vector<int> group;
  at::Tensor maps;  ///< [n, C, h, w] double
  at::Tensor mean;  ///< [n, C]

  at::Tensor rows(int g) const {
    std::vector<std::int64_t> of;
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (group[i] == g) of.push_back(static_cast<std::int64_t>(i));
    }
    return at::from_blob(of.data(), {static_cast<std::int64_t>(of.size())}, at::kLong).clone();
  }
};

double pairAuroc(const at::Tensor& positive, const at::Tensor& negative) {
  const auto p = positive.unsqueeze(1), n = negative.unsqueeze(0);
  return (p.gt(n).to(at::kDouble) + 0.5 * p.eq(n).to(at::kDouble)).mean().item<double>();
}

class StatisticsOfFakeData : public ::testing::Test {
 protected:
  ActivationStatistics gather(const OpenDataset& data, Split split, const StatisticsOptions& options = {}) {
    auto executor = tiny.executor(1 << 20);
    auto chunks = fakeChunks(data, split);
    NoProgress progress;
    return gatherStatistics(executor, *data.dataset, chunks, options, {}, progress);
  }
  Brute brute(const OpenDataset& data, Split split, const Site& site, int without = -1) {
    Brute out;
    for (const int sample : data.dataset->inSplit(split)) {
      if (sample != without) out.samples.push_back(sample), out.group.push_back(data.dataset->samples[sample].group);
    }
    auto chunks = fakeChunks(data, split);
    const auto images = chunks.inputs(out.samples, {}).contiguous();
    out.maps = runDifferentiable(tiny.network.graph, tiny.parameters, images)[site.value].to(at::kDouble);
    out.mean = out.maps.mean({2, 3});
    return out;
  }

  const TinyNetwork tiny{{.blocks = {1, 1}, .widths = {6, 8}}};
};

/// Float32 sums over at most 64 positions, against double, for values of size 1 to 10.
constexpr double kClose = 2e-4;

TEST_F(StatisticsOfFakeData, EqualTheBruteForceAtEverySite) {
  const auto data = fakeData();
  const auto statistics = gather(data, Split::Train);
  EXPECT_EQ(statistics.samples, 60);
  for (std::size_t s = 0; s < tiny.network.graph.sites.size(); ++s) {
    const auto& site = statistics.sites[s];
    const auto expected = brute(data, Split::Train, tiny.network.graph.sites[s]);
    for (int g = 0; g < 4; ++g) {
      const auto rows = expected.rows(g);
      const auto maps = expected.maps.index_select(0, rows), mean = expected.mean.index_select(0, rows);
      EXPECT_EQ(site.n[static_cast<std::size_t>(g)], rows.numel());
      for (int c = 0; c < site.channels; ++c) {
        const auto at = static_cast<std::size_t>(c * 4 + g);
        const auto column = mean.select(1, c);
        EXPECT_NEAR(site.mean[at], column.mean().item<double>(), kClose);
        EXPECT_NEAR(site.variance[at], column.var(true).item<double>(), kClose);
        EXPECT_NEAR(site.max[at], maps.select(1, c).max().item<double>(), kClose);
      }
      std::int64_t n = 0;
      const auto map = meanMap(site, 2, {g}, n);
      const auto wanted = maps.select(1, 2).mean(0).flatten();
      for (std::size_t p = 0; p < map.size(); ++p) EXPECT_NEAR(map[p], wanted[static_cast<std::int64_t>(p)].item<double>(), kClose);
    }
  }
}

TEST_F(StatisticsOfFakeData, AurocsEqualCountedPairs) {
  const auto data = fakeData();
  const auto statistics = gather(data, Split::Train);
  for (const auto& site : statistics.sites) {
    const auto values = at::from_blob(const_cast<float*>(site.values.data()), {60, site.channels}, at::kFloat);
    Brute all;
    for (const int sample : statistics.valueSamples) all.group.push_back(data.dataset->samples[sample].group);
    for (int c = 0; c < site.channels; ++c) {
      const auto of = [&](int g) { return values.select(1, c).index_select(0, all.rows(g)); };
      EXPECT_NEAR(site.auroc[static_cast<std::size_t>(c * 4 + 1)], pairAuroc(of(1), of(0)), 1e-6);
      EXPECT_NEAR(site.auroc[static_cast<std::size_t>(c * 4 + 2)], pairAuroc(of(2), of(3)), 1e-6);
      // Minorities are groups 1 (of class 0) and 2 (of class 1).
      EXPECT_NEAR(site.minorityAuroc[static_cast<std::size_t>(c)], 0.5 * (pairAuroc(of(1), of(0)) + pairAuroc(of(2), of(3))), 1e-6);
    }
  }
}

TEST_F(StatisticsOfFakeData, LeaveDamagedSamplesOutOfEveryNumber) {
  const auto data = fakeData(true);
  const auto statistics = gather(data, Split::Train);
  EXPECT_EQ(statistics.samples, 59);
  EXPECT_EQ(statistics.damaged.at(4), "torn");
  const auto& site = statistics.sites[0];
  const auto expected = brute(fakeData(), Split::Train, tiny.network.graph.sites[0], 4);
  const auto mean = expected.mean.index_select(0, expected.rows(0));
  EXPECT_EQ(site.n[0], 29);
  for (int c = 0; c < site.channels; ++c)
    EXPECT_NEAR(site.mean[static_cast<std::size_t>(c * 4)], mean.select(1, c).mean().item<double>(), kClose);
  for (const auto& one : site.strongest->of(0, 0)) EXPECT_NE(one.sample, 4);
}

TEST_F(StatisticsOfFakeData, AnEmptyGroupHasNoNumbers) {
  const auto statistics = gather(fakeData(), Split::Test);
  const auto& site = statistics.sites[1];
  EXPECT_EQ(site.n[3], 0);
  for (const auto* values : {&site.mean, &site.variance, &site.max, &site.auroc}) EXPECT_TRUE(std::isnan((*values)[3]));
  std::int64_t n = 1;
  meanMap(site, 0, {3}, n);
  EXPECT_EQ(n, 0);
}

TEST_F(StatisticsOfFakeData, StayWithinTheBudgetOfValues) {
  StatisticsOptions options;
  std::int64_t channels = 0;
  for (const auto& site : tiny.network.graph.sites) channels += site.channels;
  options.valueBytes = static_cast<std::uint64_t>(channels) * 4 * 20;
  const auto statistics = gather(fakeData(), Split::Train, options);
  EXPECT_EQ(statistics.valueSamples.size(), 20u);
  EXPECT_EQ(statistics.samples, 60) << "the other numbers are over all samples";
}

TEST_F(StatisticsOfFakeData, RankActivationsByTheDifferenceWithinTheClass) {
  const auto data = fakeData();
  const auto statistics = gather(data, Split::Train);
  const auto& site = *tiny.network.graph.findSite("layer1.0.conv1");
  const auto expected = brute(data, Split::Train, site);
  for (const auto& one : rankByActivation(tiny.network.graph, statistics, *data.dataset, {&site}, 1, false)) {
    const auto column = expected.mean.select(1, one.channel);
    const auto own = column.index_select(0, expected.rows(1)), other = column.index_select(0, expected.rows(0));
    EXPECT_NEAR(one.score, std::abs((own.mean() - other.mean()).item<double>()), kClose);
  }
  for (const auto& one : rankByActivation(tiny.network.graph, statistics, *data.dataset, {&site}, 1, true)) {
    const auto column = expected.mean.select(1, one.channel);
    const auto own = column.index_select(0, expected.rows(1)), other = column.index_select(0, expected.rows(0));
    const double spread = std::sqrt((own.var(true) + other.var(true)).item<double>() / 2);
    if (spread < 1e-3) continue;  // a channel that is silent: only rounding
    EXPECT_NEAR(one.score, std::abs((own.mean() - other.mean()).item<double>()) / spread, 0.01);
  }
}

TEST_F(StatisticsOfFakeData, AStopEndsThePass) {
  const auto data = fakeData();
  auto executor = tiny.executor();
  auto chunks = fakeChunks(data);
  NoProgress progress;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(gatherStatistics(executor, *data.dataset, chunks, {}, stop.get_token(), progress), Error);
}

class Sweep : public StatisticsOfFakeData {};

TEST_F(Sweep, CountsEqualEachEditAlone) {
  for (const bool damaged : {false, true}) {
    const auto data = fakeData(damaged);
    const auto present = tiny.overrides({{"layer1.0.conv2", 1}});
    std::vector<std::vector<ChannelOverride>> candidates;
    for (const char* site : {"layer2.0.conv2", "conv1", "layer1.0", "layer2.0.downsample.0", "features"}) {
      for (int channel = 0; channel < 4; ++channel) candidates.push_back(tiny.resolve({site, channel, Intervention::ZeroActivation}));
    }
    auto executor = tiny.executor(1 << 20);
    auto chunks = fakeChunks(data);
    NoProgress progress;
    const std::vector<int> order{1, 0};
    const auto counts = sweepCandidates(executor, *data.dataset, chunks, present, candidates, order, {}, progress);
    EXPECT_EQ(counts.n, (std::vector<std::int64_t>{damaged ? 29 : 30, 5, 3, 22}));

    auto again = fakeChunks(data);
    for (std::size_t k = 0; k < candidates.size(); ++k) {
      auto alone = present.all();
      alone.insert(alone.end(), candidates[k].begin(), candidates[k].end());
      CandidateCounts expected{std::vector<std::int64_t>(4), std::vector<std::int64_t>(4), std::vector<std::int64_t>(4)};
      std::vector<std::int64_t> before(4);
      for (int i = 0; i < again.count(); ++i) {
        auto fresh = tiny.executor();
        const auto images = again.inputs(again.samplesOf(i), {});
        const Chunk chunk{0, images.size(0), [&] { return images; }};
        const auto was = predictedClasses(fresh.logits(present, chunk), order),
                   is = predictedClasses(fresh.logits(OverrideSet(*tiny.folded, alone), chunk), order);
        const auto counted = again.counted(i);
        for (std::size_t j = 0; j < was.size(); ++j) {
          if (!counted[j]) continue;
          const auto& sample = data.dataset->samples[again.samplesOf(i)[j]];
          const auto g = static_cast<std::size_t>(sample.group);
          const int label = sample.y;
          before[g] += was[j] == label;
          expected.correctAfter[g] += is[j] == label;
          expected.fixed[g] += was[j] != label && is[j] == label;
          expected.broken[g] += was[j] == label && is[j] != label;
        }
      }
      EXPECT_EQ(counts.correctBefore, before);
      EXPECT_EQ(counts.candidates[k].correctAfter, expected.correctAfter) << k;
      EXPECT_EQ(counts.candidates[k].fixed, expected.fixed) << k;
      EXPECT_EQ(counts.candidates[k].broken, expected.broken) << k;
    }
  }
}

TEST(PredictedClasses, FollowTheClassOrderAndKnowNoClassForNan) {
  const auto logits = at::tensor({1.f, 2.f, 5.f, 2.f, NAN, 2.f}).view({3, 2});
  EXPECT_EQ(predictedClasses(logits, {0, 1}), (std::vector<int>{1, 0, -1}));
  EXPECT_EQ(predictedClasses(logits, {1, 0}), (std::vector<int>{0, 1, -1}));
}

}  // namespace
}  // namespace spurioscope
