#include <gtest/gtest.h>

#include <unistd.h>

#include <limits>

#include "base/file.h"
#include "tests/engine/written_checkpoints.h"
#include "tests/system/birds_folder.h"
#include "tests/system/cli_run.h"

// What a user may hand over by mistake: every answer names the place and the remedy and has its exit code.
namespace spurioscope {
namespace {

class BadInput : public ::testing::Test {
 protected:
  BadInput() { writeTorchZip(home / "tiny.pth", seededNetwork({.blocks = {1}, .widths = {4}})); }

  std::string file(const std::string& name) const { return (home / name).string(); }
  CliRun run(std::vector<std::string> arguments) const {
    arguments.push_back("--json");
    return runCli(home, arguments);
  }
  CliRun evaluate(const std::string& checkpoint, const std::string& data) const { return run({"evaluate", checkpoint, "--data", data}); }

  /// A failure with this code and kind, whose place holds `where`, with a message and a remedy.
  static void expectFailure(const CliRun& done, int exitCode, const std::string& kind, const std::string& where) {
    EXPECT_EQ(done.exitCode, exitCode) << done.err;
    const auto document = done.json();
    ASSERT_TRUE(document.contains("error")) << done.out.substr(0, 300);
    const auto& error = document["error"];
    EXPECT_EQ(error["kind"], kind) << error.dump();
    EXPECT_NE(error["where"].get<std::string>().find(where), std::string::npos) << error.dump();
    EXPECT_FALSE(error["what"].get<std::string>().empty());
    EXPECT_FALSE(error["remedy"].get<std::string>().empty()) << error.dump();
    EXPECT_NE(done.err.find(error["what"].get<std::string>()), std::string::npos) << "people read stderr";
  }
  static bool mentions(const Json& texts, const std::string& part) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](const Json& text) { return text.get<std::string>().find(part) != std::string::npos; });
  }

  TemporaryFolder home;
  BirdsFolder birds;
};

TEST_F(BadInput, TheGoodFolderItselfWorks) {
  const auto done = evaluate(file("tiny.pth"), birds.path());
  EXPECT_EQ(done.exitCode, 0) << done.err;
  EXPECT_EQ(done.json()["train"]["groups"][3]["n"], 6);
  const auto described = run({"datasets", birds.path()}).json();
  EXPECT_EQ(described["layout"], "waterbirds");
  EXPECT_EQ(described["problems"].size(), 0u) << described["problems"].dump();
}

TEST_F(BadInput, MissingCheckpoint) { expectFailure(evaluate(file("none.pth"), "demo"), 4, "io", "none.pth"); }

TEST_F(BadInput, UnreadableCheckpoint) {
  expectFailure(evaluate(home.path().string(), "demo"), 4, "io", home.path().filename().string());  // a folder
  if (::geteuid() == 0) GTEST_SKIP() << "root reads every file";
  std::filesystem::permissions(home / "tiny.pth", std::filesystem::perms::none);
  expectFailure(evaluate(file("tiny.pth"), "demo"), 4, "io", "tiny.pth");
}

TEST_F(BadInput, TruncatedCheckpoint) {
  for (const char* name : {"cut.pth", "cut.safetensors"}) {
    const auto content = seededNetwork({.blocks = {1}, .widths = {4}});
    const bool zip = std::string(name).ends_with("pth");
    zip ? writeTorchZip(home / name, content) : writeSafetensors(home / name, content);
    std::filesystem::resize_file(home / name, std::filesystem::file_size(home / name) * 2 / 3);
    expectFailure(evaluate(file(name), "demo"), 3, "format", name);
    expectFailure(run({"inspect", file(name)}), 3, "format", name);
  }
}

TEST_F(BadInput, ForeignAndEmptyFiles) {
  home.write("notes.pth", "these are my notes\n");
  home.write("empty.pth", "");
  for (const char* name : {"notes.pth", "empty.pth"}) {
    const auto done = run({"inspect", file(name)});
    EXPECT_EQ(done.exitCode, 3) << done.err;
    EXPECT_NE(done.json()["error"]["where"].get<std::string>().find(name), std::string::npos);
  }
}

TEST_F(BadInput, UnknownArchitecture) {
  auto content = seededNetwork({.blocks = {1}, .widths = {4}});
  content.tensors[0].name = "stem.weight";
  writeTorchZip(home / "strange.pth", content);
  expectFailure(evaluate(file("strange.pth"), "demo"), 3, "unsupported", "strange.pth");
  const auto inspected = run({"inspect", file("strange.pth")});
  EXPECT_EQ(inspected.exitCode, 0);
  EXPECT_TRUE(inspected.json()["architecture"].is_null());
  EXPECT_TRUE(inspected.json()["mismatch"].contains("missing"));
}

/// All stages are equally wide, so that the head fits whatever is taken for the end of the network.
TEST_F(BadInput, ANetworkThatLacksAPartIsNotRunWithoutIt) {
  const auto lacking = [&](const std::string& part) {
    auto content = seededNetwork({.blocks = {1, 1, 1}, .widths = {4, 4, 4}});
    EXPECT_GT(std::erase_if(content.tensors, [&](const auto& tensor) { return tensor.name.starts_with(part); }), 0u) << part;
    writeTorchZip(home / "lacking.pth", content);
    const auto done = evaluate(file("lacking.pth"), birds.path());
    expectFailure(done, 3, "unsupported", "lacking.pth");
    return done.json()["error"]["what"].get<std::string>();
  };
  for (const char* name : {"layer2.0.conv1.weight", "layer3.0.conv2.weight", "layer2.0.bn1.running_var"})
    EXPECT_NE(lacking(name).find(std::string("'") + name + "' is missing"), std::string::npos) << name;
  EXPECT_NE(lacking("layer2.").find("'layer3.0."), std::string::npos) << "a stage that follows on none";
}

TEST_F(BadInput, WrongNumberOfClasses) {
  writeTorchZip(home / "five.pth", seededNetwork({.blocks = {1}, .widths = {4}, .classes = 5}));
  expectFailure(evaluate(file("five.pth"), birds.path()), 3, "shape", "metadata.csv");
}

TEST_F(BadInput, WeightsThatAreNotNumbers) {
  auto content = seededNetwork({.blocks = {1}, .widths = {4}});
  for (auto& tensor : content.tensors) {
    if (tensor.name == "fc.weight") setFloat(tensor, 0, std::numeric_limits<float>::quiet_NaN());
  }
  writeTorchZip(home / "nan.pth", content);
  const auto done = evaluate(file("nan.pth"), birds.path());
  EXPECT_EQ(done.exitCode, 0) << done.err;
  EXPECT_NE(done.err.find("not finite"), std::string::npos) << done.err;
  EXPECT_EQ(done.json()["test"]["groups"][0]["loss"], "nan");
}

TEST_F(BadInput, MissingDataAndUnknownLayout) {
  expectFailure(evaluate(file("tiny.pth"), file("nowhere")), 4, "io", "nowhere");
  std::filesystem::create_directories(home / "void");
  expectFailure(run({"datasets", file("void")}), 3, "unsupported", "void");
}

TEST_F(BadInput, MissingColumns) {
  birds.changeMetadata(",y,split,", ",class,part,");
  const auto done = run({"datasets", birds.path()});
  expectFailure(done, 3, "data", "metadata.csv, line 1");
  EXPECT_NE(done.json()["error"]["what"].get<std::string>().find("y, split"), std::string::npos);
}

TEST_F(BadInput, LabelsThatAreNoNumbers) {
  birds.changeMetadata("3,images/3.png,0,", "3,images/3.png,duck,");
  expectFailure(run({"datasets", birds.path()}), 3, "data", "line 5");
}

TEST_F(BadInput, UnknownSplitsAndShortRows) {
  birds.changeMetadata("3,images/3.png,0,0,", "3,images/3.png,0,holdout,");
  expectFailure(run({"datasets", birds.path()}), 3, "data", "line 5");
  birds.changeMetadata("3,images/3.png,0,holdout,0,place\n", "3,images/3.png\n");
  const auto done = run({"datasets", birds.path()});
  EXPECT_EQ(done.exitCode, 3);
  EXPECT_NE(done.json()["error"]["where"].get<std::string>().find("line 5"), std::string::npos) << done.out;
}

TEST_F(BadInput, NoRowsAtAll) {
  birds.writeMetadata("img_id,img_filename,y,split,place,place_filename\n");
  expectFailure(run({"datasets", birds.path()}), 3, "data", "metadata.csv");
  birds.writeMetadata("");
  EXPECT_EQ(run({"datasets", birds.path()}).exitCode, 3);
}

TEST_F(BadInput, AMissingImageIsCountedAndNamed) {
  std::filesystem::remove(birds.image(7));
  const auto described = run({"datasets", birds.path()});
  EXPECT_EQ(described.exitCode, 0);
  EXPECT_TRUE(mentions(described.json()["problems"], "7.png")) << described.out;
  const auto done = evaluate(file("tiny.pth"), birds.path());
  EXPECT_EQ(done.exitCode, 6) << done.err;
  EXPECT_EQ(done.json()["val"]["groups"][0]["n"], 1);
  EXPECT_EQ(done.json()["val"]["damaged"][0]["sample"], "images/7.png");
}

TEST_F(BadInput, DamagedImagesAreCountedAndNamed) {
  std::filesystem::resize_file(birds.image(0), 40);
  std::ofstream(birds.image(1), std::ios::trunc) << "no picture";
  std::ofstream(birds.image(2), std::ios::trunc) << "";
  const auto done = evaluate(file("tiny.pth"), birds.path());
  EXPECT_EQ(done.exitCode, 6) << done.err;
  const auto train = done.json()["train"];
  EXPECT_EQ(train["groups"][0]["n"], 3);
  ASSERT_EQ(train["damaged"].size(), 3u);
  for (const auto& one : train["damaged"]) EXPECT_FALSE(one["reason"].get<std::string>().empty());
}

TEST_F(BadInput, EditsAndSweepsLeaveDamagedImagesOutAlike) {
  std::filesystem::resize_file(birds.image(0), 40);
  const auto ablated = run({"ablate", file("tiny.pth"), "--data", birds.path(), "--split", "train", "--set", "conv1:1"});
  EXPECT_EQ(ablated.exitCode, 6) << ablated.err;
  EXPECT_EQ(ablated.json()["change"]["train"][0]["n"], 5);
  run({"sweep", file("tiny.pth"), "--data", birds.path(), "--split", "train", "--sites", "conv1", "--out", file("s.csv")});
  EXPECT_NE(readTextFile(home / "s.csv").find("conv1,1,train,0,5,"), std::string::npos);
}

TEST_F(BadInput, AllImagesMissing) {
  std::filesystem::remove_all(std::filesystem::path(birds.path()) / "images");
  expectFailure(evaluate(file("tiny.pth"), birds.path()), 3, "data", "metadata.csv");
}

TEST_F(BadInput, ImagesOutsideTheFolderAreNotOpened) {
  birds.changeMetadata("images/7.png", "../../../etc/passwd");
  const auto done = evaluate(file("tiny.pth"), birds.path());
  EXPECT_EQ(done.exitCode, 6) << done.err;
  EXPECT_EQ(done.json()["val"]["damaged"].size(), 1u);
}

TEST_F(BadInput, AnEmptyGroupHasNoAccuracyAndIsNeverTheWorst) {
  std::string kept = "img_id,img_filename,y,split,place,place_filename\n";
  for (int i = 0; i < 40; ++i) {
    if (i / 10 != 2)
      kept += std::to_string(i) + "," + birds.imageName(i) + "," + std::to_string(i / 20) + ",2," + std::to_string(i / 10 % 2) + ",p\n";
  }
  birds.writeMetadata(kept);
  EXPECT_TRUE(mentions(run({"datasets", birds.path()}).json()["problems"], "waterbird / land"));
  const auto done = evaluate(file("tiny.pth"), birds.path());
  EXPECT_EQ(done.exitCode, 0) << done.err;
  const auto test = done.json()["test"];
  EXPECT_EQ(test["groups"][2]["n"], 0);
  EXPECT_EQ(test["groups"][2]["accuracy"], "nan");
  EXPECT_NE(test["worstGroup"], 2);
  const auto change = run({"ablate", file("tiny.pth"), "--data", birds.path(), "--set", "conv1:1"}).json()["change"]["test"][2];
  for (const char* key : {"change", "low", "high", "p"}) EXPECT_EQ(change[key], "nan") << change.dump();
  const auto ranked = run({"rank", file("tiny.pth"), "--data", birds.path(), "--split", "test", "--group", "2"});
  expectFailure(ranked, 3, "data", "group 2");
}

TEST_F(BadInput, OneClassOnlyIsTold) {
  std::string kept = "img_id,img_filename,y,split,place,place_filename\n";
  for (int i = 0; i < 20; ++i) kept += std::to_string(i) + "," + birds.imageName(i) + ",0,2," + std::to_string(i / 10) + ",p\n";
  birds.writeMetadata(kept);
  EXPECT_TRUE(mentions(run({"datasets", birds.path()}).json()["problems"], "every sample has the class"));
  const auto done = evaluate(file("tiny.pth"), birds.path());
  EXPECT_EQ(done.exitCode, 0) << done.err;
}

TEST_F(BadInput, ASplitWithoutSamples) {
  std::string kept = "img_id,img_filename,y,split,place,place_filename\n";
  for (int i = 0; i < 40; ++i)
    kept += std::to_string(i) + "," + birds.imageName(i) + "," + std::to_string(i / 20) + ",2," + std::to_string(i / 10 % 2) + ",p\n";
  birds.writeMetadata(kept);
  expectFailure(run({"evaluate", file("tiny.pth"), "--data", birds.path(), "--split", "train"}), 3, "data", "metadata.csv");
}

TEST_F(BadInput, OutputsThatCannotBeWritten) {
  const std::string data = birds.path(), tiny = file("tiny.pth");
  expectFailure(run({"evaluate", tiny, "--data", data, "--split", "val", "--logits", "/proc/x.csv"}), 4, "io", "/proc/x.csv");
  expectFailure(run({"sweep", tiny, "--data", data, "--split", "val", "--sites", "conv1", "--out", file("no/folder/s.csv")}), 4, "io",
                "no/folder");
  expectFailure(run({"statistics", tiny, "--data", data, "--split", "val", "--out", "/proc/x.h5"}), 4, "io", "/proc/x.h5");
  home.write("a.json", run({"evaluate", tiny, "--data", data, "--split", "val"}).out);
  expectFailure(run({"figure", file("a.json"), "--out", "/proc/x.pdf"}), 4, "io", "/proc/x.pdf");
}

TEST_F(BadInput, OutputsThatCannotBeWrittenAreToldBeforeAnyWork) {
  const std::string tiny = file("tiny.pth"), nowhere = file("nowhere"), before = readTextFile(home / "tiny.pth");
  expectFailure(run({"sweep", tiny, "--data", nowhere, "--out", file("no/folder/s.csv")}), 4, "io", "no/folder");
  expectFailure(run({"sweep", tiny, "--data", nowhere, "--out", home.path().string()}), 4, "io", home.path().filename().string());
  expectFailure(run({"statistics", tiny, "--data", nowhere, "--out", ""}), 2, "usage", "--out");
  expectFailure(run({"statistics", tiny, "--data", nowhere, "--out", file("./tiny.pth")}), 2, "usage", "--out");
  expectFailure(run({"evaluate", tiny, "--data", nowhere, "--logits", tiny}), 2, "usage", "--logits");
  EXPECT_EQ(readTextFile(home / "tiny.pth"), before);
}

TEST_F(BadInput, OptionsWithoutAPartInTheModeAreTold) {
  const auto done =
      run({"ablate", file("tiny.pth"), "--data", birds.path(), "--split", "val", "--set", "conv1:1", "--std", "0.1", "--from", "demo"});
  EXPECT_EQ(done.exitCode, 0) << done.err;
  EXPECT_NE(done.err.find("--std has no part"), std::string::npos) << done.err;
  EXPECT_NE(done.err.find("--from has no part"), std::string::npos) << done.err;
}

TEST_F(BadInput, FiguresOfForeignResults) {
  home.write("x.json", "{\"a\": 1}");
  home.write("x.csv", "a,b\n1,2\n");
  for (const char* name : {"x.json", "x.csv"}) expectFailure(run({"figure", file(name), "--out", file("f.pdf")}), 3, "format", name);
  EXPECT_EQ(run({"figure", file("none.json"), "--out", file("f.pdf")}).exitCode, 4);
  EXPECT_FALSE(std::filesystem::exists(home / "f.pdf"));
}

TEST_F(BadInput, WrongArguments) {
  const std::vector<std::string> subject{"demo", "--data", "demo", "--split", "val"};
  const auto with = [&](std::vector<std::string> words, std::initializer_list<const char*> more) {
    words.insert(words.begin() + 1, subject.begin(), subject.end());
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  };
  for (const auto& done : {run({}),
                           run({"explode"}),
                           run({"evaluate", "demo"}),
                           run({"evaluate", "demo", "--data", "demo", "--split", "holdout"}),
                           run({"inspect", "demo:epoch=999"}),
                           with({"ablate"}, {}),
                           with({"ablate"}, {"--set", "conv1"}),
                           with({"ablate"}, {"--set", "conv1:x"}),
                           with({"ablate"}, {"--set", "conv1:1", "--mode", "magic"}),
                           with({"ablate"}, {"--set", "conv1:1", "--alpha", "lots"}),
                           with({"ablate"}, {"--set", "features:1"}),
                           with({"rank"}, {"--criterion", "luck"}),
                           with({"sweep"}, {"--sites", "nowhere*", "--out", "x.csv"}),
                           with({"evaluate"}, {"--device", "tpu"}),
                           with({"evaluate"}, {"--kept-mb", "1"}),
                           with({"evaluate"}, {"--threads", "two"}),
                           with({"evaluate"}, {"--threads", "1.5"}),
                           with({"evaluate"}, {"--class-order", "odd"}),
                           with({"rank"}, {"--preset", "best"}),
                           with({"rank"}, {"--top", "-3"}),
                           with({"rank"}, {"--group", "4"}),
                           with({"ablate"}, {"--set", "conv1:1,1"}),
                           with({"ablate"}, {"--set", "conv1:1", "--std", "-1"}),
                           with({"evaluate"}, {"--logits", ""}),
                           with({"sweep"}, {"--out", ""}),
                           with({"sweep"}, {"--random", "few", "--out", "x.csv"}),
                           run({"demo", "--split", "holdout"})}) {
    EXPECT_EQ(done.exitCode, 2) << done.out << done.err;
    EXPECT_EQ(done.json()["error"]["kind"], "usage") << done.out;
    EXPECT_FALSE(done.json()["error"]["remedy"].get<std::string>().empty()) << done.out;
  }
}

TEST_F(BadInput, ChannelsAndSitesThatDoNotExist) {
  for (const char* set : {"conv9:0", "conv1:4000", "features:1"}) {
    expectFailure(run({"ablate", "demo", "--data", file("nowhere"), "--set", set}), 2, "usage", "--set");  // before the data is opened
  }
}

/// What the data set or the checkpoint consists of, beside the one file that was named.
TEST_F(BadInput, ResultsNeverReplaceWhatIsRead) {
  const std::string metadata = birds.path() + "/metadata.csv", list = birds.path() + "/list.csv", image = birds.image(3).string();
  std::filesystem::create_directory(home / "folder");
  writeSafetensors(home / "folder/model.safetensors", seededNetwork({.blocks = {1}, .widths = {4}}));
  const std::string weights = file("folder/model.safetensors");
  const std::string arrays = birds.path() + "/images.h5", ownArrays = "\x89HDF\r\n\x1A\n and images";
  birds.add("list.csv", "my own notes\n");
  birds.add("images.h5", ownArrays);
  const auto pixels = readTextFile(image), values = readTextFile(weights);
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"evaluate", file("tiny.pth"), "--data", birds.path(), "--logits", metadata},
                                             {"evaluate", file("tiny.pth"), "--data", birds.path() + "/", "--logits", list},
                                             {"evaluate", file("tiny.pth"), "--data", metadata, "--logits", image},
                                             {"statistics", file("tiny.pth"), "--data", birds.path(), "--out", image},
                                             {"statistics", file("tiny.pth"), "--data", birds.path(), "--out", arrays},
                                             {"sweep", file("tiny.pth"), "--data", metadata, "--out", list},
                                             {"ablate", file("folder"), "--data", birds.path(), "--set", "conv1:0", "--save", weights}}) {
    expectFailure(run(arguments), 2, "usage", arguments[arguments.size() - 2]);
  }
  EXPECT_EQ(readTextFile(metadata), birds.metadata());
  EXPECT_EQ(readTextFile(list), "my own notes\n");
  EXPECT_EQ(readTextFile(image), pixels);
  EXPECT_EQ(readTextFile(arrays), ownArrays);
  EXPECT_EQ(readTextFile(weights), values);
}

TEST_F(BadInput, ResultsOfAnEarlierRunAreReplaced) {
  const std::string logits = birds.path() + "/logits.csv", statistics = birds.path() + "/statistics.h5";
  for (int time = 0; time < 2; ++time) {
    EXPECT_EQ(run({"evaluate", file("tiny.pth"), "--data", birds.path(), "--split", "test", "--logits", logits}).exitCode, 0);
    EXPECT_EQ(run({"statistics", file("tiny.pth"), "--data", birds.path(), "--split", "test", "--out", statistics}).exitCode, 0);
    EXPECT_EQ(run({"ablate", file("tiny.pth"), "--data", birds.path(), "--split", "test", "--set", "conv1:0", "--save", file("new.pth")})
                  .exitCode,
              0);
  }
}

}  // namespace
}  // namespace spurioscope
