#include "tests/checkpoint/make_file.h"

namespace spurioscope {
namespace {

using namespace std::string_literals;

std::string whatOf(const std::string& bytes) {
  try {
    openText(bytes);
  } catch (const Error& error) {
    EXPECT_EQ(exitCode(error.kind()), 3);
    return error.what();
  }
  return "opened";
}

TEST(ForeignFormat, IsSaidByContent) {
  const std::pair<std::string, std::string> cases[] = {{""s, "empty"},
                                                       {"\x89HDF\r\n\x1a\n more"s, "HDF5"},
                                                       {"\x1f\x8b\x08 and more"s, "gzip"},
                                                       {"Rar!\x1a\x07\x01\0"s, "RAR"},
                                                       {"version https://git-lfs.github.com/spec/v1\noid"s, "Git LFS"},
                                                       {"  <!DOCTYPE HTML><html>"s, "web page"},
                                                       {std::string(1000, '\0'), "zero bytes"},
                                                       {"just some words of a text"s, "text file"},
                                                       {std::string(257, 'a') + "ustar  and more", "tar archive"},
                                                       {"\x08\x08\x12\x07pytorch\x1a\x05"s, "ONNX"},
                                                       {zipText({{"m/models/model.json", "x"}}), "torch.export"},
                                                       {zipText({{"net.pth", "x"}}), "inside"},
                                                       {zipText({{"words.txt", "x"}}), "without data.pkl"}};
  for (const auto& [bytes, word] : cases) EXPECT_NE(whatOf(bytes).find(word), std::string::npos) << word << ": " << whatOf(bytes);
}

}  // namespace
}  // namespace spurioscope
