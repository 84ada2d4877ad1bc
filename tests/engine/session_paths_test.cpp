#include <gtest/gtest.h>

#include "base/file.h"
#include "engine/session.h"
#include "tests/base/temporary_folder.h"

namespace spurioscope::engine {
namespace {

TEST(SessionPaths, AreRelativeSoThatAFolderMovesAsAWhole) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "here/runs");
  Session session;
  session.checkpoint = (folder / "here/runs/epoch_40.pth").string();
  session.data = (folder / "data/birds").string();
  Edit edit;
  edit.site = "conv1", edit.mode = Mode::Rewind, edit.from = (folder / "here/runs/epoch_10.pth").string();
  session.edits = {edit};
  ASSERT_TRUE(saveSession((folder / "here/a.spurio").string(), session).ok());
  EXPECT_EQ(readTextFile(folder / "here/a.spurio").find(folder.path().string()), std::string::npos);
  std::filesystem::rename(folder / "here", folder / "there");
  const auto loaded = loadSession((folder / "there/a.spurio").string());
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->checkpoint, (folder / "there/runs/epoch_40.pth").string());
  EXPECT_EQ(loaded->edits[0].from, (folder / "there/runs/epoch_10.pth").string());
  EXPECT_EQ(loaded->data, (folder / "data/birds").string());
}

TEST(SessionPaths, LeaveBuiltInSourcesAlone) {
  const TemporaryFolder folder;
  Session session;
  session.checkpoint = "demo:epoch=5", session.data = "demo";
  ASSERT_TRUE(saveSession((folder / "a.spurio").string(), session).ok());
  const auto loaded = loadSession((folder / "a.spurio").string());
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->checkpoint, "demo:epoch=5");
  EXPECT_EQ(loaded->data, "demo");
}

TEST(SessionPaths, TellAFileNamedDemoFromTheDemo) {
  const TemporaryFolder folder;
  Session session;
  session.checkpoint = (folder / "demo").string(), session.data = (folder / "demo:epoch=5").string();
  ASSERT_TRUE(saveSession((folder / "a.spurio").string(), session).ok());
  const auto loaded = loadSession((folder / "a.spurio").string());
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->checkpoint, session.checkpoint);
  EXPECT_EQ(loaded->data, session.data);
}

std::string sessionWith(const std::string& edits, const std::string& source = "a", const std::string& ranking = "{}") {
  return R"({"spurioscope":"session","schema":1,"checkpoint":{"source":")" + source +
         R"(","sha256":""},"data":{"source":"b","fingerprint":""},"split":"test","ranking":)" + ranking + R"(,"edits":)" + edits + "}";
}

TEST(SessionFile, RefusesNumbersThatDoNotFit) {
  const TemporaryFolder folder;
  for (const std::string& text :
       {sessionWith(R"([{"site":"a","channel":1e300,"mode":"noise"}])"),
        sessionWith(R"([{"site":"a","channel":4294967296,"mode":"noise"}])"),
        sessionWith(R"([{"site":"a","channel":1,"mode":"noise","seed":-1}])"), sessionWith("[]", "a", R"({"group":-3000000000})")}) {
    folder.write("a.spurio", text);
    const auto loaded = loadSession((folder / "a.spurio").string());
    ASSERT_FALSE(loaded.ok()) << text;
    EXPECT_EQ(loaded.failure().kind, "range") << loaded.failure().what;
  }
}

TEST(SessionFile, RefusesHugeNumbersAndPathsAsTheFilesFault) {  // found by fuzz_session
  const TemporaryFolder folder;
  for (const std::string& text : {sessionWith("[1e999]"), sessionWith("[]", std::string(5000, 'x'))}) {
    folder.write("a.spurio", text);
    const auto loaded = loadSession((folder / "a.spurio").string());
    ASSERT_FALSE(loaded.ok());
    EXPECT_EQ(loaded.failure().kind, "format") << loaded.failure().what;
  }
}

TEST(SessionFile, KeepsEveryField) {
  const TemporaryFolder folder;
  Session session;
  session.checkpoint = session.data = "demo", session.checkpointSha256 = "aa", session.dataFingerprint = "bb", session.split = "val";
  session.ranking = {Criterion::Taylor, Preset::Paper, "test", 3, {}, 0};
  session.view = R"({"tab":"maps","open":[1,2]})";
  for (const auto mode : {Mode::ZeroWeights, Mode::ZeroActivation, Mode::Mean, Mode::Scale, Mode::RandomInit, Mode::Noise}) {
    Edit edit;
    edit.site = "layer1.0", edit.channel = static_cast<int>(mode), edit.mode = mode, edit.alpha = 1.0 / 3;
    session.edits.push_back(edit);
  }
  ASSERT_TRUE(saveSession((folder / "a.spurio").string(), session).ok());
  const auto loaded = loadSession((folder / "a.spurio").string());
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->edits, session.edits);
  EXPECT_EQ(loaded->ranking, session.ranking);
  EXPECT_EQ(loaded->split, "val");
  EXPECT_EQ(loaded->dataFingerprint, "bb");
  EXPECT_EQ(loaded->view, session.view);
}

TEST(SessionFile, RefusesDamagedForeignAndNewerFilesByName) {
  const TemporaryFolder folder;
  const std::string edits =
      R"({"spurioscope":"session","schema":1,"checkpoint":{"source":"a","sha256":""},"data":{"source":"b","fingerprint":""},"split":"test","ranking":{},"edits":)";
  for (const std::string& text : {std::string("not JSON"), std::string("[]"), std::string(R"({"spurioscope": 5})"),
                                  edits + R"([{"site":"conv1","channel":"x","mode":"noise"}]})",
                                  edits + R"([{"site":"conv1","channel":0,"mode":"magic"}]})", edits + "7}"}) {
    folder.write("a.spurio", text);
    const auto loaded = loadSession((folder / "a.spurio").string());
    ASSERT_FALSE(loaded.ok()) << text.substr(0, 60);
    EXPECT_EQ(loaded.failure().kind, "format") << text.substr(0, 60) << ": " << loaded.failure().what;
    EXPECT_NE(loaded.failure().where.find("a.spurio"), std::string::npos) << text.substr(0, 60);
  }
  folder.write("a.spurio", std::string(100'000, '['));
  EXPECT_EQ(loadSession((folder / "a.spurio").string()).failure().kind, "unsafe");
  folder.write("a.spurio", R"({"spurioscope": "session", "schema": 99})");
  EXPECT_EQ(loadSession((folder / "a.spurio").string()).failure().kind, "unsupported");
  EXPECT_EQ(loadSession((folder / "none.spurio").string()).failure().kind, "io");
  EXPECT_EQ(saveSession("/proc/a.spurio", {}).failure().kind, "io");
}

}  // namespace
}  // namespace spurioscope::engine
