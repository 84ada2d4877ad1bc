#include <gtest/gtest.h>

#include "tests/model/tiny_network.h"

namespace spurioscope {
namespace {

using testing::TinyNetwork;

void norm(ShapeTable& shapes, const std::string& name, std::int64_t channels) {
  for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"}) shapes[name + part] = {channels};
  shapes[name + ".num_batches_tracked"] = {};
}

/// torchvision's ImageNet ResNet of bottlenecks.
ShapeTable bottleneckResnet(const std::vector<int>& blocks, std::int64_t perGroup, std::int64_t groups, const std::string& head = "fc") {
  ShapeTable shapes{{"conv1.weight", {64, 3, 7, 7}}};
  norm(shapes, "bn1", 64);
  std::int64_t in = 64;
  for (std::size_t s = 0; s < blocks.size(); ++s) {
    const std::int64_t out = 256ll << s, inner = (perGroup * groups) << s;
    for (int b = 0; b < blocks[s]; ++b) {
      const std::string name = "layer" + std::to_string(s + 1) + "." + std::to_string(b);
      shapes[name + ".conv1.weight"] = {inner, in, 1, 1};
      shapes[name + ".conv2.weight"] = {inner, inner / groups, 3, 3};
      shapes[name + ".conv3.weight"] = {out, inner, 1, 1};
      norm(shapes, name + ".bn1", inner), norm(shapes, name + ".bn2", inner), norm(shapes, name + ".bn3", out);
      if (b == 0) {
        shapes[name + ".downsample.0.weight"] = {out, in, 1, 1};
        norm(shapes, name + ".downsample.1", out);
      }
      in = out;
    }
  }
  shapes[head + ".weight"] = {2, in};
  shapes[head + ".bias"] = {2};
  return shapes;
}

TEST(InferNetwork, NamesTheWellKnownResnets) {
  const auto nameOf = [](const ShapeTable& shapes) { return std::get<Network>(inferNetwork(shapes)).architecture.name; };
  EXPECT_EQ(nameOf(bottleneckResnet({3, 4, 6, 3}, 64, 1)), "ResNet-50");
  EXPECT_EQ(nameOf(bottleneckResnet({3, 4, 23, 3}, 64, 1)), "ResNet-101");
  EXPECT_EQ(nameOf(bottleneckResnet({3, 4, 6, 3}, 128, 1)), "Wide ResNet-50-2");
  EXPECT_EQ(nameOf(bottleneckResnet({3, 4, 6, 3}, 4, 32)), "ResNeXt-50 32x4d");
}

TEST(InferNetwork, CountsTheChannelsOfThePaper) {
  const auto network = std::get<Network>(inferNetwork(bottleneckResnet({3, 4, 6, 3}, 64, 1, "fc.0")));
  int convolutions = 0, channels = 0;
  for (const auto& site : network.graph.sites) {
    if (site.kind == SiteKind::Convolution) ++convolutions, channels += site.channels;
  }
  EXPECT_EQ(convolutions, 53);
  EXPECT_EQ(channels, 26'560);
  EXPECT_TRUE(network.graph.outputsProbabilities);
}

TEST(InferNetwork, TellsWhatIsMissingAndWhatHasNoPlace) {
  auto shapes = smallResnetShapes({6, 8}, 2);
  shapes.erase("layer2.0.bn2.bias");
  shapes["layer2.0.extra.weight"] = {1};
  const auto no = std::get<NoNetwork>(inferNetwork(shapes));
  EXPECT_EQ(no.missing, std::vector<std::string>{"layer2.0.bn2.bias"});
  EXPECT_EQ(no.unexpected, std::vector<std::string>{"layer2.0.extra.weight"});
  EXPECT_NE(no.nearest.find("ResNet"), std::string::npos);
}

TEST(InferNetwork, IgnoresKeysBesideTheNetwork) {
  auto shapes = smallResnetShapes({6, 8}, 2);
  shapes["criterion.weight"] = {2};
  EXPECT_EQ(std::get<Network>(inferNetwork(shapes)).ignored, std::vector<std::string>{"criterion.weight"});
}

TEST(InferNetwork, RefusesAResidualSumOfDifferentWidths) {
  auto shapes = smallResnetShapes({6, 8}, 2);
  shapes["layer2.0.downsample.0.weight"] = {7, 6, 1, 1};
  EXPECT_TRUE(std::holds_alternative<NoNetwork>(inferNetwork(shapes)));
}

TEST(Executor, EqualsTheDifferentiableRun) {
  const TinyNetwork tiny;
  auto executor = tiny.executor();
  EXPECT_LT(testing::maxDifference(executor.logits(tiny.set({}), tiny.chunk()), tiny.reference(tiny.parameters)), testing::kRounding);
}

TEST(Executor, KeepsValuesWithinTheBudget) {
  const TinyNetwork tiny;
  auto executor = tiny.executor(64u << 10);
  executor.logits(tiny.set({}), tiny.chunk());
  EXPECT_LE(executor.kept().usedBytes(), 64u << 10);
  EXPECT_GT(executor.kept().usedBytes(), 0u);
  executor.kept().setChunks(4);
  EXPECT_LE(executor.kept().usedBytes(), 16u << 10);
}

TEST(Executor, StopsBetweenSteps) {
  const TinyNetwork tiny;
  auto executor = tiny.executor();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(executor.logits(tiny.set({}), tiny.chunk(), stop.get_token()), Error);
}

}  // namespace
}  // namespace spurioscope
