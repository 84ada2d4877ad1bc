// Records of runs through the command line.
#include <gtest/gtest.h>

#include "base/file.h"
#include "tests/system/cli_run.h"

namespace spurioscope {
namespace {

const std::string kFiles = std::string(SPURIOSCOPE_TESTS_DIR) + "/records/files/";

class Records : public testing::Test {
 protected:
  Json answer(std::vector<std::string> arguments, int exitCode = 0) const {
    arguments.push_back("--json");
    const auto done = runCli(home, arguments);
    EXPECT_EQ(done.exitCode, exitCode) << done.out << done.err;
    return done.json();
  }
  const TemporaryFolder home;
};

TEST_F(Records, AreToldByInspectWithTheirCurvesAndTables) {
  for (const auto& [file, kind] : {std::pair{"group_dro/val.csv", "group-dro-log"}, {"jtt/output_train_epoch_1.csv", "jtt-predictions"},
                                   {"evolution/training_y_pred_evolution.pt", "evolution-tensors"}, {"dfr/dfr_results.pkl", "dfr-results"},
                                   {"feldman_zhang/aux_arrays.npz", "feldman-zhang"}}) {
    const auto json = answer({"inspect", kFiles + file});
    EXPECT_EQ(json["format"], "record");
    EXPECT_EQ(json["kind"], kind);
    ASSERT_FALSE(json["curves"].empty());
    const auto& series = json["curves"][0]["series"][0];
    EXPECT_EQ(series["length"], series["y"].size());
    EXPECT_EQ(series["last"], series["y"].back());
    EXPECT_FALSE(json["tables"].empty());
  }
}

TEST_F(Records, AreDrawnInEveryFormat) {
  for (const char* kind : {"curves", "table"}) {
    for (const char* ending : {"pdf", "svg", "png", "csv"}) {
      const auto out = (home / (std::string(kind) + "." + ending)).string();
      answer({"figure", kFiles + "evolution/testing_g_evolution.pt", "--kind", kind, "--out", out});
      EXPECT_GT(std::filesystem::file_size(out), 200u) << out;
    }
  }
}

TEST_F(Records, PredictionsAreEvaluatedOnTheDataSetsSplitOfTheirSize) {
  home.write("data.csv", "text,y,a,split\nx,0,0,train\nx,1,1,train\nx,0,0,test\nx,0,1,test\nx,1,0,test\n");
  home.write("texts_split:test_seed:0_epoch:best_pred.csv", "0\n1\n1\n");
  const auto json =
      answer({"evaluate", (home / "texts_split:test_seed:0_epoch:best_pred.csv").string(), "--data", (home / "data.csv").string()});
  EXPECT_EQ(json["test"]["averages"]["worst"], 0.0);
  EXPECT_EQ(json["test"]["groups"][2]["accuracy"], 1.0);
  EXPECT_EQ(json["test"]["groups"][2]["loss"], "nan");
  const auto error = answer({"evaluate", kFiles + "group_dro/val.csv", "--data", (home / "data.csv").string()}, 2)["error"];
  EXPECT_NE(error["remedy"].get<std::string>().find("inspect"), std::string::npos);
}

}  // namespace
}  // namespace spurioscope
