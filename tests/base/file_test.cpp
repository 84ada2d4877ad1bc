#include "base/file.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/base/temporary_folder.h"

namespace spurioscope {
namespace {

std::filesystem::path written(const TemporaryFolder& folder, const std::string& text) {
  std::ofstream(folder / "f", std::ios::binary) << text;
  return folder / "f";
}

TEST(InputFile, ReadsPartsAndNothingBeyondTheEnd) {
  const TemporaryFolder folder;
  const InputFile file(written(folder, "0123456789"));
  std::string part(3, ' ');
  file.read(4, std::as_writable_bytes(std::span{part}));
  EXPECT_EQ(part, "456");
  EXPECT_EQ(file.size(), 10u);
  EXPECT_THROW(file.read(8, std::as_writable_bytes(std::span{part})), Error);
  EXPECT_THROW(file.read(UINT64_MAX, std::as_writable_bytes(std::span{part})), Error);
}

TEST(InputFile, TellsWhenTheFileWasCutMeanwhile) {
  const TemporaryFolder folder;
  const auto path = written(folder, "0123456789");
  const InputFile file(path);
  std::filesystem::resize_file(path, 2);
  std::string all(10, ' ');
  EXPECT_THROW(file.read(0, std::as_writable_bytes(std::span{all})), Error);
}

TEST(InputFile, RefusesFoldersAndMissingFiles) {
  const TemporaryFolder folder;
  EXPECT_THROW(InputFile(folder.path()), Error);
  EXPECT_THROW(InputFile(folder / "nothing"), Error);
}

TEST(ReadTextFile, HasALimit) {
  const TemporaryFolder folder;
  const auto path = written(folder, "0123456789");
  EXPECT_EQ(readTextFile(path), "0123456789");
  EXPECT_THROW(readTextFile(path, 9), Error);
}

}  // namespace
}  // namespace spurioscope
