#include <gtest/gtest.h>

#include <sys/resource.h>

#include <csignal>
#include <sstream>

#include "base/file.h"
#include "tests/system/cli_run.h"

// What ends a run otherwise than by an answer: the disk, the device, the user.
namespace spurioscope {
namespace {

/// Files of this process and of those it starts may not grow beyond this size; as a full disk, it lets a write begin and then fail.
class FilesLimitedTo {
 public:
  explicit FilesLimitedTo(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FilesLimitedTo() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

std::vector<std::string> names(const std::filesystem::path& folder) {
  std::vector<std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) all.push_back(entry.path().filename().string());
  return all;
}

TEST(ExitCode, FourWhenTheDiskIsFullAndTheOldFileStays) {
  const TemporaryFolder home, place;
  const std::string old = "sample,split,group,label,logit_0,logit_1\n";
  place.write("logits.csv", old);
  place.write("statistics.h5", "old");
  const FilesLimitedTo limit(16'384);  // the answers are several times as long
  const auto logits = runCli(home, {"evaluate", "demo", "--data", "demo", "--split", "val", "--logits", (place / "logits.csv").string()});
  EXPECT_EQ(logits.exitCode, 4) << logits.err;
  EXPECT_NE(logits.err.find("logits.csv"), std::string::npos) << logits.err;
  EXPECT_NE(logits.err.find("what to do"), std::string::npos) << logits.err;
  const auto statistics =
      runCli(home, {"statistics", "demo", "--data", "demo", "--split", "val", "--out", (place / "statistics.h5").string()});
  EXPECT_EQ(statistics.exitCode, 4) << statistics.err;
  EXPECT_EQ(readTextFile(place / "logits.csv"), old);
  EXPECT_EQ(readTextFile(place / "statistics.h5"), "old");
  EXPECT_EQ(names(place.path()).size(), 2u) << "no temporary file is left";
}

TEST(ExitCode, FiveWithoutTheDevice) {
  const TemporaryFolder home;
  const auto done = runCli(home, {"evaluate", "demo", "--data", "demo", "--device", "cuda:99", "--json"});
  EXPECT_EQ(done.exitCode, 5);
  EXPECT_EQ(done.json()["error"]["kind"], "device");
}

/// Channels whose rows a table holds, for one split and group.
std::size_t rowsOf(const std::string& csv, const std::string& split, char group) {
  std::istringstream stream(csv);
  std::size_t rows = 0;
  for (std::string line; std::getline(stream, line);) rows += line.find("," + split + "," + group + ",") != std::string::npos;
  return rows;
}

TEST(ExitCode, AfterAnInterruptTheSweepLeavesWhatIsDoneMarkedPartial) {
  const TemporaryFolder home, place;
  place.write("sweep.csv", "the whole answer of an earlier run\n");
  constexpr std::uint64_t kChannels = 32;  // of the two convolutions
  RunningCli sweep(home, {"sweep", "demo", "--data", "demo", "--split", "train", "--sites", "layer1.0.conv*", "--kept-mb", "16", "--out",
                          (place / "sweep.csv").string(), "--json", "--progress", "json"});
  while (const auto line = sweep.nextLine()) {
    const auto progress = Json::parse(*line);
    if (progress["phase"] != "sweep") continue;
    if (progress["done"].get<std::uint64_t>() > kChannels) break;  // a whole chunk is done
  }
  sweep.signal(SIGINT);
  const auto done = sweep.finish();
  EXPECT_EQ(done.exitCode, 130) << done.err;
  const auto answer = done.json();
  EXPECT_EQ(answer["partial"], true) << done.out;
  EXPECT_EQ(readTextFile(place / "sweep.csv"), "the whole answer of an earlier run\n");
  const auto csv = readTextFile(place / "sweep.partial.csv");
  EXPECT_NE(csv.find("group_name,partial\n"), std::string::npos);
  EXPECT_EQ(rowsOf(csv, "train", '0'), answer["edits"].get<std::size_t>()) << "every channel, on the same samples";
  EXPECT_GT(answer["samples"].get<int>(), 0);
  EXPECT_LT(answer["samples"].get<int>(), 4795);
}

TEST(ExitCode, AnInterruptedEvaluationIsNoAnswer) {
  const TemporaryFolder home;
  RunningCli evaluation(home, {"evaluate", "demo", "--data", "demo", "--json", "--progress", "json"});
  while (const auto line = evaluation.nextLine()) {
    if (line->find("evaluating") != std::string::npos) break;
  }
  evaluation.signal(SIGINT);
  const auto done = evaluation.finish();
  EXPECT_EQ(done.exitCode, 130) << done.err;
  EXPECT_EQ(done.json()["error"]["kind"], "cancelled");
}

}  // namespace
}  // namespace spurioscope
