#include "model/interventions.h"

#include <gtest/gtest.h>

#include <ATen/ATen.h>

#include "base/error.h"
#include "model/differentiable.h"
#include "tests/model/tiny_networks.h"

namespace spurioscope {
namespace {

/// The Graph run node by node by plain operators with one node's output changed behind it, as a hook on a module would.
at::Tensor runHooked(const Graph& graph, const Parameters& parameters, const at::Tensor& input, int hooked,
                     const std::function<void(at::Tensor&)>& hook) {
  std::vector<at::Tensor> values{input};
  for (std::size_t i = 1; i < graph.nodes.size(); ++i) {
    const auto& node = graph.nodes[i];
    const auto& window = node.window;
    const auto& x = values[node.inputs[0]];
    const auto part = [&](const char* name) { return parameter(parameters, node.name + name); };
    at::Tensor y;
    if (node.op == Op::Convolution) y = at::conv2d(x, part(".weight"), {}, window.stride, window.padding, window.dilation, window.groups);
    if (node.op == Op::BatchNorm)
      y = at::batch_norm(x, part(".weight"), part(".bias"), part(".running_mean"), part(".running_var"), false, 0.1, node.eps, false);
    if (node.op == Op::Activation) y = x.relu();
    if (node.op == Op::MaxPool) y = at::max_pool2d(x, window.kernel, window.stride, window.padding);
    if (node.op == Op::AdaptivePool) y = at::mean(x, {2, 3}, true);
    if (node.op == Op::Add) y = x + values[node.inputs[1]];
    if (node.op == Op::Linear) y = at::linear(x.flatten(1), part(".weight"), part(".bias"));
    if (static_cast<int>(i) == hooked) hook(y);
    values.push_back(y);
  }
  return values[graph.logits];
}

struct Place {
  const char* name;
  const char* site;
};

void PrintTo(const Place& place, std::ostream* out) { *out << place.site; }

class InterventionAt : public ::testing::TestWithParam<Place> {
 protected:
  const Site& site() const { return *tiny.network.graph.findSite(GetParam().site); }
  bool hasWeights() const { return site().weights >= 0; }
  ChannelEdit edit(Intervention kind, double alpha = 0) const { return {GetParam().site, 2, kind, alpha, 0.4, 17, "earlier"}; }
  at::Tensor live(const ChannelEdit& edit) const { return tiny.logits(tiny.overrides({edit})); }
  at::Tensor hooked(double alpha, double constant) const {
    return runHooked(tiny.network.graph, tiny.parameters, tiny.images, site().node,
                     [&](at::Tensor& value) { value.select(1, 2).mul_(alpha).add_(constant); });
  }
  at::Tensor editedStateDict(const std::vector<ChannelEdit>& edits) const {
    const auto edited = editedParameters(tiny.network.graph, tiny.parameters, edits, tiny.sources());
    return logitsOf(tiny.network.graph, runDifferentiable(tiny.network.graph, edited, tiny.images));
  }

  const TinyNetwork tiny{
      {.blocks = {1, 1}, .widths = {4, 8}, .bottleneck = true, .expansion = 2, .groups = 2, .imageNetStem = true, .stemWidth = 8}, 4, 32};
};

INSTANTIATE_TEST_SUITE_P(Sites, InterventionAt,
                         ::testing::Values(Place{"stem", "conv1"}, Place{"before_relu", "layer1.0.conv1"},
                                           Place{"grouped", "layer2.0.conv2"}, Place{"before_the_sum", "layer1.0.conv3"},
                                           Place{"downsample", "layer2.0.downsample.0"}, Place{"block_output", "layer1.0"},
                                           Place{"features", "features"}),
                         [](const auto& info) { return info.param.name; });

TEST_P(InterventionAt, ZeroActivationEqualsAHook) {
  EXPECT_LT(relativeDifference(live(edit(Intervention::ZeroActivation)), hooked(0, 0)), kSameLogits);
}

TEST_P(InterventionAt, GradedActivationEqualsAHook) {
  EXPECT_LT(relativeDifference(live(edit(Intervention::ZeroActivation, 0.35)), hooked(0.35, 0)), kSameLogits);
  EXPECT_LT(relativeDifference(live(edit(Intervention::Scale, 1.7)), hooked(1.7, 0)), kSameLogits);
  EXPECT_LT(relativeDifference(live(edit(Intervention::Scale, -1)), hooked(-1, 0)), kSameLogits);
}

TEST_P(InterventionAt, MeanEqualsAHook) {
  EXPECT_LT(relativeDifference(live(edit(Intervention::Mean)), hooked(0, 0.3)), kSameLogits);
  EXPECT_LT(relativeDifference(live(edit(Intervention::Mean, 0.25)), hooked(0.25, 0.75 * 0.3)), kSameLogits);
}

TEST_P(InterventionAt, ChangedWeightsEqualTheEditedStateDict) {
  if (!hasWeights()) GTEST_SKIP() << "has no weights of its own";
  for (const auto& one : {edit(Intervention::ZeroWeights), edit(Intervention::ZeroWeights, 0.35), edit(Intervention::ZeroWeights, 1.7),
                          edit(Intervention::RandomInit), edit(Intervention::Noise), edit(Intervention::Rewind)}) {
    EXPECT_LT(relativeDifference(live(one), editedStateDict({one})), kSameLogits) << "kind " << static_cast<int>(one.intervention);
    EXPECT_GT(relativeDifference(live(one), tiny.logits(tiny.none())), 2 * kSameLogits) << "the edit must be visible";
  }
}

TEST_P(InterventionAt, ChangedWeightsAreRefusedWhereThereAreNone) {
  if (hasWeights()) GTEST_SKIP() << "has weights";
  try {
    tiny.resolve(edit(Intervention::ZeroWeights));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::Usage);
    EXPECT_FALSE(error.remedy().empty());
  }
}

TEST_P(InterventionAt, AlphaOneIsTheIdentity) {
  for (const auto kind : {Intervention::ZeroActivation, Intervention::Scale, Intervention::Mean}) {
    EXPECT_TRUE(isIdentity(edit(kind, 1)));
    EXPECT_LT(relativeDifference(live(edit(kind, 1)), tiny.logits(tiny.none())), kSameLogits);
  }
  EXPECT_FALSE(isIdentity(edit(Intervention::Noise, 1)));
}

TEST_P(InterventionAt, DrawsDependOnTheSeedOnly) {
  if (!hasWeights()) GTEST_SKIP() << "has no weights of its own";
  auto noise = edit(Intervention::Noise);
  EXPECT_TRUE(live(noise).equal(live(noise)));
  const auto first = live(noise);
  ++noise.seed;
  EXPECT_FALSE(live(noise).equal(first));
}

TEST(Interventions, OfSeveralSitesEqualTheEditedStateDict) {
  const TinyNetwork tiny({{2, 1}, {6, 8}}, 5);
  const std::vector<ChannelEdit> edits{{"conv1", 0}, {"conv1", 3, Intervention::Noise, 0, 0.2, 3, {}}, {"layer1.1.conv2", 1},
                                       {"layer2.0.conv1", 5, Intervention::Rewind, 0, 0, 0, "earlier"}, {"layer2.0.downsample.0", 5}};
  const auto edited = editedParameters(tiny.network.graph, tiny.parameters, edits, tiny.sources());
  const auto expected = logitsOf(tiny.network.graph, runDifferentiable(tiny.network.graph, edited, tiny.images));
  EXPECT_LT(relativeDifference(tiny.logits(tiny.overrides(edits)), expected), kSameLogits);
  EXPECT_TRUE(edited.at("fc.weight").is_same(tiny.parameters.at("fc.weight"))) << "untouched tensors are shared";
}

TEST(Interventions, UnknownSitesAndChannelsAreOutOfRange) {
  const TinyNetwork tiny({{1}, {6}});
  for (const auto& edit : {ChannelEdit{"layer9.0.conv1", 0}, ChannelEdit{"conv1", 6}, ChannelEdit{"conv1", -1}}) {
    try {
      tiny.resolve(edit);
      FAIL() << edit.site << ":" << edit.channel;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), Kind::Range);
    }
  }
}

TEST(Interventions, OneChannelTakesOneEdit) {
  const TinyNetwork tiny({{1}, {6}});
  EXPECT_THROW(tiny.overrides({{"conv1", 0}, {"conv1", 0, Intervention::Scale, 2}}), Error);
}

TEST(Interventions, OfActivationsCannotBecomeWeights) {
  const TinyNetwork tiny({{1}, {6}});
  EXPECT_THROW(editedParameters(tiny.network.graph, tiny.parameters, {{"conv1", 0, Intervention::ZeroActivation}}, {}), Error);
}

TEST(OverrideSet, SignaturesCoverEverythingBeforeAStepOnly) {
  const TinyNetwork tiny({{1, 1}, {6, 8}});
  const auto late = tiny.overrides({{"layer2.0.conv1", 0}}), none = tiny.none();
  const auto step = [&](const char* site) { return tiny.folded->overrideStep(*tiny.network.graph.findSite(site)); };
  EXPECT_EQ(late.signature(step("layer1.0")), none.signature(step("layer1.0")));
  EXPECT_EQ(late.signature(step("layer2.0.downsample.0")), none.signature(step("layer2.0.downsample.0")));
  EXPECT_NE(late.signature(step("layer2.0")), none.signature(step("layer2.0")));
  EXPECT_NE(late.signature(tiny.folded->logits()), none.signature(tiny.folded->logits()));
}

}  // namespace
}  // namespace spurioscope
