#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "data/folder.h"

namespace spurioscope {

/// Preprocessed pixels of one data set on disk, filled as samples are first read: one sparse file, `<key>.pixels`.
/// Layout, in the machine's byte order: a header page (magic, number and size of samples, key), a table of entries {identity of the
/// image file, checksum, mark}, the pixels. A sample counts only when its entry's identity is the image file's present one and the
/// checksum over index, identity and pixels holds, so whatever a kill, a power loss or a second writer leaves half done is
/// a miss. Thread-safe, also between processes. Reading and writing never throw: a cache that fails is no cache.
class PixelCache {
 public:
  /// Opens or makes the file; removes the least recently opened caches of the folder while all together would pass
  /// `limitBytes`. What passes the limit or would leave less than 2 GiB on the disk is not stored.
  /// @param key  hex digits that name data set, folder and preprocessing  @param samples,sampleBytes  size of the data set
  /// @throws Error{Kind::Io} when the folder or the file cannot be made or written.
  static std::unique_ptr<PixelCache> open(const std::filesystem::path& folder, const std::string& key, std::uint64_t samples,
                                          std::uint64_t sampleBytes, std::uint64_t limitBytes);
  ~PixelCache();
  PixelCache(const PixelCache&) = delete;
  PixelCache& operator=(const PixelCache&) = delete;

  /// @returns whether `out` [sampleBytes] was filled. Cost: two preads and one pass over the pixels.
  bool load(int sample, const FileIdentity& identity, std::span<std::uint8_t> out) const;
  void store(int sample, const FileIdentity& identity, std::span<const std::uint8_t> pixels) const;

 private:
  PixelCache(int fd, std::uint64_t samples, std::uint64_t sampleBytes, std::uint64_t room);

  const int fd_;
  const std::uint64_t sampleBytes_;
  const std::uint64_t dataStart_;
  mutable std::atomic<std::int64_t> room_;  ///< bytes that may still be stored
};

/// $XDG_CACHE_HOME/spurioscope/pixels, or ~/.cache/spurioscope/pixels.
std::filesystem::path defaultPixelCacheFolder();

}  // namespace spurioscope
