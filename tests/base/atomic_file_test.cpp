#include "base/atomic_file.h"

#include <csignal>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "tests/base/temporary_folder.h"

namespace spurioscope {
namespace {

std::size_t filesIn(const TemporaryFolder& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder.path()), {}));
}

TEST(AtomicFile, PutsTheWholeFileInPlaceOnlyOnCommit) {
  const TemporaryFolder folder;
  writeFileAtomically(folder / "f", "old");
  AtomicFile file(folder / "f");
  file.write(std::string_view("new and longer"));
  EXPECT_EQ(readTextFile(folder / "f"), "old");
  file.commit();
  EXPECT_EQ(readTextFile(folder / "f"), "new and longer");
  EXPECT_EQ(filesIn(folder), 1u);
}

TEST(AtomicFile, WithoutCommitLeavesNothing) {
  const TemporaryFolder folder;
  writeFileAtomically(folder / "f", "old");
  { AtomicFile(folder / "f").write(std::string_view("half")); }
  EXPECT_EQ(readTextFile(folder / "f"), "old");
  EXPECT_EQ(filesIn(folder), 1u);
}

TEST(AtomicFile, KeepsTheModeOfTheTarget) {
  const TemporaryFolder folder;
  writeFileAtomically(folder / "f", "old");
  ::chmod((folder / "f").c_str(), 0640);
  writeFileAtomically(folder / "f", "new");
  struct stat info {};
  ASSERT_EQ(::stat((folder / "f").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0640u);
}

TEST(AtomicFile, FollowsALinkAndKeepsIt) {
  const TemporaryFolder folder;
  writeFileAtomically(folder / "real", "old");
  std::filesystem::create_symlink("real", folder / "link");
  writeFileAtomically(folder / "link", "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(readTextFile(folder / "real"), "new");
}

TEST(AtomicFile, WritesDevicesAndPipesAsTheyAreAndNeverReplacesThem) {
  const TemporaryFolder folder;
  const auto pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);

  requireWritable(pipe);
  writeFileAtomically(pipe, "through");

  char text[16] = {};
  EXPECT_EQ(::read(reader, text, sizeof text), 7);
  EXPECT_STREQ(text, "through");
  ::close(reader);
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  EXPECT_EQ(filesIn(folder), 1u);
}

TEST(AtomicFile, AFullDeviceIsTold) { EXPECT_THROW(writeFileAtomically("/dev/full", "text"), Error); }

TEST(AtomicFile, AFolderIsToldBeforeAnyWork) {
  const TemporaryFolder folder;
  EXPECT_THROW(requireWritable(folder.path()), Error);
  EXPECT_THROW(requireWritable(folder / "none/file"), Error);
  requireWritable(folder / "file");
  EXPECT_EQ(filesIn(folder), 0u);
}

TEST(AtomicFile, TellsWhereItCannotWrite) {
  const TemporaryFolder folder;
  try {
    AtomicFile(folder / "nowhere/f");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::Io);
    EXPECT_NE(error.where().file.find("nowhere"), std::string::npos);
    EXPECT_FALSE(error.remedy().empty());
  }
}

/// The Qt class that this one replaces reports success on a full disk (PLATFORM.md, decision 3). A file size limit acts alike.
TEST(AtomicFile, ReportsAFullDisk) {
  const TemporaryFolder folder;
  writeFileAtomically(folder / "f", "old");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_THROW(writeFileAtomically(folder / "f", std::string(5000, 'x')), Error);
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
  EXPECT_EQ(readTextFile(folder / "f"), "old");
  EXPECT_EQ(filesIn(folder), 1u);
}

}  // namespace
}  // namespace spurioscope
