#include "metrics/group_report.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"

namespace spurioscope {
namespace {

struct Case {
  std::vector<int> predicted, label, group;
  std::vector<float> loss;

  Predictions view() const { return {predicted, label, group, loss}; }
  void add(int g, int y, int right, int wrong) {
    for (int i = 0; i < right + wrong; ++i) {
      group.push_back(g), label.push_back(y), predicted.push_back(i < right ? y : 1 - y);
      loss.push_back(i < right ? 0.5f : 2.0f);
    }
  }
};

Case threeGroupsAndAnEmptyOne() {
  Case result;
  result.add(0, 0, 9, 1);
  result.add(1, 0, 3, 1);
  result.add(3, 1, 4, 16);
  return result;
}

TEST(GroupReport, NamesTheFourAverages) {
  const auto data = threeGroupsAndAnEmptyOne();
  const auto report = groupReport(data.view(), 4, 2, std::vector<std::int64_t>{100, 20, 30, 80});
  EXPECT_DOUBLE_EQ(report.averages.plain, 16.0 / 34);
  EXPECT_DOUBLE_EQ(report.averages.adjusted, (100 * 0.9 + 20 * 0.75 + 80 * 0.2) / 200);
  EXPECT_DOUBLE_EQ(report.averages.groupMean, (0.9 + 0.75 + 0.2) / 3);
  EXPECT_DOUBLE_EQ(report.averages.worst, 0.2);
}

TEST(GroupReport, ReportsWorstGroupAmongNonEmptyOnes) {
  const auto data = threeGroupsAndAnEmptyOne();
  const auto report = groupReport(data.view(), 4, 2, {});
  EXPECT_EQ(report.worstGroup, 3);
  EXPECT_FALSE(report.groups[2].accuracy);
  EXPECT_EQ(report.groups[2].n, 0);
  EXPECT_EQ(report.groups[2].low, 0);
  EXPECT_EQ(report.groups[2].high, 1);
  EXPECT_TRUE(std::isnan(report.groups[2].loss));
  EXPECT_TRUE(std::isnan(report.averages.adjusted));
}

TEST(GroupReport, MeansLossesAndCountsConfusion) {
  const auto data = threeGroupsAndAnEmptyOne();
  const auto report = groupReport(data.view(), 4, 2, {});
  EXPECT_DOUBLE_EQ(report.groups[1].loss, (3 * 0.5 + 2.0) / 4);
  EXPECT_EQ(report.confusion, (std::vector<std::vector<std::int64_t>>{{12, 2}, {16, 4}}));
  EXPECT_FALSE(report.onePredictedClass);
}

TEST(GroupReport, IsUndefinedButWholeWithoutSamples) {
  const auto report = groupReport({}, 2, 2, std::vector<std::int64_t>{1, 1});
  EXPECT_EQ(report.worstGroup, -1);
  EXPECT_TRUE(std::isnan(report.averages.plain));
  EXPECT_TRUE(std::isnan(report.averages.worst));
  EXPECT_FALSE(report.onePredictedClass);
}

TEST(GroupReport, NoticesAConstantPredictor) {
  const std::vector<int> predicted{1, 1, 1}, label{0, 1, 1}, group{0, 1, 1};
  const auto report = groupReport({predicted, label, group, {}}, 2, 2, {});
  EXPECT_TRUE(report.onePredictedClass);
  EXPECT_EQ(report.worstGroup, 0);
}

TEST(GroupReport, CountsAMissingPredictionAsWrong) {
  const std::vector<int> predicted{-1, 1}, label{1, 1}, group{0, 0};
  const auto report = groupReport({predicted, label, group, {}}, 1, 2, {});
  EXPECT_EQ(report.groups[0].n, 2);
  EXPECT_EQ(report.groups[0].correct, 1);
  EXPECT_EQ(report.confusion[1][1] + report.confusion[1][0], 1);
}

TEST(GroupReport, RefusesWhatDoesNotFit) {
  const std::vector<int> one{0}, two{0, 0}, big{7};
  EXPECT_THROW(groupReport({one, two, one, {}}, 1, 1, {}), Error);
  EXPECT_THROW(groupReport({one, one, big, {}}, 4, 2, {}), Error);
  EXPECT_THROW(groupReport({big, one, one, {}}, 4, 2, {}), Error);
  EXPECT_THROW(groupReport({one, one, one, {}}, 4, 2, std::vector<std::int64_t>{1}), Error);
}

}  // namespace
}  // namespace spurioscope
