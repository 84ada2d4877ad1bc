#include "model/executor.h"

#include <gtest/gtest.h>

#include <ATen/ATen.h>

#include <limits>

#include "base/error.h"
#include "model/differentiable.h"
#include "tests/model/tiny_networks.h"

namespace spurioscope {
namespace {

struct Family {
  const char* name;
  ResnetVariant variant;
  std::int64_t side;
};

void PrintTo(const Family& family, std::ostream* out) { *out << family.name; }

class ExecutorOfFamily : public ::testing::TestWithParam<Family> {};

INSTANTIATE_TEST_SUITE_P(
    Variants, ExecutorOfFamily,
    ::testing::Values(
        Family{"basic", {{2, 2}, {6, 8}}, 8}, Family{"odd_image", {{1, 1, 1}, {5, 7, 9}}, 9},
        Family{"basic_imagenet_stem", {.blocks = {1, 1}, .widths = {8, 12}, .imageNetStem = true}, 37},
        Family{"bottleneck", {.blocks = {2, 1}, .widths = {4, 8}, .bottleneck = true, .imageNetStem = true}, 32},
        Family{"resnext", {.blocks = {1, 2}, .widths = {8, 8}, .bottleneck = true, .expansion = 2, .innerFactor = 2, .groups = 8}, 8},
        Family{"grey_many_classes", {.blocks = {1}, .widths = {6}, .classes = 11, .inputChannels = 1}, 8},
        Family{"softmax_head", {.blocks = {1, 1}, .widths = {6, 8}, .head = "fc.0"}, 8},
        Family{"cifar_linear", {.blocks = {1, 1}, .widths = {6, 8}, .head = "linear"}, 8}),
    [](const auto& info) { return info.param.name; });

TEST_P(ExecutorOfFamily, EqualsThePlainRunAtEverySite) {
  const TinyNetwork tiny(GetParam().variant, 2, GetParam().side);
  const auto& graph = tiny.network.graph;
  const auto plain = runDifferentiable(graph, tiny.parameters, tiny.images);
  auto executor = tiny.executor();
  EXPECT_LT(relativeDifference(executor.logits(tiny.none(), tiny.chunk()), logitsOf(graph, plain)), kSameLogits);
  std::vector<int> targets;
  for (const auto& site : graph.sites) targets.push_back(tiny.folded->valueStep(site));
  const auto values = executor.run(targets, tiny.none(), tiny.chunk());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    EXPECT_LT(relativeDifference(values[targets[i]], plain[graph.sites[i].value]), kSameLogits) << graph.sites[i].name;
  }
}

TEST_P(ExecutorOfFamily, StreamsEachTargetOnceWithTheValueOfRun) {
  const TinyNetwork tiny(GetParam().variant, 2, GetParam().side);
  std::vector<int> targets;
  for (const auto& site : tiny.network.graph.sites) targets.push_back(tiny.folded->valueStep(site));
  auto executor = tiny.executor();
  const auto values = executor.run(targets, tiny.none(), tiny.chunk());
  std::map<int, int> visits;
  executor.stream(targets, tiny.none(), tiny.chunk(), [&](int step, const at::Tensor& value) {
    ++visits[step];
    EXPECT_TRUE(value.equal(values[step]));
  });
  for (const int target : targets) EXPECT_EQ(visits[target], 1);
}

/// oneDNN's fused ReLU makes 0 of NaN: a network with such a parameter would seem to work.
void expectNaNAsInAPlainRun(const std::string& parameter, float value) {
  TinyNetwork tiny({{2, 2}, {6, 8}}, 2, 8);
  tiny.parameters.at(parameter).view(-1)[3] = value;
  tiny.folded = std::make_shared<FoldedGraph>(tiny.network.graph, tiny.parameters, at::kCPU);
  auto executor = tiny.executor();
  const auto plain = logitsOf(tiny.network.graph, runDifferentiable(tiny.network.graph, tiny.parameters, tiny.images));
  EXPECT_TRUE(plain.isnan().all().item<bool>());
  EXPECT_TRUE(executor.logits(tiny.none(), tiny.chunk()).isnan().all().item<bool>());
}

TEST(Executor, AWeightThatIsNaNReachesTheLogits) {
  expectNaNAsInAPlainRun("layer1.0.conv1.weight", std::numeric_limits<float>::quiet_NaN());
}

TEST(Executor, AVarianceBelowZeroReachesTheLogitsAsNaN) { expectNaNAsInAPlainRun("bn1.running_var", -1); }

TEST(Executor, CountsTheMultiplicationsOfAFullForward) {
  const TinyNetwork tiny({{1}, {6}}, 1, 8, 4);  // conv1 3>6, two 6>6 at 8x8, fc 6>2
  auto executor = tiny.executor();
  EXPECT_EQ(executor.forwardMultiplications(), 64.0 * 9 * (3 * 6 + 2 * 6 * 6) + 12);
  executor.logits(tiny.none(), tiny.chunk());
  EXPECT_EQ(executor.spent(), 4 * executor.forwardMultiplications());
}

TEST(Executor, StartsFromKeptValuesWithTheSameBitsAndNoImages) {
  const TinyNetwork tiny({{1, 1}, {6, 8}});
  auto executor = tiny.executor(8 << 20);
  const auto first = executor.logits(tiny.none(), tiny.chunk()).clone();
  const double spent = executor.spent();
  const Chunk blind{0, tiny.images.size(0), []() -> at::Tensor { throw Error{Kind::Internal, "the images were read again", {}, {}}; }};
  EXPECT_TRUE(executor.logits(tiny.none(), blind).equal(first));
  EXPECT_EQ(executor.spent(), spent);
  EXPECT_EQ(executor.pending({tiny.folded->logits()}, tiny.none(), 0), 0);
}

TEST(Executor, KeepsValuesOfChunksApart) {
  const TinyNetwork tiny({{1, 1}, {6, 8}}), other({{1, 1}, {6, 8}}, 99);
  auto executor = tiny.executor(8 << 20);
  executor.kept().setChunks(2);
  const auto first = executor.logits(tiny.none(), tiny.chunk(0)).clone();
  const auto second = executor.logits(tiny.none(), other.chunk(1)).clone();
  EXPECT_FALSE(first.equal(second));
  EXPECT_TRUE(executor.logits(tiny.none(), tiny.chunk(0)).equal(first));
}

TEST(Executor, StaysWithinItsBudgetForAnyNumberOfChunks) {
  const TinyNetwork tiny({{1, 1}, {6, 8}});
  for (const std::uint64_t budget : {0u, 1000u, 20'000u, 200'000u}) {
    auto executor = tiny.executor(budget);
    executor.kept().setChunks(3);
    const auto expected = tiny.logits(tiny.none());
    for (int i = 0; i < 9; ++i) {
      EXPECT_TRUE(executor.logits(tiny.none(), tiny.chunk(i % 3)).equal(expected));
      executor.logits(tiny.overrides({{"conv1", i % 6}}), tiny.chunk(i % 3));
      EXPECT_LE(executor.kept().usedBytes(), budget);
    }
  }
}

TEST(Executor, RefusesAnImageThatIsTooSmall) {
  const TinyNetwork tiny({{1}, {6}});
  EXPECT_NO_THROW(Executor(tiny.folded, 1, 1, 0));
  EXPECT_ANY_THROW(Executor(tiny.folded, 0, 0, 0));
}

TEST(KeptValues, SmallerSharesDropWhatNoLongerFits) {
  KeptValues kept(4096);
  for (int step = 0; step < 4; ++step) kept.put(0, step, 0, at::zeros({256}, at::kFloat));
  EXPECT_EQ(kept.usedBytes(), 4096u);
  kept.setChunks(4);
  EXPECT_EQ(kept.usedBytes(), 1024u);
  EXPECT_TRUE(kept.has(0, 3, 0)) << "the last used stays";
}

TEST(KeptValues, DropTheLeastRecentlyUsedOfTheirChunk) {
  KeptValues kept(2048);
  kept.put(0, 1, 0, at::zeros({256}, at::kFloat));
  kept.put(0, 2, 0, at::ones({256}, at::kFloat));
  EXPECT_TRUE(kept.find(0, 1, 0).defined());  // now the other one is older
  kept.put(0, 3, 0, at::zeros({256}, at::kFloat));
  EXPECT_TRUE(kept.has(0, 1, 0));
  EXPECT_FALSE(kept.has(0, 2, 0));
}

TEST(KeptValues, TellSignaturesApartAndForgetAChunk) {
  KeptValues kept(1 << 20);
  kept.put(0, 1, 7, at::zeros({256}, at::kFloat));
  kept.put(1, 1, 7, at::zeros({256}, at::kFloat));
  EXPECT_FALSE(kept.find(0, 1, 8).defined());
  kept.clear(0);
  EXPECT_FALSE(kept.has(0, 1, 7));
  EXPECT_TRUE(kept.has(1, 1, 7));
  EXPECT_EQ(kept.usedBytes(), 1024u);
}

}  // namespace
}  // namespace spurioscope
