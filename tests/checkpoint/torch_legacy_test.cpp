#include "tests/checkpoint/make_file.h"

namespace spurioscope {
namespace {

using namespace std::string_literals;

const auto kHead = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}U\rlittle_endian\x88s."s;

std::string storageText(std::uint64_t count) {
  std::string text(reinterpret_cast<const char*>(&count), 8);
  for (const float value : {0.f, 1.f, 2.f, 3.f, 4.f, 5.f}) text.append(reinterpret_cast<const char*>(&value), sizeof value);
  return text;
}

std::string legacyText(const std::string& keys = "\x80\x02]U\x01" "0a.", std::uint64_t count = 6) {
  return kHead + "\x80\x02}U\x06weight" + tensorOpcodes() + "s." + keys + storageText(count);
}

TEST(TorchLegacy, ReadsTheStoragesAfterThePickles) {
  const auto checkpoint = openText(legacyText());
  EXPECT_EQ(checkpoint->format(), "torch-legacy");
  EXPECT_EQ(checkpoint->readFloat32(0), (std::vector<float>{0, 1, 2, 3, 4, 5}));
}

TEST(TorchLegacy, RefusesEveryTruncation) {
  const auto whole = legacyText();
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const auto kind = kindOf([&] { openText(whole.substr(0, n)); });
    EXPECT_TRUE(kind == Kind::Format || kind == Kind::Unsupported) << n;
  }
}

TEST(TorchLegacy, RefusesStoragesThatDoNotFitTheTensors) {
  EXPECT_EQ(kindOf([] { openText(legacyText("\x80\x02]U\x01" "0a.", 5)); }), Kind::Format);
  EXPECT_EQ(kindOf([] { openText(legacyText("\x80\x02]U\x01" "1a.")); }), Kind::Format);
  EXPECT_EQ(kindOf([] { openText(legacyText("\x80\x02].")); }), Kind::Format);
  EXPECT_EQ(kindOf([] { openText(legacyText("\x80\x02" "cos\nsystem\n)R.")); }), Kind::Format);
}

TEST(TorchLegacy, SaysThatBytesFollow) { EXPECT_EQ(openText(legacyText() + "more")->warnings().size(), 1u); }

}  // namespace
}  // namespace spurioscope
