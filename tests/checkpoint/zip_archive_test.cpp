#include "checkpoint/zip_archive.h"

#include <zlib.h>

#include "tests/checkpoint/make_file.h"

namespace spurioscope {
namespace {

ZipArchive archiveOf(std::string_view text) { return ZipArchive(bytesInMemory(bytesOf(text), "test.zip")); }

TEST(ZipArchive, ReadsWhatTheWriterWrote) {
  const auto archive = archiveOf(zipText({{"a/x", "hello"}, {"a/empty", ""}}));
  ASSERT_EQ(archive.records().size(), 2u);
  EXPECT_EQ(archive.read(*archive.find("a/x"), 100), bytesOf("hello"));
  EXPECT_TRUE(archive.read(*archive.find("a/empty"), 100).empty());
  EXPECT_EQ(archive.find("a/y"), nullptr);
  EXPECT_EQ(archive.find("a/x")->dataOffset % 64, 0u);
}

TEST(ZipArchive, RefusesEveryTruncation) {
  const auto whole = zipText({{"a/x", "hello"}, {"a/y", "world"}});
  for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_EQ(kindOf([&] { archiveOf(whole.substr(0, n)); }), Kind::Format) << n;
}

TEST(ZipArchive, RefusesBytesAfterTheEnd) { EXPECT_EQ(kindOf([] { archiveOf(zipText({{"a", "b"}}) + "x"); }), Kind::Format); }

TEST(ZipArchive, RefusesANameTwice) { EXPECT_EQ(kindOf([] { archiveOf(zipText({{"a", "1"}, {"a", "2"}})); }), Kind::Unsafe); }

TEST(ZipArchive, RefusesNamesThatLeadOut) {
  for (const char* name : {"../a", "/a", "a/../../b", "a\\b", "C:x"}) {
    EXPECT_EQ(kindOf([&] { archiveOf(zipText({{name, "1"}})); }), Kind::Unsafe) << name;
  }
}

TEST(ZipArchive, RefusesALocalHeaderThatContradictsTheDirectory) {
  auto text = zipText({{"a/x", "hello"}});
  text[30] = 'b';  // first letter of the local name
  EXPECT_EQ(kindOf([&] { archiveOf(text); }), Kind::Format);
}

TEST(ZipArchive, NoticesAFlippedBitWhenTheRecordIsRead) {
  auto text = zipText({{"a/x", "hello"}});
  text[64] = static_cast<char>(text[64] ^ 1);
  const auto archive = archiveOf(text);
  EXPECT_EQ(kindOf([&] { archive.read(*archive.find("a/x"), 100); }), Kind::Format);
  EXPECT_EQ(kindOf([&] { archive.storage(*archive.find("a/x"), 5)->verify(); }), Kind::Format);
  std::byte one;
  EXPECT_EQ(kindOf([&] { archive.storage(*archive.find("a/x"), 5)->read(4, {&one, 1}); }), Kind::Format);
}

TEST(ZipArchive, RefusesARecordAboveTheLimit) {
  const auto archive = archiveOf(zipText({{"a/x", "hello"}}));
  EXPECT_EQ(kindOf([&] { archive.read(*archive.find("a/x"), 4); }), Kind::Unsafe);
  EXPECT_EQ(kindOf([&] { archive.storage(*archive.find("a/x"), 6); }), Kind::Format);
}

TEST(ZipArchive, TakesZeroChecksumsAsNone) {
  auto text = zipText({{"a/x", "hello"}});
  const auto crc = crc32(0, reinterpret_cast<const Bytef*>("hello"), 5);
  const std::string mark(reinterpret_cast<const char*>(&crc), 4);
  for (auto at = text.find(mark); at != text.npos; at = text.find(mark)) text.replace(at, 4, 4, '\0');
  const auto archive = archiveOf(text);
  EXPECT_FALSE(archive.hasChecksums());
  EXPECT_EQ(archive.read(*archive.find("a/x"), 100), bytesOf("hello"));
}

}  // namespace
}  // namespace spurioscope
