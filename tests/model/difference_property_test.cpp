#include <gtest/gtest.h>

#include <ATen/ATen.h>

#include "base/error.h"
#include "model/difference.h"
#include "tests/model/random_edits.h"

namespace spurioscope {
namespace {

struct Family {
  const char* name;
  ResnetVariant variant;
  std::int64_t side;
};

void PrintTo(const Family& family, std::ostream* out) { *out << family.name; }

class DifferenceOf : public ::testing::TestWithParam<Family> {
 protected:
  TinyNetwork tiny{GetParam().variant, 3, GetParam().side};
};

INSTANTIATE_TEST_SUITE_P(
    Networks, DifferenceOf,
    ::testing::Values(Family{"basic", {{2, 1}, {6, 8}}, 8}, Family{"wide", {{1, 2}, {24, 24}}, 8},
                      Family{"grouped", {.blocks = {1, 2}, .widths = {8, 8}, .bottleneck = true, .expansion = 2, .groups = 4}, 8},
                      Family{"stem", {.blocks = {1, 1}, .widths = {4, 8}, .bottleneck = true, .imageNetStem = true, .stemWidth = 8}, 32}),
    [](const auto& info) { return info.param.name; });

TEST_P(DifferenceOf, RandomSetsEqualAFullRun) { expectRandomSetsToEqualFullRuns(tiny, 60, 400 << 10); }

// As the window works: one edit more or less at a time, each evaluated against the set before it.
TEST_P(DifferenceOf, ALongWalkOfSingleStepsStaysExact) {
  RandomEdits edits(tiny, 23);
  auto executor = tiny.executor(16 << 20);
  DifferenceEvaluator evaluator(executor);
  std::vector<ChannelEdit> on;
  for (int i = 0; i < 40; ++i) {
    auto next = on;
    if (next.size() > 4 || (!next.empty() && edits.below(3) == 0))
      next.erase(next.begin() + static_cast<std::ptrdiff_t>(edits.below(next.size())));
    else edits.add(next);
    SCOPED_TRACE("step " + std::to_string(i) + ": " + text(next));
    const auto result = evaluator.evaluate(tiny.overrides(on), tiny.overrides(next), tiny.chunk());
    ASSERT_LT(relativeDifference(result.logits[0], tiny.logits(tiny.overrides(next))), kSameLogits);
    on = next;
  }
}

// Where an early edit happens to leave some samples alone, a later one on top of it must still reach them.
TEST_P(DifferenceOf, AnEditBehindOneThatMovesNothingStillCounts) {
  auto executor = tiny.executor(1 << 20);
  DifferenceEvaluator evaluator(executor);
  const ChannelEdit idle{"layer1.0", 1, Intervention::Scale, 1};  // times 1: every difference is exactly 0
  for (const char* behind : {"layer2.0.conv1", "layer2.0.conv2", "layer2.0.downsample.0", "layer2.0", "features"}) {
    if (tiny.network.graph.findSite(behind) == nullptr) continue;
    const auto both = tiny.overrides({idle, {behind, 1, Intervention::Scale, 3}});
    EXPECT_LT(relativeDifference(evaluator.evaluate(tiny.none(), both, tiny.chunk()).logits[0], tiny.logits(both)), kSameLogits) << behind;
  }
}

TEST_P(DifferenceOf, ManyCandidatesEqualEachAlone) {
  RandomEdits edits(tiny, 5);
  auto executor = tiny.executor(400 << 10);
  DifferenceEvaluator evaluator(executor);
  for (const auto& site : tiny.network.graph.sites) {
    const auto mode = site.weights >= 0 && edits.below(2) == 0 ? Intervention::Noise : Intervention::ZeroActivation;
    auto present = edits.draw(2);
    std::erase_if(present, [&](const auto& edit) { return edit.site == site.name; });
    const auto reference = tiny.overrides(present);
    std::vector<std::vector<ChannelOverride>> candidates;
    for (int channel = 0; channel < std::min(site.channels, 5); ++channel)
      candidates.push_back(tiny.resolve({site.name, channel, mode, 0, 0.3, 9, {}}));
    const auto result = evaluator.evaluateMany(reference, candidates, tiny.chunk());
    for (std::size_t k = 0; k < candidates.size(); ++k) {
      auto alone = reference.all();
      alone.insert(alone.end(), candidates[k].begin(), candidates[k].end());
      EXPECT_LT(relativeDifference(result.logits[static_cast<std::int64_t>(k)], tiny.logits(OverrideSet(*tiny.folded, alone))), kSameLogits)
          << site.name << ", candidate " << k << ", on top of " << text(present);
    }
  }
}

// A sweep of a graded scale: sites without weights give an affine of their own value, which needs it.
TEST_P(DifferenceOf, ManyScaledBlockOutputsEqualEachAlone) {
  auto executor = tiny.executor(1 << 20);
  std::vector<std::vector<ChannelOverride>> candidates;
  for (int channel = 0; channel < 4; ++channel)
    candidates.push_back(tiny.resolve({"layer1.0", channel, Intervention::Scale, 0.5, 0, 0, {}}));
  const auto result = DifferenceEvaluator(executor).evaluateMany(tiny.none(), candidates, tiny.chunk());
  for (int k = 0; k < 4; ++k) {
    EXPECT_LT(relativeDifference(result.logits[k], tiny.logits(OverrideSet(*tiny.folded, candidates[k]))), kSameLogits) << k;
  }
}

TEST_P(DifferenceOf, AnotherOverrideWithTheSameValueMovesNoBit) {
  auto executor = tiny.executor(1 << 20);
  const int step = tiny.folded->overrideStep(*tiny.network.graph.findSite("layer1.0.conv1"));
  const auto off = tiny.overrides({{"layer1.0.conv1", 1}});
  ChannelOverride map = off.all()[0];
  map.kind = ChannelOverride::Kind::Map;
  const auto size = executor.outputSize(step);
  map.map = at::full({size[0], size[1]}, tiny.folded->step(step).convolution->bias()[1].item<float>());
  const auto result = DifferenceEvaluator(executor).evaluate(off, OverrideSet(*tiny.folded, {map}), tiny.chunk());
  EXPECT_TRUE(result.logits[0].equal(result.reference));
}

TEST_P(DifferenceOf, AnEditOfADeadChannelMovesNoBit) {
  tiny.parameters["layer1.0.bn1.bias"][1] = -1000.f;  // its ReLU never opens
  tiny.folded = std::make_shared<const FoldedGraph>(tiny.network.graph, tiny.parameters, at::kCPU);
  auto executor = tiny.executor(1 << 20);
  const auto dead = tiny.overrides({{"layer1.0.conv1", 1, Intervention::ZeroActivation}});
  const auto result = DifferenceEvaluator(executor).evaluate(tiny.none(), dead, tiny.chunk());
  EXPECT_TRUE(result.logits[0].equal(result.reference));
}

TEST_P(DifferenceOf, TakingTheEditBackRestoresEveryBit) {
  auto executor = tiny.executor(1 << 20);
  DifferenceEvaluator evaluator(executor);
  const auto before = executor.logits(tiny.none(), tiny.chunk()).clone();
  const auto edited = tiny.overrides({{"conv1", 0}, {"layer2.0.conv1", 2}, {"features", 1, Intervention::Scale, 1.7}});
  evaluator.evaluate(tiny.none(), edited, tiny.chunk());
  EXPECT_TRUE(evaluator.evaluate(tiny.none(), tiny.none(), tiny.chunk()).logits[0].equal(before));
  EXPECT_TRUE(executor.logits(tiny.none(), tiny.chunk()).equal(before));
}

TEST_P(DifferenceOf, AnEditOfFeaturesDoesNotSpoilThePooledValueBeforeIt) {
  auto executor = tiny.executor(16 << 20);
  DifferenceEvaluator evaluator(executor);
  const ChannelEdit early{"conv1", 0, Intervention::ZeroActivation}, late{"features", 1, Intervention::Scale, 3};
  evaluator.evaluate(tiny.none(), tiny.overrides({early, late}), tiny.chunk());
  EXPECT_LT(relativeDifference(executor.logits(tiny.overrides({early}), tiny.chunk()), tiny.logits(tiny.overrides({early}))), kSameLogits);
}

TEST_P(DifferenceOf, BothBranchesOfOneResidualSumAreHandled) {
  auto executor = tiny.executor(1 << 20);
  const std::string last = GetParam().variant.bottleneck ? "layer2.0.conv3" : "layer2.0.conv2";
  const std::vector<ChannelEdit> both{
      {last, 1, Intervention::Scale, 1.7}, {"layer2.0.downsample.0", 1, Intervention::ZeroActivation}, {"layer2.0.downsample.0", 3}};
  const auto result = DifferenceEvaluator(executor).evaluate(tiny.overrides({both[0]}), tiny.overrides(both), tiny.chunk());
  EXPECT_LT(relativeDifference(result.logits[0], tiny.logits(tiny.overrides(both))), kSameLogits);
}

TEST_P(DifferenceOf, TheSameSetCostsNothingAndALateEditLessThanAFullRun) {
  auto executor = tiny.executor(8 << 20);
  DifferenceEvaluator evaluator(executor);
  executor.logits(tiny.none(), tiny.chunk());
  const auto edited = tiny.overrides({{"layer2.0.conv1", 2}});
  EXPECT_EQ(evaluator.cost(tiny.none(), tiny.none(), tiny.chunk()), 0);
  EXPECT_GT(evaluator.cost(tiny.none(), edited, tiny.chunk()), 0);
  EXPECT_LT(evaluator.cost(tiny.none(), edited, tiny.chunk()), executor.forwardMultiplications());
}

TEST_P(DifferenceOf, AStopRequestCancelsAndLeavesEverythingUsable) {
  auto executor = tiny.executor(1 << 20);
  DifferenceEvaluator evaluator(executor);
  const auto edited = tiny.overrides({{"conv1", 0}});
  std::stop_source stop;
  stop.request_stop();
  try {
    evaluator.evaluate(tiny.none(), edited, tiny.chunk(), stop.get_token());
    FAIL() << "was not cancelled";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::Cancelled);
  }
  EXPECT_LT(relativeDifference(evaluator.evaluate(tiny.none(), edited, tiny.chunk()).logits[0], tiny.logits(edited)), kSameLogits);
}

}  // namespace
}  // namespace spurioscope
