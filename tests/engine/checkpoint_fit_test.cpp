#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include "engine/workbench.h"
#include "tests/base/temporary_folder.h"
#include "tests/engine/written_checkpoints.h"

namespace spurioscope::engine {
namespace {

/// A checkpoint file opened on the demo's images.
class CheckpointFit : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const CheckpointContent& content) {
    writeTorchZip(folder / name, content);
    return (folder / name).string();
  }
  void open(const std::string& source) {
    ASSERT_TRUE(bench.openCheckpoint(source).ok());
    ASSERT_TRUE(bench.openData("demo").ok());
  }
  static Edit off(const std::string& site, int channel) {
    Edit edit;
    edit.site = site, edit.channel = channel;
    return edit;
  }
  std::vector<float> logits(const std::string& source, const std::vector<Edit>& edits) {
    Workbench other;
    EXPECT_TRUE(other.openCheckpoint(source).ok() && other.openData("demo").ok());
    return other.logits("test", edits).value().logits;
  }
  static double maxDifference(const std::vector<float>& a, const std::vector<float>& b) {
    double largest = a.size() == b.size() ? 0 : INFINITY;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) largest = std::max(largest, static_cast<double>(std::abs(a[i] - b[i])));
    return largest;
  }

  TemporaryFolder folder;
  Workbench bench;
};

TEST_F(CheckpointFit, AnotherNumberOfClassesIsAShapeFailureThatNamesBothNumbers) {
  open(write("three.pth", seededNetwork({.blocks = {1}, .widths = {4}, .classes = 3})));
  const auto outcome = bench.evaluate("test", {});
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.failure().kind, "shape");
  EXPECT_EQ(outcome.failure().exitCode, 3);
  EXPECT_NE(outcome.failure().what.find('3'), std::string::npos);
  EXPECT_NE(outcome.failure().what.find('2'), std::string::npos);
  EXPECT_FALSE(outcome.failure().remedy.empty());
  open("demo");
  EXPECT_TRUE(bench.evaluate("test", {}).ok()) << "a fitting checkpoint works afterwards";
}

TEST_F(CheckpointFit, OneOutputTellsTwoClassesApartByItsSign) {
  // What is left of the demo's two outputs when the first is taken from the second: the same decisions and the same loss.
  const auto binary = write("binary.pth", changedDemo([](NamedTensor& tensor) {
    if (!tensor.name.starts_with("fc.")) return;
    const auto half = tensor.bytes.size() / 2;
    for (std::size_t i = 0; i < half / sizeof(float); ++i) {
      float first = 0, second = 0;
      std::memcpy(&first, tensor.bytes.data() + i * sizeof first, sizeof first);
      std::memcpy(&second, tensor.bytes.data() + half + i * sizeof second, sizeof second);
      setFloat(tensor, i, second - first);
    }
    tensor.bytes.resize(half);
    tensor.shape[0] = 1;
  }));
  open(binary);
  Workbench demo;
  ASSERT_TRUE(demo.openCheckpoint("demo").ok() && demo.openData("demo").ok());
  const std::vector<Edit> edits{off("layer3.0.conv1", 4), off("layer2.0.conv2", 7)};
  const auto one = bench.logits("test", edits).value(), two = demo.logits("test", edits).value();
  ASSERT_EQ(one.logits.size(), two.logits.size());
  for (std::size_t i = 0; i < one.logits.size(); i += 2) {
    ASSERT_EQ(one.logits[i], 0);
    ASSERT_NEAR(one.logits[i + 1], two.logits[i + 1] - two.logits[i], 1e-4);
  }
  const auto live = bench.evaluate("test", edits).value(), expected = demo.evaluate("test", edits).value();
  for (std::size_t g = 0; g < expected.after.groups.size(); ++g) {
    EXPECT_EQ(live.before.groups[g].correct, expected.before.groups[g].correct);
    EXPECT_EQ(live.after.groups[g].correct, expected.after.groups[g].correct);
  }
  RankRequest request;
  request.sites = {"layer3.0.conv2"};
  request.group = 2;
  const auto ranked = bench.rank(request).value(), wanted = demo.rank(request).value();
  ASSERT_EQ(ranked->channels.size(), wanted->channels.size());
  for (std::size_t i = 0; i < wanted->channels.size(); ++i)
    EXPECT_NEAR(ranked->channels[i].score, wanted->channels[i].score, 1e-4 * std::abs(wanted->channels[0].score));
}

TEST_F(CheckpointFit, ANetworkForGreyImagesIsAShapeFailure) {
  open(write("grey.pth", seededNetwork({.blocks = {1}, .widths = {4}, .inputChannels = 1})));
  EXPECT_EQ(bench.evaluate("test", {}).failure().kind, "shape");
}

TEST_F(CheckpointFit, AnUnknownNetworkOpensAsATableAndSaysWhatDoesNotFit) {
  auto content = seededNetwork({.blocks = {1}, .widths = {4}});
  content.tensors.push_back({"layer1.0.gate.weight", {1}, DType::Float32, std::vector<std::byte>(4)});
  open(write("gated.pth", content));
  ASSERT_TRUE(bench.checkpoint()->mismatch.has_value());
  EXPECT_EQ(bench.checkpoint()->mismatch->unexpected, std::vector<std::string>{"layer1.0.gate.weight"});
  EXPECT_FALSE(bench.checkpoint()->architecture.has_value());
  EXPECT_EQ(bench.checkpoint()->tensors.size(), content.tensors.size());
  EXPECT_EQ(bench.evaluate("test", {}).failure().kind, "unsupported");
}

TEST_F(CheckpointFit, WeightsThatAreNotNumbersWarnAndBreakNothing) {
  open(write("nan.pth", changedDemo([](NamedTensor& tensor) {
    if (tensor.name == "layer2.0.conv1.weight") setFloat(tensor, 5, std::numeric_limits<float>::quiet_NaN());
    if (tensor.name == "bn1.bias") setFloat(tensor, 0, std::numeric_limits<float>::infinity());
  })));
  EXPECT_TRUE(std::any_of(bench.checkpoint()->warnings.begin(), bench.checkpoint()->warnings.end(),
                          [](const std::string& text) { return text.starts_with("2 weights are not finite"); }));
  EXPECT_TRUE(bench.evaluate("test", {off("layer1.0.conv1", 2)}).ok());
  EXPECT_TRUE(bench.statistics("val").ok());
  EXPECT_TRUE(bench.channelDetail("val", "layer2.0.conv1", 0).ok());
  for (const auto criterion : {Criterion::Magnitude, Criterion::Gradient, Criterion::Taylor, Criterion::Activation}) {
    RankRequest request;
    request.criterion = criterion;
    EXPECT_TRUE(bench.rank(request).ok()) << criterionName(criterion);
  }
  SweepRequest sweep;
  sweep.sites = {"conv1"}, sweep.splits = {"val"}, sweep.randomPerSite = 2;
  EXPECT_TRUE(bench.sweep(sweep).ok());
}

TEST_F(CheckpointFit, TheFirstLookComesBeforeTheHashAndLeavesTheCheckpointUsable) {
  ASSERT_TRUE(bench.openData("demo").ok());
  int looks = 0;
  const auto info = bench.openCheckpoint("demo", {}, {}, [&](const auto& first) {
    ++looks;
    EXPECT_TRUE(first->sha256.empty());
    EXPECT_EQ(bench.checkpoint(), first);
    EXPECT_TRUE(bench.evaluate("val", {}).ok());
  });
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(looks, 1);
  EXPECT_EQ((*info)->sha256.size(), 64u);
  EXPECT_EQ(bench.checkpoint(), *info);
}

TEST_F(CheckpointFit, ADamagedFileIsLookedAtAndTheOneBeforeStaysOpen) {
  open("demo");
  const auto before = bench.evaluate("val", {}).value();
  const auto content = seededNetwork({.blocks = {1}, .widths = {4}});
  auto bytes = torchZipBytes(content);
  const auto weights = std::search(bytes.begin(), bytes.end(), content.tensors[0].bytes.begin(), content.tensors[0].bytes.end());
  ASSERT_NE(weights, bytes.end());
  *weights ^= std::byte{1};
  const auto file = (folder / "damaged.pth").string();
  std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
  int looks = 0;
  const auto opened = bench.openCheckpoint(file, {}, {}, [&](const auto&) { ++looks; });
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.failure().kind, "format");
  EXPECT_EQ(looks, 1);
  EXPECT_EQ(bench.checkpoint()->source, "demo");
  EXPECT_EQ(bench.evaluate("val", {}).value().after.worst, before.after.worst);
}

TEST_F(CheckpointFit, SavedWeightsGiveTheLogitsOfTheLiveEdit) {
  open("demo");
  auto noise = off("layer2.0.conv1", 4), faded = off("layer1.0.conv1", 1);
  noise.mode = Mode::Noise, noise.std = 0.05, noise.seed = 3;
  faded.alpha = 0.4;
  const std::vector<Edit> edits{off("conv1", 3), faded, noise, off("layer3.0.downsample.0", 10)};
  const auto live = bench.logits("test", edits).value().logits;
  for (const char* name : {"edited.pth", "edited.safetensors"}) {
    ASSERT_TRUE(bench.saveEdited((folder / name).string(), edits).ok());
    EXPECT_LT(maxDifference(logits((folder / name).string(), {}), live), 1e-4) << name;  // float32 sums in another order
  }
}

TEST_F(CheckpointFit, SavedWithoutEditsGivesTheSameBits) {
  open("demo");
  const auto path = (folder / "same.pth").string();
  ASSERT_TRUE(bench.saveEdited(path, {}).ok());
  EXPECT_EQ(logits(path, {}), logits("demo", {}));
}

TEST_F(CheckpointFit, EditsOfActivationsAreNotSaved) {
  open("demo");
  auto edit = off("conv1", 0);
  edit.mode = Mode::ZeroActivation;
  const auto saved = bench.saveEdited((folder / "x.pth").string(), {edit});
  ASSERT_FALSE(saved.ok());
  EXPECT_EQ(saved.failure().kind, "usage");
  EXPECT_FALSE(std::filesystem::exists(folder / "x.pth"));
  EXPECT_EQ(bench.saveEdited("/proc/x.pth", {}).failure().kind, "io");
}

TEST_F(CheckpointFit, ARewindIsSavedWithoutAnyDataOpen) {
  ASSERT_TRUE(bench.openCheckpoint("demo").ok());
  auto rewind = off("conv1", 0);
  rewind.mode = Mode::Rewind;
  rewind.from = bench.checkpoint()->epochs.front().source;
  const auto saved = bench.saveEdited((folder / "rewound.pth").string(), {rewind});
  EXPECT_TRUE(saved.ok()) << saved.failure().what;
}

TEST_F(CheckpointFit, ARewindToAnotherNetworkIsRefused) {
  open("demo");
  auto rewind = off("conv1", 0);
  rewind.mode = Mode::Rewind;
  rewind.from = write("other.pth", seededNetwork({.blocks = {1}, .widths = {4}}));
  EXPECT_EQ(bench.evaluate("test", {rewind}).failure().kind, "shape");
  rewind.from = (folder / "missing.pth").string();
  EXPECT_EQ(bench.evaluate("test", {rewind}).failure().kind, "io");
  rewind.from.clear();
  EXPECT_EQ(bench.evaluate("test", {rewind}).failure().kind, "usage");
}

TEST_F(CheckpointFit, ARewindToItselfMovesNoAccuracy) {
  open("demo");
  auto rewind = off("conv1", 0);
  rewind.mode = Mode::Rewind, rewind.from = "demo";
  const auto outcome = bench.evaluate("test", {rewind}).value();
  for (std::size_t g = 0; g < 4; ++g) EXPECT_EQ(outcome.after.groups[g].correct, outcome.before.groups[g].correct);
}

TEST_F(CheckpointFit, AReversedHeadGivesTheSameReportButTheConfusionOfItsOrder) {
  const auto reversed = write("reversed.pth", changedDemo([](NamedTensor& tensor) {
    if (!tensor.name.starts_with("fc.")) return;
    std::rotate(tensor.bytes.begin(), tensor.bytes.begin() + static_cast<std::ptrdiff_t>(tensor.bytes.size() / 2), tensor.bytes.end());
  }));
  open("demo");
  const auto plain = bench.evaluate("val", {}).value().after;
  open(reversed);
  const auto found = bench.evaluate("val", {}).value().after;
  EXPECT_EQ(plain.classOrder, (std::vector<int>{0, 1}));
  EXPECT_EQ(found.classOrder, (std::vector<int>{1, 0}));
  EXPECT_EQ(found.confusion, plain.confusion) << "rows and columns are classes, not outputs";
  for (std::size_t g = 0; g < 4; ++g) EXPECT_NEAR(found.groups[g].loss, plain.groups[g].loss, 1e-6);
}

TEST_F(CheckpointFit, EpochsOfARunAreFoundByTheirNames) {
  const auto network = seededNetwork({.blocks = {1}, .widths = {4}});
  for (const char* name : {"10_model.pth", "20_model.pth", "100_model.pth", "last_model.pth", "20_model.txt"}) write(name, network);
  write("30_model.pth", seededNetwork({.blocks = {1, 1}, .widths = {16, 32}}));  // another network under such a name
  open((folder / "20_model.pth").string());
  std::vector<int> epochs;
  for (const auto& one : bench.checkpoint()->epochs) epochs.push_back(one.epoch);
  EXPECT_EQ(epochs, (std::vector<int>{10, 20, 100}));
  EXPECT_EQ(bench.checkpoint()->epoch, 20);
}

TEST_F(CheckpointFit, SizesAndSeedsInNamesAreNoEpochs) {
  const auto network = seededNetwork({.blocks = {1}, .widths = {4}});
  for (const char* name :
       {"resnet18.pth", "resnet50.pth", "ResNet-101.pth", "vit_b_16.pth", "vit_b_32.pth", "erm_seed1.pth", "erm_seed2.pth"})
    write(name, network);
  for (const char* name : {"resnet18.pth", "ResNet-101.pth", "vit_b_16.pth", "erm_seed1.pth"}) {
    open((folder / name).string());
    EXPECT_TRUE(bench.checkpoint()->epochs.empty()) << name;
    EXPECT_FALSE(bench.checkpoint()->epoch.has_value()) << name;
  }
}

}  // namespace
}  // namespace spurioscope::engine
