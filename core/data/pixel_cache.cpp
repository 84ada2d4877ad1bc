#include "data/pixel_cache.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/error.h"

namespace spurioscope {
namespace {

constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kLeaveFreeBytes = 2ull << 30;
constexpr std::uint64_t kStoredMark = 0x53504958454C5321;

struct Header {
  char magic[8] = {'S', 'P', 'P', 'I', 'X', 'C', '1', '\n'};
  std::uint64_t samples = 0, sampleBytes = 0;
  char key[64] = {};
};

struct Entry {
  FileIdentity identity;
  std::uint64_t checksum = 0;
  std::uint64_t mark = 0;  ///< kStoredMark
};

std::uint64_t roundedUp(std::uint64_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) { return std::rotl(hash ^ word, 29) * 0x9E3779B97F4A7C15ull; }

/// Finds torn and missing writes, not attackers: four independent lanes of multiply and rotate.
std::uint64_t checksumOf(int sample, const FileIdentity& identity, std::span<const std::uint8_t> pixels) {
  std::uint64_t lane[4] = {static_cast<std::uint64_t>(sample) + 1, identity.size, static_cast<std::uint64_t>(identity.modifiedNs),
                           static_cast<std::uint64_t>(identity.changedNs)};
  std::size_t at = 0;
  for (; at + 32 <= pixels.size(); at += 32) {
    std::uint64_t word[4];
    std::memcpy(word, pixels.data() + at, 32);
    for (int i = 0; i < 4; ++i) lane[i] = mixed(lane[i], word[i]);
  }
  std::uint64_t hash = pixels.size();
  for (const std::uint64_t value : lane) hash = mixed(hash, value);
  for (; at < pixels.size(); ++at) hash = mixed(hash, pixels[at]);
  return hash;
}

bool readAt(int fd, void* into, std::size_t size, std::uint64_t offset) {
  auto* to = static_cast<char*>(into);
  while (size > 0) {
    const auto n = ::pread(fd, to, size, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    to += n, offset += static_cast<std::uint64_t>(n), size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool writeAt(int fd, const void* from, std::size_t size, std::uint64_t offset) {
  const auto* bytes = static_cast<const char*>(from);
  while (size > 0) {
    const auto n = ::pwrite(fd, bytes, size, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes += n, offset += static_cast<std::uint64_t>(n), size -= static_cast<std::size_t>(n);
  }
  return true;
}

[[noreturn]] void fail(const std::filesystem::path& path, const char* step) {
  throw Error{Kind::Io, std::string("cannot ") + step + " the pixel cache: " + std::strerror(errno), Where{path.string(), {}, {}},
              "Choose another cache folder (XDG_CACHE_HOME), or work without a cache: images are then decoded each time."};
}

bool isOurs(int fd, const Header& expected, std::uint64_t fileBytes) {
  Header header;
  struct stat info {};
  return readAt(fd, &header, sizeof header, 0) && std::memcmp(&header, &expected, sizeof header) == 0 &&
         ::fstat(fd, &info) == 0 && static_cast<std::uint64_t>(info.st_size) == fileBytes;
}

/// Opens the cache that is there when it is the right one; else puts a new, empty one in its place.
int openOrMake(const std::filesystem::path& path, const Header& header, std::uint64_t fileBytes) {
  const int old = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (old >= 0 && isOurs(old, header, fileBytes)) return old;
  if (old >= 0) ::close(old);
  std::string name = path.string() + ".XXXXXX";
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) fail(path, "create");
  if (::ftruncate(fd, static_cast<off_t>(fileBytes)) == 0 && writeAt(fd, &header, sizeof header, 0) &&
      ::rename(name.c_str(), path.c_str()) == 0) {
    return fd;
  }
  const int code = errno;
  ::close(fd);
  ::unlink(name.c_str());
  errno = code;
  fail(path, "make");
}

struct CacheFile {
  std::filesystem::path path;
  std::uint64_t bytes = 0;          ///< really taken on disk
  std::int64_t lastOpened = 0;
};

/// Caches of the folder but `own`, and what killed runs left behind, least recently opened first.
std::vector<CacheFile> otherCaches(const std::filesystem::path& folder, const std::filesystem::path& own) {
  std::vector<CacheFile> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    struct stat info {};
    if (entry.path() == own || entry.path().filename().string().find(".pixels") == std::string::npos) continue;
    if (::lstat(entry.path().c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    files.push_back({entry.path(), static_cast<std::uint64_t>(info.st_blocks) * 512, info.st_mtim.tv_sec});
  }
  std::sort(files.begin(), files.end(), [](const CacheFile& a, const CacheFile& b) { return a.lastOpened < b.lastOpened; });
  return files;
}

std::uint64_t freeBytes(int fd) {
  struct statvfs info {};
  return ::fstatvfs(fd, &info) == 0 ? static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize : 0;
}

}  // namespace

std::unique_ptr<PixelCache> PixelCache::open(const std::filesystem::path& folder, const std::string& key, std::uint64_t samples,
                                             std::uint64_t sampleBytes, std::uint64_t limitBytes) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    errno = error.value();
    fail(folder, "make the folder of");
  }
  const auto path = folder / (key + ".pixels");
  Header header;
  header.samples = samples, header.sampleBytes = sampleBytes;
  std::memcpy(header.key, key.data(), std::min(key.size(), sizeof header.key));
  const std::uint64_t wanted = samples * sampleBytes, fileBytes = kPage + roundedUp(samples * sizeof(Entry)) + wanted;
  const int fd = openOrMake(path, header, fileBytes);
  ::futimens(fd, nullptr);

  struct stat info {};
  const std::uint64_t own = ::fstat(fd, &info) == 0 ? static_cast<std::uint64_t>(info.st_blocks) * 512 : 0;
  auto others = otherCaches(folder, path);
  std::uint64_t taken = 0;
  for (const CacheFile& file : others) taken += file.bytes;
  for (const CacheFile& file : others) {
    if (taken + std::max(wanted, own) <= limitBytes) break;
    if (::unlink(file.path.c_str()) == 0) taken -= file.bytes;
  }
  const std::uint64_t underLimit = limitBytes - std::min(limitBytes, taken + own), free = freeBytes(fd);
  const std::uint64_t room = std::min(underLimit, free - std::min(free, kLeaveFreeBytes));
  return std::unique_ptr<PixelCache>(new PixelCache(fd, samples, sampleBytes, room));
}

PixelCache::PixelCache(int fd, std::uint64_t samples, std::uint64_t sampleBytes, std::uint64_t room)
    : fd_(fd), sampleBytes_(sampleBytes), dataStart_(kPage + roundedUp(samples * sizeof(Entry))),
      room_(static_cast<std::int64_t>(room)) {}

PixelCache::~PixelCache() { ::close(fd_); }

bool PixelCache::load(int sample, const FileIdentity& identity, std::span<std::uint8_t> out) const {
  const auto index = static_cast<std::uint64_t>(sample);
  Entry entry;
  if (!readAt(fd_, &entry, sizeof entry, kPage + index * sizeof(Entry))) return false;
  if (entry.mark != kStoredMark || entry.identity != identity) return false;
  return readAt(fd_, out.data(), out.size(), dataStart_ + index * sampleBytes_) &&
         entry.checksum == checksumOf(sample, identity, out);
}

void PixelCache::store(int sample, const FileIdentity& identity, std::span<const std::uint8_t> pixels) const {
  const auto size = static_cast<std::int64_t>(pixels.size());
  if (room_.fetch_sub(size) < size) {
    room_ = 0;
    return;
  }
  const auto index = static_cast<std::uint64_t>(sample);
  const Entry entry{identity, checksumOf(sample, identity, pixels), kStoredMark};
  const bool written = writeAt(fd_, pixels.data(), pixels.size(), dataStart_ + index * sampleBytes_) &&
                       writeAt(fd_, &entry, sizeof entry, kPage + index * sizeof(Entry));
  if (!written) room_ = 0;  // a full disk: no more tries
}

std::filesystem::path defaultPixelCacheFolder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && cache[0] == '/') return std::filesystem::path(cache) / "spurioscope" / "pixels";
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home != nullptr && home[0] != '\0' ? home : "/tmp") / ".cache" / "spurioscope" / "pixels";
}

}  // namespace spurioscope
