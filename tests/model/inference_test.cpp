#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "model/catalogue.h"
#include "tests/model/resnet_shapes.h"

namespace spurioscope {
namespace {

using Strings = std::vector<std::string>;

Network known(const ShapeTable& shapes) { return std::get<Network>(inferNetwork(shapes)); }
NoNetwork unknown(const ShapeTable& shapes) { return std::get<NoNetwork>(inferNetwork(shapes)); }

const Node& node(const Network& network, const std::string& name) { return network.graph.nodes.at(network.graph.findModule(name).value()); }

ResnetVariant torchvision(std::vector<int> blocks, bool bottleneck) {
  return {.blocks = std::move(blocks),
          .widths = {64, 128, 256, 512},
          .bottleneck = bottleneck,
          .imageNetStem = true,
          .stemWidth = 64,
          .classes = 1000,
          .counters = true};
}

TEST(InferNetwork, NamesTorchvisionsResnets) {
  EXPECT_EQ(known(resnetShapes(torchvision({2, 2, 2, 2}, false))).architecture.name, "ResNet-18");
  EXPECT_EQ(known(resnetShapes(torchvision({3, 4, 6, 3}, false))).architecture.name, "ResNet-34");
  EXPECT_EQ(known(resnetShapes(torchvision({3, 4, 6, 3}, true))).architecture.name, "ResNet-50");
  EXPECT_EQ(known(resnetShapes(torchvision({3, 4, 23, 3}, true))).architecture.name, "ResNet-101");
  EXPECT_EQ(known(resnetShapes(torchvision({3, 8, 36, 3}, true))).architecture.name, "ResNet-152");
}

TEST(InferNetwork, NamesWideResnetsAndResnext) {
  auto wide = torchvision({3, 4, 6, 3}, true);
  wide.innerFactor = 2;
  EXPECT_EQ(known(resnetShapes(wide)).architecture.name, "Wide ResNet-50-2");
  auto next = torchvision({3, 4, 6, 3}, true);
  next.innerFactor = 2, next.groups = 32;
  const auto network = known(resnetShapes(next));
  EXPECT_EQ(network.architecture.name, "ResNeXt-50 32x4d");
  EXPECT_EQ(node(network, "layer3.1.conv2").window.groups, 32);
  EXPECT_EQ(node(network, "layer3.1.conv1").window.groups, 1);
}

TEST(InferNetwork, ReadsTheGeometryOfTheImageNetStem) {
  const auto network = known(resnetShapes(torchvision({3, 4, 6, 3}, true)));
  EXPECT_EQ(network.architecture.input, (std::array<std::int64_t, 3>{3, 224, 224}));
  EXPECT_EQ(node(network, "conv1").window.stride[0], 2);
  EXPECT_EQ(node(network, "conv1").window.padding[0], 3);
  const auto sizes = outputSizes(network.graph, 224, 224);
  EXPECT_EQ(sizes[*network.graph.findModule("layer1")][0], 56);
  EXPECT_EQ(sizes[*network.graph.findModule("layer4")][0], 7);
}

TEST(InferNetwork, PutsABottlenecksStrideIntoItsSecondConvolution) {
  const auto network = known(resnetShapes(torchvision({3, 4, 6, 3}, true)));
  EXPECT_EQ(node(network, "layer2.0.conv1").window.stride[0], 1);
  EXPECT_EQ(node(network, "layer2.0.conv2").window.stride[0], 2);
  EXPECT_EQ(node(network, "layer2.0.downsample.0").window.stride[0], 2);
  EXPECT_EQ(node(network, "layer1.0.downsample.0").window.stride[0], 1) << "the first stage projects but does not stride";
}

TEST(InferNetwork, PutsABasicBlocksStrideIntoItsFirstConvolution) {
  const auto network = known(resnetShapes(torchvision({2, 2, 2, 2}, false)));
  EXPECT_EQ(node(network, "layer2.0.conv1").window.stride[0], 2);
  EXPECT_EQ(node(network, "layer2.0.conv2").window.stride[0], 1);
}

TEST(InferNetwork, KnowsTheCifarStemAnyWidthAndInputChannels) {
  const auto network = known(resnetShapes({.blocks = {1, 1, 1}, .widths = {16, 32, 64}, .classes = 7, .inputChannels = 1}));
  EXPECT_EQ(network.architecture.name, "ResNet-8 (basic blocks, widths 16-32-64)");
  EXPECT_EQ(network.architecture.classes, 7);
  EXPECT_EQ(network.architecture.input, (std::array<std::int64_t, 3>{1, 32, 32}));
  EXPECT_EQ(node(network, "conv1").window.stride[0], 1);
  EXPECT_FALSE(network.graph.findModule("maxpool").has_value());
}

TEST(InferNetwork, KnowsThePapersHeadThatEndsInASoftmax) {
  auto variant = torchvision({3, 4, 6, 3}, true);
  EXPECT_FALSE(known(resnetShapes(variant)).graph.outputsProbabilities);
  variant.head = "fc.0";
  EXPECT_TRUE(known(resnetShapes(variant)).graph.outputsProbabilities);
}

TEST(InferNetwork, ListsEverySiteInTheOrderOfTheNetwork) {
  const auto network = known(resnetShapes({{1, 1}, {6, 8}}));
  Strings names;
  for (const auto& site : network.graph.sites) names.push_back(site.name);
  EXPECT_EQ(names, (Strings{"conv1", "layer1.0.conv1", "layer1.0.conv2", "layer1.0", "layer2.0.conv1", "layer2.0.conv2",
                            "layer2.0.downsample.0", "layer2.0", "features"}));
}

TEST(InferNetwork, MeasuresASiteBehindTheReluThatFollowsIt) {
  const auto network = known(resnetShapes({{1, 1}, {6, 8}}));
  const auto& before = *network.graph.findSite("layer1.0.conv1");
  const auto& sum = *network.graph.findSite("layer1.0.conv2");
  EXPECT_EQ(network.graph.nodes[before.value].op, Op::Activation);
  EXPECT_EQ(network.graph.nodes[before.node].op, Op::BatchNorm);
  EXPECT_EQ(sum.value, sum.node) << "its ReLU comes only after the sum";
}

TEST(InferNetwork, TellsWhatIsMissing) {
  auto shapes = resnetShapes({{1, 1}, {6, 8}});
  shapes.erase("layer2.0.bn2.running_var");
  const auto no = unknown(shapes);
  EXPECT_EQ(no.missing, Strings{"layer2.0.bn2.running_var"});
  EXPECT_TRUE(no.unexpected.empty());
  EXPECT_FALSE(no.nearest.empty());
}

TEST(InferNetwork, TellsWhatHasNoPlace) {
  auto shapes = resnetShapes({{1, 1}, {6, 8}});
  shapes["layer1.0.se.fc1.weight"] = {6, 6};
  EXPECT_EQ(unknown(shapes).unexpected, Strings{"layer1.0.se.fc1.weight"});
}

TEST(InferNetwork, TellsAWrongShape) {
  for (const auto& [key, shape] : ShapeTable{{"layer1.0.bn1.bias", {7}}, {"fc.weight", {2, 9}}, {"layer1.0.conv2.weight", {6, 6, 3}},
                                             {"layer2.0.downsample.0.weight", {9, 6, 1, 1}}, {"layer1.0.conv1.weight", {6, 5, 3, 3}}}) {
    auto shapes = resnetShapes({{1, 1}, {6, 8}});
    shapes[key] = shape;
    const auto no = unknown(shapes);
    EXPECT_NE(std::find(no.missing.begin(), no.missing.end(), key), no.missing.end()) << key;
  }
}

TEST(InferNetwork, RefusesHostileShapesWithoutFailing) {
  for (const std::vector<std::int64_t>& shape :
       {std::vector<std::int64_t>{0, 0, 0, 0}, {6, -3, 3, 3}, {}, {6, 3, 0, 3}, {1ll << 40, 3, 3, 3}}) {
    auto shapes = resnetShapes({{1, 1}, {6, 8}});
    shapes["conv1.weight"] = shape;
    EXPECT_TRUE(std::holds_alternative<NoNetwork>(inferNetwork(shapes)));
  }
}

TEST(InferNetwork, NamesNoNearestFamilyForForeignTensors) {
  const auto no = unknown({{"encoder.weight", {3, 3}}});
  EXPECT_TRUE(no.nearest.empty());
  EXPECT_EQ(no.unexpected, Strings{"encoder.weight"});
  EXPECT_TRUE(std::holds_alternative<NoNetwork>(inferNetwork({})));
}

TEST(WindowOutput, RefusesAnImageSmallerThanTheWindow) {
  Window window;
  window.kernel = {7, 7};
  try {
    windowOutput(3, window, 0);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::Shape);
  }
}

}  // namespace
}  // namespace spurioscope
