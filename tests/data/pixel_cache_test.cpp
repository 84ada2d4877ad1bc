#include "data/pixel_cache.h"

#include <fstream>
#include <numeric>

#include <gtest/gtest.h>

#include "tests/base/temporary_folder.h"

namespace spurioscope {
namespace {

constexpr std::uint64_t kBytes = 5000;
const std::string kKey(64, 'a');
constexpr std::uint64_t kPlenty = 1ull << 40;

std::vector<std::uint8_t> pattern(int start) {
  std::vector<std::uint8_t> pixels(kBytes);
  std::iota(pixels.begin(), pixels.end(), static_cast<std::uint8_t>(start));
  return pixels;
}

std::unique_ptr<PixelCache> open(const TemporaryFolder& folder, std::uint64_t limit = kPlenty, const std::string& key = kKey) {
  return PixelCache::open(folder.path(), key, 10, kBytes, limit);
}

TEST(PixelCache, GivesBackWhatWasStoredAlsoLater) {
  const TemporaryFolder folder;
  const FileIdentity identity{100, 1, 2};
  open(folder)->store(3, identity, pattern(7));
  std::vector<std::uint8_t> out(kBytes);
  const auto again = open(folder);
  EXPECT_TRUE(again->load(3, identity, out));
  EXPECT_EQ(out, pattern(7));
  EXPECT_FALSE(again->load(4, identity, out));
}

TEST(PixelCache, MissesWhenTheFileChanged) {
  const TemporaryFolder folder;
  const auto cache = open(folder);
  cache->store(0, {100, 1, 2}, pattern(1));
  std::vector<std::uint8_t> out(kBytes);
  EXPECT_FALSE(cache->load(0, {101, 1, 2}, out));
  EXPECT_FALSE(cache->load(0, {100, 9, 2}, out));
  EXPECT_FALSE(cache->load(0, {100, 1, 9}, out));
}

TEST(PixelCache, NeverTrustsTornPixels) {
  const TemporaryFolder folder;
  const FileIdentity identity{100, 1, 2};
  open(folder)->store(9, identity, pattern(1));
  const auto path = folder / (kKey + ".pixels");
  const auto size = std::filesystem::file_size(path);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(size - 100));
    file.put('\xEE');
  }
  std::vector<std::uint8_t> out(kBytes);
  EXPECT_FALSE(open(folder)->load(9, identity, out));
}

TEST(PixelCache, IsMadeAnewWhenTheFileIsCutOrForeign) {
  const TemporaryFolder folder;
  const FileIdentity identity{100, 1, 2};
  std::vector<std::uint8_t> out(kBytes);
  open(folder)->store(0, identity, pattern(1));
  std::filesystem::resize_file(folder / (kKey + ".pixels"), 6000);
  EXPECT_FALSE(open(folder)->load(0, identity, out));
  folder.write(kKey + ".pixels", "something else");
  const auto cache = open(folder);
  cache->store(0, identity, pattern(2));
  EXPECT_TRUE(cache->load(0, identity, out));
}

TEST(PixelCache, StopsStoringAtItsLimit) {
  const TemporaryFolder folder;
  const FileIdentity identity{100, 1, 2};
  std::vector<std::uint8_t> out(kBytes);
  const auto cache = open(folder, 4096 + 2 * kBytes + 1000);
  for (int i = 0; i < 10; ++i) cache->store(i, identity, pattern(i));
  EXPECT_TRUE(cache->load(0, identity, out));
  EXPECT_FALSE(cache->load(9, identity, out));
}

TEST(PixelCache, MakesRoomByRemovingOtherCaches) {
  const TemporaryFolder folder;
  const std::string old(64, 'b');
  auto cache = open(folder, kPlenty, old);
  for (int i = 0; i < 10; ++i) cache->store(i, {1, 1, 1}, pattern(i));
  cache.reset();
  open(folder, 70'000);
  EXPECT_FALSE(std::filesystem::exists(folder / (old + ".pixels")));
}

}  // namespace
}  // namespace spurioscope
