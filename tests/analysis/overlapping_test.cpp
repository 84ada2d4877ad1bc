// Statistics, ranking and sweep where groups overlap, against the plain way: every sample's values at once, in double.
#include <gtest/gtest.h>

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/activation_statistics.h"
#include "analysis/ranking.h"
#include "analysis/sweep.h"
#include "model/differentiable.h"
#include "tests/analysis/fake_data.h"
#include "tests/model/tiny_networks.h"

namespace spurioscope {
namespace {

/// The fake data with three attributes that samples have together, one alone or none.
OpenDataset overlappingData(const OpenDataset& plain) {
  auto dataset = std::make_shared<Dataset>(*plain.dataset);
  dataset->attributeNames = {"p", "q", "r"};
  for (std::size_t i = 0; i < dataset->samples.size(); ++i) {
    dataset->attributeSets.push_back({});
    for (int a = 0; a < 3; ++a) {
      if ((i + (dataset->samples[i].y == 0 && a == 1 ? 1 : 0)) % static_cast<std::size_t>(2 + a) == 0)
        dataset->attributeSets.back().push_back(a);
    }
  }
  findGroups(*dataset);
  return {dataset, plain.pixels};
}

double pairAuroc(const std::vector<double>& positive, const std::vector<double>& negative) {
  double sum = 0;
  for (const double p : positive) {
    for (const double n : negative) sum += p > n ? 1 : p == n ? 0.5 : 0;
  }
  return sum / static_cast<double>(positive.size() * negative.size());
}

class OverlappingStatistics : public ::testing::Test {
 protected:
  OverlappingStatistics() : plain(fakeData()), data(overlappingData(plain)), samples(data.dataset->inSplit(Split::Train)) {
    statistics = gather(data);
    auto chunks = fakeChunks(data, Split::Train);
    values = runDifferentiable(tiny.network.graph, tiny.parameters, chunks.inputs(samples, {}).contiguous());
  }
  ActivationStatistics gather(const OpenDataset& of) {
    auto executor = tiny.executor(1 << 20);
    auto chunks = fakeChunks(of, Split::Train);
    NoProgress progress;
    return gatherStatistics(executor, *of.dataset, chunks, {}, {}, progress);
  }
  /// Mean activations of a channel over the samples that fit.
  std::vector<double> means(const Site& site, int channel, const std::function<bool(int)>& fits) const {
    const auto mean = values[site.value].to(at::kDouble).select(1, channel).mean({1, 2}).contiguous();
    std::vector<double> out;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (fits(samples[i])) out.push_back(mean.const_data_ptr<double>()[i]);
    }
    return out;
  }
  static double meanOf(const std::vector<double>& of) {
    double sum = 0;
    for (const double one : of) sum += one;
    return sum / static_cast<double>(of.size());
  }

  const TinyNetwork tiny{{.blocks = {1, 1}, .widths = {6, 8}}};
  const OpenDataset plain, data;
  const std::vector<int> samples;
  ActivationStatistics statistics;
  std::vector<at::Tensor> values;
};

constexpr double kClose = 2e-4;  // float32 sums over 64 positions against double

TEST_F(OverlappingStatistics, EveryGroupIsTheMeanOfAllItsSamples) {
  const auto& dataset = *data.dataset;
  ASSERT_GT(std::count_if(samples.begin(), samples.end(), [&](int s) { return dataset.groupsOf(s).size() > 1; }), 5);
  ASSERT_GT(std::count_if(samples.begin(), samples.end(), [&](int s) { return dataset.groupsOf(s).empty(); }), 5);
  EXPECT_EQ(statistics.samples, 60);
  for (std::size_t s = 0; s < statistics.sites.size(); ++s) {
    const auto& site = statistics.sites[s];
    ASSERT_EQ(site.groups, 6);
    ASSERT_EQ(site.map.size(), std::size_t(6 * site.height * site.width * site.channels));
    for (int c = 0; c < site.channels; ++c) {
      for (const auto& group : dataset.groups) {
        const auto own = means(tiny.network.graph.sites[s], c, [&](int sample) { return dataset.holds(group.id, sample); });
        EXPECT_EQ(site.n[static_cast<std::size_t>(group.id)], static_cast<std::int64_t>(own.size()));
        EXPECT_NEAR(site.mean[static_cast<std::size_t>(c * 6 + group.id)], meanOf(own), kClose);
        std::int64_t n = 0;
        const auto map = meanMap(site, c, {group.id}, n);
        EXPECT_NEAR(std::accumulate(map.begin(), map.end(), 0.0) / static_cast<double>(map.size()), meanOf(own), kClose);
      }
    }
  }
}

TEST_F(OverlappingStatistics, SidesAndAurocsTakeEverySampleOnce) {
  const auto& dataset = *data.dataset;
  ASSERT_FALSE(dataset.minority.empty());
  const auto& site = statistics.sites.back();
  const auto& known = tiny.network.graph.sites.back();
  for (int c = 0; c < site.channels; ++c) {
    for (const bool minority : {true, false}) {
      const auto own = means(known, c, [&](int sample) { return inMinority(dataset, sample) == minority; });
      std::int64_t n = 0;
      const auto map = sideMap(site, dataset, c, minority, n);
      EXPECT_EQ(n, static_cast<std::int64_t>(own.size()));
      EXPECT_NEAR(sideMean(site, dataset, c, minority), meanOf(own), kClose);
      EXPECT_NEAR(std::accumulate(map.begin(), map.end(), 0.0) / static_cast<double>(map.size()), meanOf(own), kClose);
    }
    for (const auto& group : dataset.groups) {
      const auto ofClass = [&](int sample) { return dataset.samples[static_cast<std::size_t>(sample)].y == group.y; };
      const auto in = means(known, c, [&](int sample) { return dataset.holds(group.id, sample); });
      const auto out = means(known, c, [&](int sample) { return ofClass(sample) && !dataset.holds(group.id, sample); });
      EXPECT_NEAR(site.auroc[static_cast<std::size_t>(c * 6 + group.id)], pairAuroc(in, out), 1e-3);
    }
  }
}

TEST_F(OverlappingStatistics, NodeMeansAreThoseOfTheSameSamplesParted) {
  const auto parted = gather(plain);
  for (std::size_t s = 0; s < parted.sites.size(); ++s) {
    for (std::size_t k = 0; k < parted.sites[s].nodeMean.size(); ++k)
      EXPECT_NEAR(statistics.sites[s].nodeMean[k], parted.sites[s].nodeMean[k], 1e-5);
  }
}

TEST_F(OverlappingStatistics, TheActivationRankingComparesAGroupWithAllOthersOfItsClass) {
  const auto& dataset = *data.dataset;
  const Site& site = tiny.network.graph.sites.back();
  const int group = dataset.minority.front(), y = dataset.groups[static_cast<std::size_t>(group)].y;
  for (const auto& one : rankByActivation(tiny.network.graph, statistics, dataset, {&site}, group, false)) {
    const auto in = means(site, one.channel, [&](int sample) { return dataset.holds(group, sample); });
    const auto out = means(site, one.channel, [&](int sample) {
      return dataset.samples[static_cast<std::size_t>(sample)].y == y && !dataset.holds(group, sample);
    });
    EXPECT_NEAR(one.score, std::abs(meanOf(in) - meanOf(out)), kClose);
  }
}

TEST_F(OverlappingStatistics, ASweepCountsASampleInAllOfItsGroups) {
  auto executor = tiny.executor(1 << 20);
  auto chunks = fakeChunks(data);
  const Site& site = tiny.network.graph.sites.front();
  const OverrideSet none(*tiny.folded, {});
  const std::vector<std::vector<ChannelOverride>> candidates{tiny.resolve({site.name, 0, Intervention::ZeroActivation})};
  NoProgress progress;
  const auto counts = sweepCandidates(executor, *data.dataset, chunks, none, candidates, {0, 1}, {}, progress);
  EXPECT_EQ(counts.samples, 60);
  EXPECT_EQ(counts.n, data.dataset->groupSizes(Split::Train));
}

}  // namespace
}  // namespace spurioscope
