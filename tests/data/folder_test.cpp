#include "data/folder.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/base/temporary_folder.h"

namespace spurioscope {
namespace {

Kind refusal(const Folder& folder, const std::string& name) {
  try {
    folder.look(name);
  } catch (const Error& error) {
    return error.kind();
  }
  return Kind::Internal;
}

TEST(Folder, ReadsFilesInsideIt) {
  const TemporaryFolder outer;
  outer.write("data/a b/\xF0\x9F\x90\xA6.txt", "bird");
  const Folder folder(outer / "data");
  FileIdentity identity;
  EXPECT_EQ(folder.read("a b/\xF0\x9F\x90\xA6.txt", identity).size(), 4u);
  EXPECT_EQ(identity.size, 4u);
  EXPECT_EQ(folder.look("./a b/../a b/\xF0\x9F\x90\xA6.txt"), identity);
}

TEST(Folder, NeverLeavesItself) {
  const TemporaryFolder outer;
  outer.write("secret", "no");
  outer.write("data/in", "yes");
  outer.write("data-other/x", "no");
  std::filesystem::create_symlink("../secret", outer / "data/link");
  std::filesystem::create_symlink("/etc", outer / "data/etc");
  std::filesystem::create_symlink("in", outer / "data/inside");
  const Folder folder(outer / "data");
  for (const std::string name :
       {"../secret", "/etc/passwd", "link", "etc/passwd", "in/../../secret", "../data-other/x", "a/../../secret"}) {
    const Kind kind = refusal(folder, name);
    EXPECT_TRUE(kind == Kind::Unsafe || kind == Kind::Io) << name;
  }
  EXPECT_EQ(refusal(folder, "../secret"), Kind::Unsafe);
  EXPECT_EQ(refusal(folder, "link"), Kind::Unsafe);
  EXPECT_EQ(folder.look("inside").size, 3u);
}

TEST(Folder, TellsMissingFilesAndWrongKinds) {
  const TemporaryFolder outer;
  outer.write("sub/x", "1");
  const Folder folder(outer.path());
  EXPECT_EQ(refusal(folder, "nothing"), Kind::Io);
  EXPECT_EQ(refusal(folder, "sub"), Kind::Io);
  EXPECT_EQ(refusal(folder, std::string("sub/x\0y", 7)), Kind::Io);
  EXPECT_THROW(Folder(outer / "sub/x"), Error);
}

TEST(Folder, RefusesFilesBeyondTheLimit) {
  const TemporaryFolder outer;
  outer.write("x", std::string(1000, 'x'));
  FileIdentity identity;
  EXPECT_THROW(Folder(outer.path()).read("x", identity, 999), Error);
}

}  // namespace
}  // namespace spurioscope
