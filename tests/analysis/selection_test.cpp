#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "analysis/site_selection.h"
#include "analysis/strongest.h"
#include "analysis/value_samples.h"
#include "base/error.h"
#include "base/random.h"
#include "data/order.h"
#include "tests/analysis/fake_data.h"
#include "tests/model/resnet_shapes.h"

namespace spurioscope {
namespace {

std::vector<int> samplesOf(const std::vector<SampleValue>& values) {
  std::vector<int> samples;
  for (const auto& one : values) samples.push_back(one.sample);
  return samples;
}

TEST(Strongest, KeepsWhatASortWouldPutFirst) {
  Strongest strongest(1, 1, 8);
  Random random(1);
  std::vector<SampleValue> all;
  for (int sample = 0; sample < 200; ++sample) {
    all.push_back({sample, static_cast<float>(random.below(40))});  // many ties
    strongest.offer(sample, 0, &all.back().value);
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.value > b.value; });
  all.resize(8);
  EXPECT_EQ(samplesOf(strongest.of(0, 0)), samplesOf(all));
}

TEST(Strongest, KeepsTheSmallerIdOfATieWhateverTheOrder) {
  Strongest strongest(1, 1, 2);
  for (const int sample : {9, 3, 7, 1}) {
    const float value = 5;
    strongest.offer(sample, 0, &value);
  }
  EXPECT_EQ(samplesOf(strongest.of(0, 0)), (std::vector<int>{1, 3}));
}

TEST(Strongest, KeepsChannelsAndGroupsApartAndPassesNanOver) {
  Strongest strongest(2, 2, 3);
  const float first[] = {1, std::numeric_limits<float>::quiet_NaN()}, second[] = {-2, -3};
  strongest.offer(10, 0, first);
  strongest.offer(11, 1, second);
  EXPECT_EQ(samplesOf(strongest.of(0, 0)), std::vector<int>{10});
  EXPECT_TRUE(strongest.of(1, 0).empty());
  EXPECT_EQ(samplesOf(strongest.of(1, 1)), std::vector<int>{11});
}

TEST(ValueSamples, AreAllWhereTheyFit) {
  const auto data = fakeData();
  const auto order = data.dataset->inSplit(Split::Train);
  EXPECT_EQ(valueSamples(*data.dataset, order, 60), order);
}

TEST(ValueSamples, KeepSmallGroupsWholeAndSplitTheRestEvenly) {
  const auto data = fakeData();
  const auto order = stratifiedOrder(*data.dataset, Split::Train, 7);
  std::array<int, 4> counts{};
  for (const int sample : valueSamples(*data.dataset, order, 28)) ++counts[static_cast<std::size_t>(data.dataset->samples[sample].group)];
  EXPECT_EQ(counts, (std::array<int, 4>{10, 5, 3, 10}));
}

TEST(ValueSamples, TakeOneOfEachGroupAtLeast) {
  const auto data = fakeData();
  const auto chosen = valueSamples(*data.dataset, data.dataset->inSplit(Split::Train), 0);
  EXPECT_EQ(chosen.size(), 4u);
}

TEST(GlobMatches, AsAShellDoesButAcrossDots) {
  EXPECT_TRUE(globMatches("layer4.*", "layer4.1.conv2"));
  EXPECT_TRUE(globMatches("layer?.0", "layer2.0"));
  EXPECT_TRUE(globMatches("*.conv[12]", "layer1.0.conv2"));
  EXPECT_FALSE(globMatches("*.conv[12]", "layer1.0.conv3"));
  EXPECT_FALSE(globMatches("conv1", "layer1.0.conv1"));
}

TEST(SelectSites, KeepTheNetworksOrderAndNameTheGlobThatMatchesNone) {
  const auto network = std::get<Network>(inferNetwork(resnetShapes({{1, 1}, {6, 8}})));
  const auto sites = selectSites(network.graph, {"layer2.0.conv2", "layer1.0*"});
  ASSERT_EQ(sites.size(), 4u);
  EXPECT_EQ(sites.front()->name, "layer1.0.conv1");
  EXPECT_EQ(sites.back()->name, "layer2.0.conv2");
  try {
    selectSites(network.graph, {"conv1", "nowhere*"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::Usage);
    EXPECT_NE(std::string(error.what()).find("nowhere*"), std::string::npos);
  }
}

}  // namespace
}  // namespace spurioscope
