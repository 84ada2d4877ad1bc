#include <gtest/gtest.h>

#include "engine/workbench.h"
#include "tests/base/temporary_folder.h"
#include "tests/engine/written_checkpoints.h"

// Grey images (the MNIST family) on networks of one and of three channels.
namespace spurioscope::engine {
namespace {

class GreyData : public ::testing::Test {
 protected:
  GreyData() {
    std::string images{'\0', '\0', '\x08', '\x03', 0, 0, 0, 6, 0, 0, 0, 9, 0, 0, 0, 8};
    for (int i = 0; i < 6 * 72; ++i) images += static_cast<char>(i * 7 % 251);
    data.write("train-images-idx3-ubyte", images);
    data.write("train-labels-idx1-ubyte", std::string{'\0', '\0', '\x08', '\x01', 0, 0, 0, 6, 0, 1, 0, 1, 1, 0});
    data.write("attributes.csv", "index,split,colour\n0,train,red\n1,train,red\n2,train,green\n3,train,green\n4,train,red\n5,train,red\n");
  }
  std::vector<float> logits(int channels, const DataChoices& choices) const {
    const auto model = (data / "model.pth").string();
    writeTorchZip(model, seededNetwork({.blocks = {1}, .widths = {4}, .inputChannels = channels}));
    Workbench bench;
    EXPECT_TRUE(bench.openCheckpoint(model).ok());
    const auto opened = bench.openData({data.path().string(), choices});
    EXPECT_TRUE(opened.ok()) << opened.failure().what;
    auto rows = bench.logits("train", {});
    EXPECT_TRUE(rows.ok()) << rows.failure().what;
    return rows.ok() ? rows->logits : std::vector<float>();
  }

  const TemporaryFolder data;
};

TEST_F(GreyData, IsEvaluatedByANetworkOfOneChannel) { EXPECT_EQ(logits(1, {}).size(), 12u); }

TEST_F(GreyData, IsRepeatedForANetworkOfThreeChannels) { EXPECT_EQ(logits(3, {}), logits(3, {.preprocess = "mnist,channels=3"})); }

TEST_F(GreyData, StaysGreyUnderATransformThatTreatsChannelsAlike) {
  const DataChoices half{.preprocess = "half"};
  EXPECT_EQ(logits(1, half), logits(1, {.preprocess = "half,channels=1"}));
  EXPECT_EQ(logits(3, half), logits(3, {.preprocess = "half,channels=3"}));
}

TEST_F(GreyData, IsDescribedAndShown) {
  Workbench bench;
  const auto opened = bench.openData({data.path().string(), {.attributes = {"colour"}}});
  ASSERT_TRUE(opened.ok()) << opened.failure().what;
  const DatasetInfo& info = **opened;
  EXPECT_EQ(info.channels, 1);
  EXPECT_EQ(info.choices.attributes, info.chosen.attributes);
  EXPECT_EQ(info.groups[1].name, "class 0 / red");
  const auto picture = bench.picture(2);
  ASSERT_TRUE(picture.ok());
  ASSERT_EQ(picture->rgb.size(), 9u * 8 * 3);
  EXPECT_EQ(picture->rgb[0], picture->rgb[2]);
}

TEST_F(GreyData, ColourDataOnAGreyNetworkTellTheOption) {
  const auto model = (data / "model.pth").string();
  writeTorchZip(model, seededNetwork({.blocks = {1}, .widths = {4}, .inputChannels = 1}));
  Workbench bench;
  ASSERT_TRUE(bench.openCheckpoint(model).ok() && bench.openData({data.path().string(), {.preprocess = "mnist,channels=3"}}).ok());
  EXPECT_NE(bench.evaluate("train", {}).failure().remedy.find("channels=1"), std::string::npos);
}

}  // namespace
}  // namespace spurioscope::engine
