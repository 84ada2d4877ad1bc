#include <gtest/gtest.h>

#include "tests/model/tiny_network.h"

namespace spurioscope {
namespace {

using testing::TinyNetwork;

/// Some edits of random kinds at random sites; no channel twice.
std::vector<ChannelEdit> randomEdits(const TinyNetwork& tiny, Random& random, int most) {
  std::vector<ChannelEdit> edits;
  const auto& sites = tiny.network.graph.sites;
  const auto count = random.below(static_cast<std::uint64_t>(most) + 1);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto& site = sites[random.below(sites.size())];
    ChannelEdit edit{site.name,
                     static_cast<int>(random.below(static_cast<std::uint64_t>(site.channels))),
                     Intervention::ZeroActivation,
                     0,
                     0.2,
                     random.bits(),
                     {}};
    const auto kind = random.below(5);
    if (kind == 1) edit.intervention = Intervention::Scale, edit.alpha = 3 * random.uniform();
    if (kind >= 2 && site.weights >= 0)
      edit.intervention = kind == 2 ? Intervention::ZeroWeights : kind == 3 ? Intervention::Noise : Intervention::RandomInit;
    const bool twice =
        std::any_of(edits.begin(), edits.end(), [&](const auto& one) { return one.site == edit.site && one.channel == edit.channel; });
    if (!twice) edits.push_back(edit);
  }
  return edits;
}

/// The heart's promise: whatever set is evaluated against whatever kept reference, the logits are those of a full run.
TEST(Shortcuts, EqualsAFullRunForRandomSetsAgainstRandomReferences) {
  const TinyNetwork tiny;
  auto kept = tiny.executor(), fresh = tiny.executor(0);
  Random random(7);
  std::vector<std::vector<ChannelEdit>> history{{}};
  for (int trial = 0; trial < 200; ++trial) {
    auto edits = random.below(2) == 0 ? history[random.below(history.size())] : randomEdits(tiny, random, 6);
    const auto more = randomEdits(tiny, random, 2);  // so that sets often share most of their edits with a reference
    for (const auto& one : more) {
      std::erase_if(edits, [&](const auto& old) { return old.site == one.site && old.channel == one.channel; });
      if (random.below(3) > 0) edits.push_back(one);
    }
    const auto reference = tiny.set(history[random.below(history.size())]);
    const auto set = tiny.set(edits);
    const auto result = DifferenceEvaluator(kept).evaluate(reference, set, tiny.chunk());
    ASSERT_LT(testing::maxDifference(result.logits[0], fresh.logits(set, tiny.chunk())), testing::kRounding) << "trial " << trial;
    ASSERT_LT(testing::maxDifference(result.reference, fresh.logits(reference, tiny.chunk())), testing::kRounding) << "trial " << trial;
    history.push_back(edits);
  }
}

TEST(Shortcuts, ManyCandidatesEqualOneByOne) {
  const TinyNetwork tiny;
  auto executor = tiny.executor();
  const auto present =
      tiny.set({{"layer1.0.conv1", 1, Intervention::ZeroWeights, 0, 0, 0, {}}, {"layer3.0", 2, Intervention::Scale, 0.5, 0, 0, {}}});
  for (const auto& site : tiny.network.graph.sites) {
    std::vector<std::vector<ChannelOverride>> candidates;
    for (int channel = 3; channel < 6; ++channel) {
      candidates.push_back(resolveEdit(*tiny.graph, tiny.parameters, {site.name, channel, Intervention::ZeroActivation, 0, 0, 0, {}}, {}));
    }
    const auto many = DifferenceEvaluator(executor).evaluateMany(present, candidates, tiny.chunk());
    for (std::size_t k = 0; k < candidates.size(); ++k) {
      auto all = present.all();
      all.insert(all.end(), candidates[k].begin(), candidates[k].end());
      const auto expected = tiny.executor(0).logits(OverrideSet(*tiny.graph, all), tiny.chunk());
      EXPECT_LT(testing::maxDifference(many.logits[static_cast<std::int64_t>(k)], expected), testing::kRounding) << site.name;
    }
  }
}

TEST(Shortcuts, MovesNoLogitWhereTheChannelIsConstantAnyway) {
  TinyNetwork tiny;
  parameter(tiny.parameters, "bn1.weight")[2] = 0;   // the channel is its norm's beta everywhere
  parameter(tiny.parameters, "bn1.bias")[3] = -100;  // this one never passes its ReLU
  tiny.graph = std::make_shared<FoldedGraph>(tiny.network.graph, tiny.parameters, at::kCPU);
  auto executor = tiny.executor();
  const auto set =
      tiny.set({{"conv1", 2, Intervention::ZeroWeights, 0, 0, 0, {}}, {"conv1", 3, Intervention::ZeroActivation, 0, 0, 0, {}}});
  const auto result = DifferenceEvaluator(executor).evaluate(tiny.set({}), set, tiny.chunk());
  EXPECT_TRUE(at::equal(result.logits[0], result.reference));
}

TEST(Shortcuts, CostsOnlyTheSuffixOnceValuesAreKept) {
  const TinyNetwork tiny;
  auto executor = tiny.executor();
  const auto off = tiny.set({{"conv1", 0, Intervention::ZeroWeights, 0, 0, 0, {}}});
  executor.logits(off, tiny.chunk());
  const auto both =
      tiny.set({{"conv1", 0, Intervention::ZeroWeights, 0, 0, 0, {}}, {"layer3.0.conv2", 1, Intervention::ZeroWeights, 0, 0, 0, {}}});
  EXPECT_LT(DifferenceEvaluator(executor).cost(off, both, tiny.chunk()), 0.01 * executor.forwardMultiplications());
}

}  // namespace
}  // namespace spurioscope
