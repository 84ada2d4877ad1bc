// Groups that overlap, against numbers that tests/tools/make_wilds_reference.py computed with numpy by WILDS' definition.
#include <cmath>

#include <gtest/gtest.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "base/number_text.h"
#include "metrics/group_report.h"
#include "metrics/paired_change.h"

namespace spurioscope {
namespace {

struct Comments {
  std::vector<int> predicted, label, ids;
  std::vector<std::size_t> ends;

  Membership groups() const { return {ids, ends}; }
};

Comments referenceComments() {
  const std::string file = std::string(SPURIOSCOPE_TESTS_DIR) + "/metrics/references/wilds_civilcomments.csv";
  const auto table = parseCsv(readTextFile(file), file);
  Comments comments;
  for (const auto& row : table.rows) {
    comments.predicted.push_back(static_cast<int>(*parseInteger(row[0])));
    comments.label.push_back(static_cast<int>(*parseInteger(row[1])));
    for (int a = 0; a < 8; ++a) {
      if (row[static_cast<std::size_t>(a) + 2] == "1") comments.ids.push_back(comments.label.back() * 8 + a);
    }
    comments.ends.push_back(comments.ids.size());
  }
  return comments;
}

TEST(OverlappingGroups, AgreeWithWilds) {
  const std::string file = std::string(SPURIOSCOPE_TESTS_DIR) + "/metrics/references/wilds_civilcomments.json";
  const auto wilds = parseJson(readTextFile(file), file);
  const auto comments = referenceComments();
  const auto report = groupReport({comments.predicted, comments.label, comments.groups(), {}}, 16, 2, std::vector<std::int64_t>(16, 10));
  for (std::size_t g = 0; g < 16; ++g) {
    EXPECT_EQ(report.groups[g].n, wilds["groups"][g]["n"].get<std::int64_t>()) << g;
    if (report.groups[g].n == 0) continue;
    EXPECT_DOUBLE_EQ(*report.groups[g].accuracy, wilds["groups"][g]["accuracy"].get<double>()) << g;
  }
  EXPECT_FALSE(report.groups[13].accuracy);  // nobody: not the worst group
  EXPECT_DOUBLE_EQ(report.averages.plain, wilds["average"].get<double>());
  EXPECT_DOUBLE_EQ(report.averages.worst, wilds["worst"].get<double>());
}

TEST(OverlappingGroups, HaveNoAdjustedAverageAndCountEverySampleOnceInThePlainOne) {
  const std::vector<int> predicted{1, 0, 0, 1}, label{1, 1, 0, 0}, ids{0, 1, 1};
  const std::vector<std::size_t> ends{2, 3, 3, 3};  // {0, 1}, {1}, none, none
  const auto report = groupReport({predicted, label, Membership(ids, ends), {}}, 2, 2, std::vector<std::int64_t>{5, 5});
  EXPECT_DOUBLE_EQ(report.averages.plain, 0.5);
  EXPECT_TRUE(std::isnan(report.averages.adjusted));
  EXPECT_DOUBLE_EQ(report.averages.groupMean, 0.75);
  EXPECT_EQ(report.worstGroup, 1);
  EXPECT_EQ(report.confusion[1][1], 1);
}

TEST(OverlappingGroups, ASampleThatMovedCountsInAllOfItsGroups) {
  const std::vector<int> before{0, 1, 1}, after{1, 1, 0}, label{1, 1, 1}, ids{0, 1, 1, 2};
  const std::vector<std::size_t> ends{2, 4, 4};  // {0, 1}, {1, 2}, none
  const auto changes = pairedChanges(before, after, label, Membership(ids, ends), 3);
  EXPECT_EQ(changes[0].fixed, 1);
  EXPECT_EQ(changes[1].fixed, 1);
  EXPECT_EQ(changes[1].n, 2);
  EXPECT_EQ(changes[2].fixed + changes[2].broken, 0);
  EXPECT_EQ(movedSamples(before, after, label, Membership(ids, ends), 3)[1].fixed, (std::vector<int>{0}));
}

}  // namespace
}  // namespace spurioscope
