#include <algorithm>
#include <cmath>
#include <limits>

#include "checkpoint/writer.h"
#include "tests/checkpoint/make_file.h"

namespace spurioscope {
namespace {

NamedTensor floats(const std::string& name, std::vector<float> values) {
  const auto bytes = std::as_bytes(std::span{values});
  return {name, {static_cast<std::int64_t>(values.size())}, DType::Float32, {bytes.begin(), bytes.end()}};
}

CheckpointContent withBadNumbers() {
  CheckpointContent content;
  content.tensors.push_back(floats("fine", {1, 2, 3}));
  content.tensors.push_back(floats("bad", {1, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}));
  return content;
}

std::shared_ptr<const Checkpoint> openedLater(std::vector<std::byte> bytes) {
  return readCheckpoint(std::move(bytes), "a.pth", Check::Later);
}

TEST(CheckContents, LaterTellsWhatOpeningASmallFileTellsAtOnce) {
  const auto bytes = torchZipBytes(withBadNumbers());
  const auto atOnce = readCheckpoint(bytes, "a.pth");
  const auto later = openedLater(bytes);
  EXPECT_TRUE(later->warnings().empty());
  const auto found = later->check();
  EXPECT_EQ(found.elements, (std::map<std::size_t, std::uint64_t>{{1, 2}}));
  EXPECT_EQ(found.warnings, atOnce->warnings());
}

TEST(CheckContents, ADamagedRecordOpensAndIsFoundByTheCheck) {
  auto bytes = torchZipBytes(withBadNumbers());
  const float two = 2;
  const auto at =
      std::search(bytes.begin(), bytes.end(), std::as_bytes(std::span{&two, 1}).begin(), std::as_bytes(std::span{&two, 1}).end());
  ASSERT_NE(at, bytes.end());
  *at ^= std::byte{1};
  const auto checkpoint = openedLater(bytes);
  EXPECT_EQ(kindOf([&] { checkpoint->check(); }), Kind::Format);
  EXPECT_EQ(kindOf([&] { readCheckpoint(bytes, "a.pth"); }), Kind::Format);
}

TEST(CheckContents, TellsHowFarItIsAndEndsWhereToldTo) {
  const auto checkpoint = openedLater(safetensorsBytes(withBadNumbers()));
  std::vector<std::uint64_t> done;
  checkpoint->check([&](std::uint64_t now, std::uint64_t total) {
    EXPECT_EQ(total, 24u);
    done.push_back(now);
  });
  EXPECT_EQ(done, (std::vector<std::uint64_t>{12, 24}));
  const auto stop = [](std::uint64_t, std::uint64_t) { throw Error{Kind::Cancelled, "enough", {}, {}}; };
  EXPECT_EQ(kindOf([&] { checkpoint->check(stop); }), Kind::Cancelled);
  EXPECT_EQ(kindOf([&] { checkpoint->sha256(stop); }), Kind::Cancelled);
  EXPECT_EQ(checkpoint->sha256().size(), 64u) << "hashed anew after it was stopped";
}

/// A hundred views of the whole storage: more than a small file may hold is left alone, and said nowhere to be fine.
TEST(CheckContents, CountsViewsOfOneStorageEachButReadsNoFileForHours) {
  constexpr std::size_t kViews = 100, kBytes = 2u << 20;
  std::string pickle = "\x80\x02}(";
  const std::string count = std::string("J\0\0\x08\0", 5);  // 524,288 floats
  for (std::size_t i = 0; i < kViews; ++i) {
    pickle += std::string("U\x02") + static_cast<char>('a' + i / 10) + static_cast<char>('0' + i % 10);
    pickle += tensorOpcodes(count + "\x85", "K\x01\x85", std::string("K\0", 2), count);
  }
  const std::string storage(kBytes, '\xff');  // every float a NaN
  const auto file = bytesOf(zipText({{"archive/data.pkl", pickle + "u."}, {"archive/data/0", storage}, {"archive/version", "3\n"}}));
  const auto checkpoint = openedLater(file);
  ASSERT_EQ(checkpoint->tensors().size(), kViews);
  EXPECT_TRUE(checkpoint->check().elements.empty());
  EXPECT_EQ(checkpoint->nonFinite(0), kBytes / 4);
}

TEST(ReadFloat32, ManyTensorsAtOnceAreThoseReadOneByOne) {
  CheckpointContent content;
  for (int i = 0; i < 9; ++i) {
    std::vector<float> values(300'000);
    for (std::size_t j = 0; j < values.size(); ++j) values[j] = static_cast<float>(j + static_cast<std::size_t>(i));
    content.tensors.push_back(floats("t" + std::to_string(i), std::move(values)));
  }
  auto bytes = torchZipBytes(content);
  const auto checkpoint = openedLater(bytes);
  std::vector<std::vector<float>> memory(9, std::vector<float>(300'000));
  std::vector<FloatsOf> wanted;
  for (std::size_t i = 0; i < 9; ++i) wanted.push_back({i, memory[i]});
  checkpoint->readFloat32(wanted);
  for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ(memory[i], checkpoint->readFloat32(i)) << i;
  checkpoint->readFloat32(std::span<const FloatsOf>{});

  bytes[bytes.size() / 2] ^= std::byte{1};
  const auto damaged = openedLater(bytes);
  EXPECT_EQ(kindOf([&] { damaged->readFloat32(wanted); }), Kind::Format);
}

}  // namespace
}  // namespace spurioscope
