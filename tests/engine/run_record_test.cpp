#include "engine/run_record.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/figure_result.h"
#include "engine/workbench.h"
#include "tests/base/temporary_folder.h"

namespace spurioscope::engine {
namespace {

const std::string kFiles = std::string(SPURIOSCOPE_TESTS_DIR) + "/records/files/";

TEST(RunRecord, BecomesAFigureOfItsCurvesOrOfTheirLastValues) {
  const std::string file = kFiles + "group_dro/val.csv";
  ASSERT_TRUE(isRunRecord(file));
  const auto curves = figureFromResult(file, "");
  ASSERT_TRUE(curves.ok()) << curves.failure().what;
  EXPECT_EQ(curves->panels.front().kind, PanelKind::Lines);
  EXPECT_EQ(curves->panels.front().series.front().group, 0);
  const auto table = figureFromResult(file, "table");
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->panels.front().kind, PanelKind::Bars);
  EXPECT_EQ(table->panels.front().series[0].y[0], curves->panels.front().series[0].y.back());
  EXPECT_EQ(figureFromResult(file, "sweep").failure().kind, "usage");
}

TEST(RunRecord, OfAnotherFileIsAFailureThatListsWhatIsKnown) {
  const TemporaryFolder home;
  home.write("words.txt", "just words");
  const auto record = openRunRecord((home / "words.txt").string());
  ASSERT_FALSE(record.ok());
  EXPECT_EQ(record.failure().kind, "unsupported");
}

class Predictions : public ::testing::Test {
 protected:
  Predictions() {
    home.write("all.csv", "text,y,a,split\nx,0,0,train\nx,1,1,train\nx,0,0,test\nx,0,1,test\nx,1,0,test\nx,1,1,test\nx,1,1,test\n");
    home.write("civil.csv", "comment_text,split,toxicity,male,black\na,test,1,1,1\nb,test,0,1,0\nc,test,0,0,0\n");
  }
  std::shared_ptr<const DatasetInfo> data(const std::string& name) {
    Workbench bench;
    const auto opened = bench.openData((home / name).string());
    EXPECT_TRUE(opened.ok()) << opened.failure().what;
    return opened.ok() ? *opened : nullptr;
  }
  std::string predictions(const std::string& lines) {
    home.write("x_pred.csv", lines);
    return (home / "x_pred.csv").string();
  }
  const TemporaryFolder home;
};

TEST_F(Predictions, AreComparedWithTheLabelsOfTheirSplit) {
  const auto evaluation = evaluatePredictions(predictions("0\n1\n1\n1\n0\n"), *data("all.csv"), "test");
  ASSERT_TRUE(evaluation.ok()) << evaluation.failure().what;
  EXPECT_EQ(evaluation->groups[0].accuracy, 1);
  EXPECT_EQ(evaluation->groups[1].accuracy, 0);
  EXPECT_EQ(evaluation->groups[3].accuracy, 0.5);
  EXPECT_EQ(evaluation->plain, 0.6);
  EXPECT_EQ(evaluation->adjusted, 0.75);  // training has one sample each in the groups 0 and 3
  EXPECT_EQ(evaluation->worstGroup, 1);
  EXPECT_TRUE(std::isnan(evaluation->groups[0].loss));
}

TEST_F(Predictions, CountInEveryGroupWhereGroupsOverlap) {
  const auto evaluation = evaluatePredictions(predictions("1\n1\n0\n"), *data("civil.csv"), "test");
  ASSERT_TRUE(evaluation.ok()) << evaluation.failure().what;
  EXPECT_EQ(evaluation->groups[2].accuracy, 1);
  EXPECT_EQ(evaluation->groups[3].accuracy, 1);
  EXPECT_EQ(evaluation->worst, 0);
  EXPECT_TRUE(std::isnan(evaluation->adjusted));
}

TEST_F(Predictions, OfAnotherNumberOrClassAreRefused) {
  EXPECT_EQ(evaluatePredictions(predictions("0\n1\n"), *data("all.csv"), "test").failure().kind, "data");
  EXPECT_EQ(evaluatePredictions(predictions("0\n1\n1\n1\n7\n"), *data("all.csv"), "test").failure().kind, "range");
}

}  // namespace
}  // namespace spurioscope::engine
