#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/command_line.h"
#include "engine/session.h"

namespace spurioscope::engine {
namespace {

std::filesystem::path folder() {
  const auto path = std::filesystem::temp_directory_path() / "spurioscope-session-test";
  std::filesystem::create_directories(path);
  return path;
}

TEST(Session, ComesBackAsItWasSaved) {
  Session session;
  session.checkpoint = (folder() / "model.pth").string();
  session.data = "demo";
  session.checkpointSha256 = "ab";
  Edit edit;
  edit.site = "layer4.1.conv2";
  edit.channel = 35;
  edit.mode = Mode::Noise;
  edit.std = 0.02;
  edit.seed = 18446744073709551615ull;
  session.edits = {edit};
  session.view = R"({"tab":"maps"})";
  const auto file = (folder() / "a.spurio").string();
  ASSERT_TRUE(saveSession(file, session).ok());
  const auto loaded = loadSession(file);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->checkpoint, session.checkpoint);
  EXPECT_EQ(loaded->data, "demo");
  ASSERT_EQ(loaded->edits.size(), 1u);
  EXPECT_EQ(loaded->edits[0].std, 0.02);
  EXPECT_EQ(loaded->edits[0].seed, edit.seed);
}

TEST(Session, RemembersHowTheDataWereOpened) {
  Session session;
  session.data = (folder() / "celeba").string();
  session.dataChoices = {.preprocess = "resize=64x64", .y = "Male", .split = "none", .attributes = {"Young", "Smiling"},
                         .attributeFile = (folder() / "attributes.csv").string(), .tokenizer = (folder() / "bert").string()};
  const auto file = (folder() / "choices.spurio").string();
  ASSERT_TRUE(saveSession(file, session).ok());
  const auto loaded = loadSession(file);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->dataChoices, session.dataChoices);
}

TEST(Session, RefusesWhatIsNone) {
  const auto file = folder() / "bad.spurio";
  std::ofstream(file) << R"({"spurioscope": "session", "schema": 1})";
  const auto loaded = loadSession(file.string());
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.failure().kind, "format");
  EXPECT_NE(loaded.failure().where.find("bad.spurio"), std::string::npos);
}

TEST(CommandLine, RepeatsHowTheDataWereOpened) {
  const DataChoices choices{.preprocess = "resize=64x64,crop=60",
                            .image = "file name",
                            .y = "Male",
                            .split = "none",
                            .attributes = {"a", "b"},
                            .attributeFile = "x.csv"};
  EXPECT_EQ(evaluateCommand("m.pth", {"data", choices}, "test"),
            "spurioscope-cli evaluate m.pth --data data --preprocess resize=64x64,crop=60 --target Male --attribute a,b "
            "--column 'image=file name,split=none' --attribute-file x.csv --split test");
}

TEST(Session, RemembersOverlappingGroups) {
  Session session;
  session.data = (folder() / "civil").string();
  session.dataChoices = {.overlapping = {"male", "black"}, .text = "comment_text"};
  const auto file = (folder() / "overlapping.spurio").string();
  ASSERT_TRUE(saveSession(file, session).ok());
  EXPECT_EQ(loadSession(file)->dataChoices, session.dataChoices);
}

TEST(CommandLine, NamesOverlappingGroupsAndTheTokenizer) {
  const DataChoices choices{.overlapping = {"male", "other religions"}, .tokenizer = "bert dir"};
  EXPECT_EQ(evaluateCommand("bert", {"all.csv", choices}, "test"),
            "spurioscope-cli evaluate bert --data all.csv --overlapping 'male,other religions' --tokenizer 'bert dir' --split test");
}

TEST(CommandLine, RepeatsEditsOfOneSettingTogether) {
  Edit a, b;
  a.site = b.site = "layer1.0.conv1";
  a.channel = 1, b.channel = 7;
  EXPECT_EQ(ablateCommand("it's.pth", "demo", "test", {a, b}),
            "spurioscope-cli ablate 'it'\\''s.pth' --data demo --split test --mode zero-weights --alpha 0 --set layer1.0.conv1:1,7");
}

}  // namespace
}  // namespace spurioscope::engine
