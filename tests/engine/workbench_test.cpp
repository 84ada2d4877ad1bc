#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <limits>

#include "checkpoint/checkpoint.h"
#include "checkpoint/writer.h"
#include "engine/workbench.h"
#include "resources/demo/embedded.h"

namespace spurioscope::engine {
namespace {

std::filesystem::path folder() {
  const auto path = std::filesystem::temp_directory_path() / "spurioscope-workbench-test";
  std::filesystem::create_directories(path);
  return path;
}

Edit off(const std::string& site, int channel) {
  Edit edit;
  edit.site = site;
  edit.channel = channel;
  return edit;
}

/// The demo's last checkpoint with one tensor changed, as a file.
template <class Change>
std::string changedDemo(const std::string& name, const Change& change) {
  const auto bytes = demoCheckpoint(demoEpochs().back());
  const auto demo = readCheckpoint(std::vector<std::byte>(bytes.begin(), bytes.end()), "demo");
  CheckpointContent content;
  for (const auto& [key, index] : demo->stateDict()) {
    NamedTensor tensor{key, demo->tensors()[index].shape, demo->tensors()[index].dtype, demo->readBytes(index)};
    change(tensor);
    content.tensors.push_back(std::move(tensor));
  }
  const auto path = (folder() / name).string();
  writeTorchZip(path, content);
  return path;
}

struct Demo {
  explicit Demo(const std::string& checkpoint = "demo") {
    EXPECT_TRUE(bench.openCheckpoint(checkpoint).ok());
    EXPECT_TRUE(bench.openData("demo").ok());
  }
  EditOutcome evaluate(const std::vector<Edit>& edits) { return bench.evaluate("test", edits).value(); }
  Workbench bench;
};

TEST(Workbench, PublishesGrowingEstimatesAndEndsExact) {
  Demo demo;
  std::vector<std::int64_t> done;
  bool exact = false;
  const auto outcome = demo.bench.evaluate("test", {off("layer1.0.conv1", 3)}, [&](const EditOutcome& one) {
    done.push_back(one.after.samplesDone);
    exact = one.after.exact;
  });
  ASSERT_TRUE(outcome.ok());
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
  EXPECT_TRUE(exact);
  EXPECT_EQ(done.back(), 2000);
}

TEST(Workbench, RefusesTwoEditsOfOneChannel) {
  Demo demo;
  auto again = off("layer3.0.conv2", 5);
  again.mode = Mode::Scale;
  again.alpha = 0.5;
  const auto outcome = demo.bench.evaluate("test", {off("layer3.0.conv2", 5), again});
  ASSERT_FALSE(outcome.ok());
  EXPECT_NE(outcome.failure().what.find("edited twice"), std::string::npos) << outcome.failure().what;
  again.alpha = 1;  // and an edit that changes nothing is none
  EXPECT_TRUE(demo.bench.evaluate("test", {off("layer3.0.conv2", 5), again}).ok());
}

TEST(Workbench, AnUntouchedChannelMovesNothing) {
  Demo demo;
  auto edit = off("layer3.0.conv2", 5);
  edit.alpha = 1;
  const auto outcome = demo.evaluate({edit});
  EXPECT_EQ(outcome.changedLogits, 0);
  EXPECT_EQ(outcome.before.worst, outcome.after.worst);
}

TEST(Workbench, KeepsToItsBudgetWhileLayersAreEdited) {
  Settings settings;
  settings.keptBytes = 32u << 20;
  Workbench bench(settings);
  ASSERT_TRUE(bench.openCheckpoint("demo").ok() && bench.openData("demo").ok());
  for (const char* site : {"conv1", "layer3.0.conv1", "layer2.0.conv2"}) {
    ASSERT_TRUE(bench.evaluate("test", {off(site, 1)}).ok());
    EXPECT_LE(bench.keptValues().usedBytes, settings.keptBytes);
  }
}

TEST(Workbench, AnEditInsideALongJobGivesTheSameAnswer) {
  Demo alone, nested;
  const auto expected = alone.evaluate({off("layer2.0.conv1", 7)});
  std::optional<EditOutcome> inside;
  const auto statistics = nested.bench.statistics("test", {}, [&](const ProgressInfo&) {
    if (!inside) inside = nested.evaluate({off("layer2.0.conv1", 7)});
  });
  ASSERT_TRUE(statistics.ok());
  ASSERT_TRUE(inside.has_value());
  for (std::size_t g = 0; g < 4; ++g) EXPECT_EQ(inside->after.groups[g].correct, expected.after.groups[g].correct);
}

TEST(Workbench, AStoppedCallLeavesEverythingUsable) {
  Demo demo;
  std::stop_source stop;
  stop.request_stop();
  const auto stopped = demo.bench.evaluate("test", {off("conv1", 0)}, {}, stop.get_token());
  ASSERT_FALSE(stopped.ok());
  EXPECT_TRUE(stopped.failure().cancelled());
  EXPECT_TRUE(demo.evaluate({off("conv1", 0)}).after.exact);
}

TEST(Workbench, FindsAReversedClassOrder) {
  const auto path = changedDemo("reversed.pth", [](NamedTensor& tensor) {
    if (tensor.name != "fc.weight" && tensor.name != "fc.bias") return;
    const auto half = static_cast<std::ptrdiff_t>(tensor.bytes.size() / 2);
    std::rotate(tensor.bytes.begin(), tensor.bytes.begin() + half, tensor.bytes.end());
  });
  Demo plain, reversed(path);
  const auto expected = plain.evaluate({}), found = reversed.evaluate({});
  EXPECT_EQ(found.after.classOrder, (std::vector<int>{1, 0}));
  for (std::size_t g = 0; g < 4; ++g) EXPECT_EQ(found.after.groups[g].correct, expected.after.groups[g].correct);
}

TEST(Workbench, WarnsOfWeightsThatAreNotNumbers) {
  const auto path = changedDemo("nan.pth", [](NamedTensor& tensor) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    if (tensor.name == "fc.weight") std::memcpy(tensor.bytes.data(), &nan, sizeof nan);
  });
  Demo demo(path);
  ASSERT_FALSE(demo.bench.checkpoint()->warnings.empty());
  EXPECT_EQ(demo.evaluate({}).after.worst, 0);  // a NaN is no prediction
}

TEST(Workbench, SavesWhatTheLiveEditShows) {
  Demo demo;
  const std::vector<Edit> edits{off("layer3.0.conv1", 60), off("layer1.0.conv2", 6)};
  const auto path = (folder() / "edited.safetensors").string();
  ASSERT_TRUE(demo.bench.saveEdited(path, edits).ok());
  const auto live = demo.evaluate(edits);
  Demo saved(path);
  const auto again = saved.evaluate({});
  for (std::size_t g = 0; g < 4; ++g) EXPECT_EQ(again.after.groups[g].correct, live.after.groups[g].correct);
}

TEST(Workbench, SweepsAsOneByOne) {
  Demo demo;
  SweepRequest request;
  request.sites = {"layer3.0.conv2"};
  request.randomPerSite = 3;
  request.splits = {"test"};
  const auto swept = demo.bench.sweep(request);
  ASSERT_TRUE(swept.ok());
  ASSERT_EQ(swept->rows.size(), 12u);
  for (const auto& row : swept->rows) {
    const auto outcome = demo.evaluate({off(row.site, row.channel)});
    EXPECT_EQ(row.correctAfter, static_cast<double>(outcome.after.groups[static_cast<std::size_t>(row.group)].correct));
  }
}

TEST(Workbench, AnswersWrongRequestsWithKindAndRemedy) {
  Demo demo;
  EXPECT_EQ(demo.bench.evaluate("test", {off("layer9", 0)}).failure().kind, "range");
  EXPECT_EQ(demo.bench.evaluate("test", {off("conv1", 16)}).failure().kind, "range");
  EXPECT_EQ(demo.bench.evaluate("dev", {}).failure().kind, "usage");
  EXPECT_EQ(demo.bench.openCheckpoint("/nowhere/model.pth").failure().kind, "io");
  EXPECT_EQ(demo.bench.openCheckpoint("demo:epoch=999").failure().kind, "usage");
  EXPECT_TRUE(demo.bench.evaluate("test", {}).ok());  // what was open still is
}

}  // namespace
}  // namespace spurioscope::engine
