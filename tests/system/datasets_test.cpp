#include <gtest/gtest.h>

#include "tests/engine/written_checkpoints.h"
#include "tests/system/birds_folder.h"
#include "tests/system/cli_run.h"

// `datasets` and the options on data, from outside.
namespace spurioscope {
namespace {

class Datasets : public ::testing::Test {
 protected:
  CliRun run(std::vector<std::string> arguments) const {
    arguments.push_back("--json");
    return runCli(home, arguments);
  }
  Json answer(const std::vector<std::string>& arguments) const {
    const auto done = run(arguments);
    EXPECT_EQ(done.exitCode, 0) << done.err;
    return done.json();
  }

  const TemporaryFolder home;
  BirdsFolder birds;
};

TEST_F(Datasets, TellsWhereTheLabelsComeFrom) {
  const auto json = answer({"datasets", birds.path()});
  EXPECT_EQ(json["columns"], (Json{{"image", "img_filename"}, {"y", "y"}, {"attribute", {"place"}}, {"split", "split"}}));
  EXPECT_EQ(json["preprocess"], "waterbirds-eval");
  EXPECT_EQ(json["size"], Json({3, 224, 224}));
}

TEST_F(Datasets, TakesAnyColumnsAndPreprocessing) {
  const auto json = answer({"datasets", birds.path(), "--target", "place", "--attribute", "y", "--column", "image=img_filename,split=none",
                            "--preprocess", "crop=16,resize=8x6,channels=1"});
  EXPECT_EQ(json["layout"], "csv");
  EXPECT_EQ(json["columns"]["y"], "place");
  EXPECT_EQ(json["size"], Json({1, 6, 8}));
  EXPECT_EQ(json["groups"][0]["name"], "place 0 / y 0");
  EXPECT_EQ(json["groups"][0]["counts"]["test"], 10);
}

TEST_F(Datasets, EvaluatesWithAnotherPreprocessing) {
  writeTorchZip(home / "tiny.pth", seededNetwork({.blocks = {1}, .widths = {4}}));
  const auto model = (home / "tiny.pth").string();
  const auto loss = [&](const std::string& preprocess) {
    return answer({"evaluate", model, "--data", birds.path(), "--split", "test", "--preprocess", preprocess})["test"]["groups"][0]["loss"];
  };
  EXPECT_NE(loss("resize=16x16"), loss("resize=16x16,mean=0.1"));
  EXPECT_EQ(loss("waterbirds-eval"), answer({"evaluate", model, "--data", birds.path(), "--split", "test"})["test"]["groups"][0]["loss"]);
}

TEST_F(Datasets, WrongChoicesAreUsageErrorsThatSayWhatThereIs) {
  const auto expectUsage = [&](const std::vector<std::string>& options, const std::string& part) {
    std::vector<std::string> arguments{"datasets", birds.path()};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const auto done = run(arguments);
    EXPECT_EQ(done.exitCode, 2) << done.out;
    EXPECT_NE(done.err.find(part), std::string::npos) << done.err;
  };
  expectUsage({"--preprocess", "waterbird"}, "celeba-group-dro");
  expectUsage({"--target", "species"}, "img_id, img_filename, y, split, place");
  expectUsage({"--column", "class=y"}, "image, text, text2, y, attribute and split");
  expectUsage({"--column", "y"}, "ROLE=NAME");
  expectUsage({"--column", "y=a,y=b"}, "twice");
  EXPECT_EQ(run({"datasets", "demo", "--preprocess", "none"}).exitCode, 2);
}

}  // namespace
}  // namespace spurioscope
