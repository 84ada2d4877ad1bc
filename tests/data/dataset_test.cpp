#include "data/dataset.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace spurioscope {
namespace {

/// @param counts  [class][attribute] samples, all in `split`
Dataset withCounts(const std::vector<std::vector<int>>& counts, Split split) {
  Dataset dataset;
  for (std::size_t y = 0; y < counts.size(); ++y) {
    dataset.classNames.push_back(std::string("c") + std::to_string(y));
    for (std::size_t a = 0; a < counts[y].size(); ++a) {
      if (y == 0) dataset.attributeNames.push_back(std::string("a") + std::to_string(a));
      for (int i = 0; i < counts[y][a]; ++i) dataset.samples.push_back({"s", static_cast<int>(y), static_cast<int>(a), 0, split});
    }
  }
  findGroups(dataset);
  return dataset;
}

TEST(Groups, AreNumberedByClassThenAttribute) {
  const auto dataset = withCounts({{3, 1}, {1, 4}}, Split::Train);
  EXPECT_EQ(dataset.groups[2].name, "c1 / a0");
  EXPECT_EQ(dataset.groups[2].counts[0], 1);
  EXPECT_EQ(dataset.groupSizes(Split::Train), (std::vector<std::int64_t>{3, 1, 1, 4}));
}

TEST(Groups, OpposedToTheCorrelationAreMinority) {
  const auto dataset = withCounts({{30, 2}, {1, 9}}, Split::Train);
  EXPECT_EQ(dataset.minority, (std::vector{1, 2}));
  EXPECT_EQ(dataset.majority, (std::vector{0, 3}));
}

TEST(Groups, WithoutTrainingSplitAreJudgedByAllSplits) {
  EXPECT_EQ(withCounts({{1, 20}, {7, 3}}, Split::Test).minority, (std::vector{0, 3}));
}

TEST(Groups, JudgeTheMinorityByTheTrainingSplitEvenWhenTestDiffers) {
  auto dataset = withCounts({{5, 2}, {1, 6}}, Split::Train);
  for (int i = 0; i < 50; ++i) dataset.samples.push_back({"t", 0, 1, 0, Split::Test});
  findGroups(dataset);
  EXPECT_EQ(dataset.minority, (std::vector{1, 2}));
}

TEST(Groups, WithoutSamplesAreInNeitherList) {
  const auto dataset = withCounts({{5, 0}, {2, 6}}, Split::Train);
  EXPECT_EQ(dataset.minority, std::vector{2});
  EXPECT_EQ(dataset.majority, (std::vector{0, 3}));
}

TEST(Groups, RefuseIdsWithoutNamesAndTooManyGroups) {
  auto dataset = withCounts({{1, 1}}, Split::Train);
  dataset.samples[0].a = 2;
  EXPECT_THROW(findGroups(dataset), Error);
  dataset.samples.clear();
  dataset.classNames.assign(1000, "c");
  dataset.attributeNames.assign(1000, "a");
  EXPECT_THROW(findGroups(dataset), Error);
}

TEST(Split, IsReadAsNumberOrWord) {
  EXPECT_EQ(parseSplit("1"), Split::Validation);
  EXPECT_EQ(parseSplit("Train"), Split::Train);
  EXPECT_EQ(parseSplit("valid"), Split::Validation);
  EXPECT_EQ(parseSplit("3"), std::nullopt);
  EXPECT_EQ(parseSplit(""), std::nullopt);
  EXPECT_EQ(splitName(Split::Validation), "val");
}

}  // namespace
}  // namespace spurioscope
