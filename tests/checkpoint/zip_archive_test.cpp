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

std::string number(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i, value >>= 8) out += static_cast<char>(value & 0xFF);
  return out;
}

struct RawRecord {
  std::string name, content, packed;
  int method = 0;
};

/// An archive with 32-bit end record whose directory lists the first `listed` records only.
std::string rawText(const std::vector<RawRecord>& records, std::size_t listed) {
  std::string body, directory;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& [name, content, packed, method] = records[i];
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size()));
    const auto fields = number(20, 2) + number(0, 2) + number(static_cast<std::uint64_t>(method), 2) + number(0, 4) + number(crc, 4) +
                        number(packed.size(), 4) + number(content.size(), 4) + number(name.size(), 2) + number(0, 2);
    if (i < listed) directory += "PK\x01\x02" + number(20, 2) + fields + number(0, 10) + number(body.size(), 4) + name;
    body += "PK\x03\x04" + fields + name + packed;
  }
  return body + directory + "PK\x05\x06" + number(0, 4) + number(listed, 2) + number(listed, 2) + number(directory.size(), 4) +
         number(body.size(), 4) + number(0, 2);
}

TEST(ZipArchive, RefusesARecordThatItsDirectoryDoesNotList) {  // found by the malicious files
  const std::vector<RawRecord> records{{"a/x", "hello", "hello", 0}, {"a/x", "world", "world", 0}};
  EXPECT_EQ(kindOf([&] { archiveOf(rawText(records, 1)); }), Kind::Unsafe);
  EXPECT_NO_THROW(archiveOf(rawText({records[0]}, 1)));
}

std::string deflated(const std::string& content) {
  std::string packed(64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data())), stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data()), stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

TEST(ZipArchive, RefusesBytesBehindACompressedStream) {  // found by the malicious files
  const auto good = archiveOf(rawText({{"x", "hello", deflated("hello"), 8}}, 1)),
             bad = archiveOf(rawText({{"x", "hello", deflated("hello") + "more", 8}}, 1));
  EXPECT_EQ(good.read(*good.find("x"), 100), bytesOf("hello"));
  EXPECT_EQ(kindOf([&] { bad.read(*bad.find("x"), 100); }), Kind::Format);
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
