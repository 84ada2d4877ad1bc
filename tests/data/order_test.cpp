#include "data/order.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "base/error.h"

namespace spurioscope {
namespace {

Dataset waterbirdsLike(const std::vector<int>& sizes, int nAttributes = 2) {
  Dataset dataset;
  for (int a = 0; a < nAttributes; ++a) dataset.attributeNames.push_back(std::string("a") + std::to_string(a));
  for (std::size_t g = 0; g < sizes.size(); ++g) {
    const int y = static_cast<int>(g) / nAttributes, a = static_cast<int>(g) % nAttributes;
    if (a == 0) dataset.classNames.push_back(std::string("c") + std::to_string(y));
    for (int i = 0; i < sizes[g]; ++i) dataset.samples.push_back({"s", y, a, 0, Split::Train});
  }
  findGroups(dataset);
  return dataset;
}

int groupAt(const Dataset& dataset, int index) { return dataset.samples[static_cast<std::size_t>(index)].group; }

/// Position after which the group has no more samples.
std::size_t completion(const Dataset& dataset, const std::vector<int>& order, int group) {
  std::size_t last = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (groupAt(dataset, order[i]) == group) last = i;
  }
  return last;
}

TEST(StratifiedOrder, HoldsEverySampleOnce) {
  const auto dataset = waterbirdsLike({3498, 184, 56, 1057});
  auto order = stratifiedOrder(dataset, Split::Train, 64);
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order, dataset.inSplit(Split::Train));
}

TEST(StratifiedOrder, HasEveryGroupInEveryChunkUntilTheMinorityIsComplete) {
  for (const auto& sizes : {std::vector{3498, 184, 56, 1057}, std::vector{2255, 2255, 642, 642}, std::vector{500, 500, 500, 500}}) {
    const auto dataset = waterbirdsLike(sizes);
    const auto order = stratifiedOrder(dataset, Split::Train, 64);
    std::set<int> complete;
    for (std::size_t begin = 0; begin < order.size(); begin += 64) {
      std::set<int> seen = complete;
      for (std::size_t i = begin; i < std::min(begin + 64, order.size()); ++i) seen.insert(groupAt(dataset, order[i]));
      EXPECT_EQ(seen.size(), 4u) << "chunk at " << begin;
      for (int g = 0; g < 4; ++g) {
        if (completion(dataset, order, g) < begin + 64) complete.insert(g);
      }
      if (std::all_of(dataset.minority.begin(), dataset.minority.end(), [&](int g) { return complete.contains(g); })) break;
    }
  }
}

TEST(StratifiedOrder, CompletesTheMinorityFirst) {
  for (const auto& sizes : {std::vector{3498, 184, 56, 1057}, std::vector{500, 300, 290, 400}, std::vector{20, 19, 3, 5}}) {
    const auto dataset = waterbirdsLike(sizes);
    const auto order = stratifiedOrder(dataset, Split::Train, 32);
    for (const int minority : dataset.minority) {
      for (const int majority : dataset.majority) {
        EXPECT_LT(completion(dataset, order, minority), completion(dataset, order, majority));
      }
    }
  }
}

TEST(StratifiedOrder, BeginsWithEveryGroup) {
  const auto dataset = waterbirdsLike({1000, 10, 1, 5});
  const auto order = stratifiedOrder(dataset, Split::Train, 16);
  std::set<int> seen;
  for (int i = 0; i < 4; ++i) seen.insert(groupAt(dataset, order[static_cast<std::size_t>(i)]));
  EXPECT_EQ(seen.size(), 4u);
}

TEST(StratifiedOrder, IsTheSameEachTimeAndNotTheFilesOrder) {
  const auto dataset = waterbirdsLike({300, 20, 10, 90});
  const auto order = stratifiedOrder(dataset, Split::Train, 16);
  EXPECT_EQ(order, stratifiedOrder(dataset, Split::Train, 16));
  std::vector<int> ofGroup0;
  for (const int index : order) {
    if (groupAt(dataset, index) == 0) ofGroup0.push_back(index);
  }
  EXPECT_FALSE(std::is_sorted(ofGroup0.begin(), ofGroup0.end()));
}

TEST(StratifiedOrder, TakesTurnsWhenThereAreMoreGroupsThanPlaces) {
  const auto dataset = waterbirdsLike(std::vector<int>(400, 3), 20);
  const auto order = stratifiedOrder(dataset, Split::Train, 8);
  std::set<int> seen;
  for (std::size_t i = 0; i < 400; ++i) seen.insert(groupAt(dataset, order[i]));
  EXPECT_EQ(seen.size(), 400u);
  EXPECT_EQ(order.size(), 1200u);
}

TEST(StratifiedOrder, OfAnEmptySplitIsEmpty) {
  EXPECT_TRUE(stratifiedOrder(waterbirdsLike({5, 1, 1, 5}), Split::Test, 8).empty());
  EXPECT_THROW(stratifiedOrder(waterbirdsLike({5, 1, 1, 5}), Split::Train, 0), Error);
}

TEST(StratifiedOrder, APrefixOfOverlappingGroupsIsAProportionalSampleOfEach) {
  Dataset dataset;
  dataset.classNames = {"a", "b"};
  dataset.attributeNames = {"x", "y", "z"};
  for (int i = 0; i < 4000; ++i) {
    dataset.samples.push_back({std::to_string(i), i % 5 == 0, 0, 0, Split::Test});
    dataset.attributeSets.push_back({});
    for (int a = 0; a < 3; ++a) {
      if (i % (3 + 4 * a) == 0) dataset.attributeSets.back().push_back(a);
    }
  }
  findGroups(dataset);
  const auto order = stratifiedOrder(dataset, Split::Test, 64);
  std::vector<double> seen(6, 0);
  for (std::size_t i = 0; i < 1000; ++i) {
    for (const int group : dataset.groupsOf(order[i])) ++seen[static_cast<std::size_t>(group)];
  }
  for (std::size_t g = 0; g < 6; ++g) {
    const auto all = static_cast<double>(dataset.groups[g].counts[2]);
    EXPECT_NEAR(seen[g], all / 4, 6) << g;  // of each stratum a quarter, give or take one
  }
  EXPECT_EQ(std::set<int>(order.begin(), order.end()).size(), 4000u);
}

}  // namespace
}  // namespace spurioscope
