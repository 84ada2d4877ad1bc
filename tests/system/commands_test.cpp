#include <gtest/gtest.h>

#include <hdf5.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <span>
#include <sstream>

#include "base/file.h"
#include "checkpoint/writer.h"
#include "tests/system/cli_run.h"

// The JSON contract of CLI.md, command by command, on the built-in demo.
namespace spurioscope {
namespace {

class Command : public ::testing::Test {
 protected:
  CliRun run(std::vector<std::string> arguments, int exitCode = 0) {
    arguments.push_back("--json");
    auto done = runCli(home, arguments);
    EXPECT_EQ(done.exitCode, exitCode) << done.err;
    return done;
  }
  Json answer(const std::vector<std::string>& arguments) { return run(arguments).json(); }
  std::string file(const std::string& name) const { return (home / name).string(); }
  static std::vector<std::string> keys(const Json& json) {
    std::vector<std::string> names;
    for (const auto& [key, value] : json.items()) names.push_back(key);
    return names;
  }
  /// A text attribute of variable length, which Python's h5py gives as str (others as bytes).
  static std::string variableText(hid_t file, const char* name) {
    const hid_t attribute = H5Aopen(file, name, H5P_DEFAULT), type = H5Aget_type(attribute);
    char* text = nullptr;
    const bool read = H5Tis_variable_str(type) > 0 && H5Tget_cset(type) == H5T_CSET_UTF8 && H5Aread(attribute, type, &text) >= 0;
    const std::string found = read ? text : "no text of variable length";
    if (read) H5free_memory(text);
    H5Tclose(type), H5Aclose(attribute);
    return found;
  }
  static void expectKeys(const Json& json, const std::vector<std::string>& names) {
    for (const auto& name : names) EXPECT_TRUE(json.contains(name)) << name << " in " << json.dump().substr(0, 200);
  }
  static void expectEvaluation(const Json& split) {
    expectKeys(split, {"groups", "averages", "worstGroup", "classOrder"});
    ASSERT_EQ(split["groups"].size(), 4u);
    for (const auto& group : split["groups"]) expectKeys(group, {"id", "name", "n", "correct", "accuracy", "low", "high", "loss"});
    for (const char* average : {"plain", "adjusted", "groupMean", "worst"}) {
      EXPECT_GE(split["averages"][average].get<double>(), 0) << average;
      EXPECT_LE(split["averages"][average].get<double>(), 1) << average;
    }
    EXPECT_EQ(split["classOrder"], Json({0, 1}));
  }
  static std::vector<std::string> lines(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> all;
    for (std::string line; std::getline(stream, line);) all.push_back(line);
    return all;
  }

  const TemporaryFolder home;
};

TEST_F(Command, InspectTellsTensorsAndArchitecture) {
  const auto json = answer({"inspect", "demo", "--checksums"});
  expectKeys(json, {"format", "writer", "tensors", "scalars", "skipped", "foreignGlobals", "warnings", "architecture"});
  for (const auto& tensor : json["tensors"]) expectKeys(tensor, {"name", "path", "shape", "dtype", "sum"});
  expectKeys(json["architecture"], {"family", "name", "classes", "input", "sites"});
  EXPECT_EQ(json["architecture"]["classes"], 2);
  for (const auto& site : json["architecture"]["sites"]) expectKeys(site, {"name", "kind", "channels"});
}

TEST_F(Command, InspectLeavesSumsOutWithoutChecksums) { EXPECT_FALSE(answer({"inspect", "demo"})["tensors"][0].contains("sum")); }

TEST_F(Command, DatasetsTellsGroupsWithTheirCounts) {
  const auto json = answer({"datasets", "demo"});
  expectKeys(json, {"layout", "groups", "minority", "majority", "preprocessing", "problems"});
  ASSERT_EQ(json["groups"].size(), 4u);
  for (int id = 0; id < 4; ++id) {
    const auto& group = json["groups"][static_cast<std::size_t>(id)];
    EXPECT_EQ(group["id"], id);
    expectKeys(group, {"name", "y", "a", "counts"});
    expectKeys(group["counts"], {"train", "val", "test"});
  }
  EXPECT_EQ(json["minority"], Json({1, 2}));
  EXPECT_EQ(json["majority"], Json({0, 3}));
}

TEST_F(Command, EvaluateAnswersForTheSplitsAskedFor) {
  const auto json = answer({"evaluate", "demo", "--data", "demo", "--split", "val,test"});
  EXPECT_EQ(keys(json), (std::vector<std::string>{"val", "test"}));
  expectEvaluation(json["val"]);
  expectEvaluation(json["test"]);
}

TEST_F(Command, EvaluateWritesTheLogitsOfEverySample) {
  const auto json = answer({"evaluate", "demo", "--data", "demo", "--split", "val", "--logits", file("logits.csv")});
  const auto rows = lines(readTextFile(home / "logits.csv"));
  std::size_t n = 0;
  for (const auto& group : json["val"]["groups"]) n += group["n"].get<std::size_t>();
  EXPECT_EQ(rows.front(), "sample,split,group,label,logit_0,logit_1");
  EXPECT_EQ(rows.size(), n + 1);
}

TEST_F(Command, AblateTellsBeforeAfterAndThePairedChange) {
  const auto json = answer({"ablate", "demo", "--data", "demo", "--split", "val", "--set", "layer3.0.conv1:1,2", "--set", "conv1:3"});
  expectKeys(json, {"before", "after", "change", "changedLogits"});
  expectEvaluation(json["before"]["val"]);
  expectEvaluation(json["after"]["val"]);
  for (const auto& row : json["change"]["val"]) expectKeys(row, {"id", "change", "low", "high", "p", "fixed", "broken"});
  EXPECT_GT(json["changedLogits"].get<int>(), 0);
}

TEST_F(Command, AblateTakesEveryMode) {
  for (const std::string mode : {"zero-weights", "zero-activation", "mean", "scale", "random-init", "noise", "rewind"}) {
    const auto json = answer({"ablate", "demo", "--data", "demo", "--split", "val", "--set", "layer2.0.conv1:5", "--mode", mode, "--alpha",
                              "0.5", "--std", "0.1", "--seed", "3", "--from", "demo:epoch=1"});
    EXPECT_TRUE(json.contains("after")) << mode;
  }
}

TEST_F(Command, AblateThatChangesNothingSaysSo) {
  EXPECT_EQ(answer({"ablate", "demo", "--data", "demo", "--split", "val", "--set", "conv1:0", "--alpha", "1"})["changedLogits"], 0);
}

TEST_F(Command, WeightsThatStayWhatTheyAreMoveNoLogit) {
  const std::vector<std::vector<std::string>> modes{{"noise", "--std", "0"}, {"rewind", "--from", "demo"}};
  for (const auto& mode : modes) {
    std::vector<std::string> words{"ablate", "demo", "--data", "demo", "--split", "val", "--set", "layer2.0.conv1:7", "--mode"};
    words.insert(words.end(), mode.begin(), mode.end());
    EXPECT_EQ(answer(words)["changedLogits"], 0) << mode[0];
  }
}

TEST_F(Command, AblateSavesTheEditedCheckpoint) {
  const auto json = answer({"ablate", "demo", "--data", "demo", "--split", "val", "--set", "layer3.0.conv1:8,4", "--mode", "noise", "--std",
                            "0.5", "--set", "conv1:3", "--save", file("edited.safetensors")});
  EXPECT_EQ(json["saved"], file("edited.safetensors"));
  const auto saved = answer({"evaluate", file("edited.safetensors"), "--data", "demo", "--split", "val", "--class-order", "identity"});
  for (std::size_t group = 0; group < 4; ++group) {
    const auto &after = json["after"]["val"]["groups"][group], &again = saved["val"]["groups"][group];
    EXPECT_EQ(again["correct"], after["correct"]);
    EXPECT_NEAR(again["loss"].get<double>(), after["loss"].get<double>(), 1e-5);
  }
  const auto refused = runCli(home, {"ablate", "demo", "--data", "demo", "--set", "conv1:3", "--mode", "mean", "--save", file("no.pth")});
  EXPECT_EQ(refused.exitCode, 2) << refused.err;
  EXPECT_NE(refused.err.find("'mean' is an edit of activations"), std::string::npos) << refused.err;
  EXPECT_FALSE(std::filesystem::exists(home / "no.pth"));
}

TEST_F(Command, RankListsTheLargestFirst) {
  for (const std::string criterion : {"magnitude", "gradient", "taylor", "activation"}) {
    for (const std::string preset : {"paper", "corrected"}) {
      const auto json = answer(
          {"rank", "demo", "--data", "demo", "--criterion", criterion, "--preset", preset, "--group", "2", "--split", "val", "--top", "3"});
      ASSERT_EQ(json["channels"].size(), 3u) << criterion;
      for (const auto& one : json["channels"]) expectKeys(one, {"site", "channel", "score"});
      EXPECT_GE(json["channels"][0]["score"].get<double>(), json["channels"][2]["score"].get<double>()) << criterion << ", " << preset;
    }
  }
}

TEST_F(Command, RankByMagnitudeNeedsNoData) {
  const auto with = answer({"rank", "demo", "--data", "demo", "--criterion", "magnitude", "--top", "4"});
  const auto without = answer({"rank", "demo", "--criterion", "magnitude", "--top", "4"});
  EXPECT_EQ(without["channels"], with["channels"]);
  EXPECT_EQ(without["channels"].size(), 4u);
  const auto refused = runCli(home, {"rank", "demo", "--criterion", "gradient", "--json"});
  EXPECT_EQ(refused.exitCode, 2) << refused.err;
  EXPECT_NE(refused.err.find("--data"), std::string::npos) << refused.err;
}

TEST_F(Command, RankByMagnitudeTakesNetworksThatItCannotRun) {
  const std::vector<float> weights{0, 0, 1, 3, -4, 5};
  const auto bytes = std::as_bytes(std::span{weights});
  CheckpointContent content;
  content.tensors.push_back({"encoder.mixer.weight", {2, 3}, DType::Float32, {bytes.begin(), bytes.end()}});
  writeSafetensors(home / "own.safetensors", content);
  const auto json = answer({"rank", file("own.safetensors"), "--criterion", "magnitude"});
  ASSERT_EQ(json["channels"].size(), 2u) << json.dump();
  EXPECT_EQ(json["channels"][0]["channel"], 1);
}

TEST_F(Command, ThePublishedMagnitudeLeavesProjectionsOutByWhateverName) {
  const std::string reference = std::string(SPURIOSCOPE_TESTS_DIR) + "/model/references/tiny_wide_resnet.json";
  const auto network = parseJson(readTextFile(reference), reference);
  CheckpointContent content;
  for (const auto& tensor : network["tensors"]) {
    std::size_t count = tensor["dtype"] == "int64" ? 2 : 1;  // in numbers of float32's size
    for (const std::size_t side : tensor["shape"]) count *= side;
    const auto type = count == 2 && tensor["shape"].empty() ? DType::Int64 : DType::Float32;
    content.tensors.push_back({tensor["key"], tensor["shape"], type, std::vector<std::byte>(count * sizeof(float))});
  }
  writeSafetensors(home / "wide.safetensors", content);
  const auto sites = [&](const std::string& preset) {
    std::set<std::string> names;
    const auto ranking = answer({"rank", file("wide.safetensors"), "--criterion", "magnitude", "--preset", preset});
    for (const auto& one : ranking["channels"]) names.insert(one["site"]);
    return names;
  };
  EXPECT_TRUE(sites("corrected").contains("block2.layer.0.convShortcut"));
  EXPECT_FALSE(sites("paper").contains("block2.layer.0.convShortcut"));
  EXPECT_TRUE(sites("paper").contains("block2.layer.0.conv1"));
}

TEST_F(Command, SweepWritesARowForEachChannelSplitAndGroup) {
  const auto json = answer({"sweep", "demo", "--data", "demo", "--sites", "layer3.*.conv2,conv1", "--random", "2", "--split", "val",
                            "--out", file("sweep.csv")});
  expectKeys(json, {"edits", "seconds", "samples", "forwardEquivalents"});
  EXPECT_EQ(json["edits"], 4);
  const auto rows = lines(readTextFile(home / "sweep.csv"));
  EXPECT_EQ(rows.front(), "site,channel,split,group,n,correct_before,correct_after,change,low,high,p,group_name");
  EXPECT_EQ(rows.size(), 1u + 4 * 4);
}

TEST_F(Command, ASweepOfBlockOutputsTakesAGradedScale) {
  const auto json = answer({"sweep", "demo", "--data", "demo", "--sites", "layer3.0", "--random", "2", "--mode", "scale", "--alpha", "0.5",
                            "--split", "val", "--out", file("s.csv")});
  EXPECT_EQ(json["edits"], 2);
}

TEST_F(Command, StatisticsWritesAFileThatFigureDraws) {
  answer({"statistics", "demo", "--data", "demo", "--split", "val", "--out", file("s.h5")});
  EXPECT_EQ(readTextFile(home / "s.h5").substr(1, 3), "HDF");
  answer({"figure", file("s.h5"), "--kind", "auroc", "--out", file("f.pdf"), "--width-mm", "89", "--font-pt", "7"});
  EXPECT_EQ(readTextFile(home / "f.pdf").substr(0, 5), "%PDF-");
}

TEST_F(Command, StatisticsTellsWhatItIsOfInTextsThatPythonReadsAsSuch) {
  const auto json = answer({"statistics", "demo", "--data", "demo", "--split", "train,val", "--out", file("s.h5")});
  const hid_t written = H5Fopen(file("s.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  ASSERT_GE(written, 0);
  EXPECT_EQ(variableText(written, "split"), "val");
  EXPECT_EQ(variableText(written, "minority"), "1,2");
  EXPECT_EQ(variableText(written, "samples"), std::to_string(json["samples"].get<int>()));
  const hid_t train = H5Gopen2(written, "splits/train", H5P_DEFAULT);
  EXPECT_EQ(variableText(train, "split"), "train");
  EXPECT_EQ(variableText(train, "groups"), variableText(written, "groups"));
  H5Gclose(train), H5Fclose(written);
}

TEST_F(Command, StatisticsWithoutASplitAnswersForEverySplitInOneFile) {
  const auto json = answer({"statistics", "demo", "--data", "demo", "--out", file("s.h5")});
  ASSERT_EQ(json["splits"].size(), 3u);
  EXPECT_EQ(json["splits"][0]["split"], "train");
  EXPECT_EQ(json["split"], "test") << "what /sites holds";
  answer({"figure", file("s.h5"), "--kind", "auroc", "--out", file("f.svg")});
  EXPECT_NE(readTextFile(home / "f.svg").find("test"), std::string::npos);
}

TEST_F(Command, TheOrderOfTheClassesCanBeSet) {
  const auto json = answer({"evaluate", "demo", "--data", "demo", "--split", "val", "--class-order", "reversed"});
  EXPECT_EQ(json["val"]["classOrder"], Json({1, 0}));
  EXPECT_EQ(json["val"]["classEvidence"]["split"], "train");
  EXPECT_GT(json["val"]["classEvidence"]["identity"].get<double>(), 0.9);
}

TEST_F(Command, FigureDrawsWhatAblatePrinted) {
  home.write("ablate.json", run({"ablate", "demo", "--data", "demo", "--split", "val", "--set", "conv1:3"}).out);
  for (const std::string ending : {"svg", "png", "csv", "pdf"}) {
    answer({"figure", file("ablate.json"), "--kind", "change", "--out", file("f." + ending)});
    EXPECT_GT(std::filesystem::file_size(home / ("f." + ending)), 100u) << ending;
  }
}

TEST_F(Command, DemoAnswersAsAblateWithItsFiveChannels) {
  const auto json = answer({"demo", "--split", "test"});
  expectKeys(json, {"before", "after", "change", "changedLogits", "channels"});
  EXPECT_EQ(json["channels"].size(), 5u);
}

TEST_F(Command, TextIsForPeopleAndGoesToStdout) {
  const auto done = runCli(home, {"evaluate", "demo", "--data", "demo", "--split", "val"});
  EXPECT_EQ(done.exitCode, 0);
  EXPECT_NE(done.out.find("coat / water"), std::string::npos);
  EXPECT_EQ(done.err, "");
}

TEST_F(Command, ProgressAsJsonIsOnStderrALineEach) {
  const auto done = run({"evaluate", "demo", "--data", "demo", "--split", "val", "--progress", "json"});
  expectEvaluation(done.json()["val"]);
  ASSERT_FALSE(done.err.empty());
  for (const auto& line : lines(done.err)) expectKeys(Json::parse(line), {"phase", "done", "total"});
}

TEST_F(Command, HelpAndVersionSucceed) {
  EXPECT_EQ(runCli(home, {"--help"}).exitCode, 0);
  EXPECT_EQ(runCli(home, {"sweep", "--help"}).exitCode, 0);
  EXPECT_NE(runCli(home, {"--version"}).out.find("spurioscope-cli"), std::string::npos);
}

}  // namespace
}  // namespace spurioscope
