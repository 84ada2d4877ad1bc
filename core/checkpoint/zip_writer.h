#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spurioscope {

/// Writes a zip file of stored records front to back, each record's data at a multiple of 64 bytes as torch does (padding in the
/// extra field "FB"). Times are zero, so the same records give the same bytes. Zip64 where a size or offset needs it.
class ZipWriter {
 public:
  using Sink = std::function<void(std::span<const std::byte>)>;
  explicit ZipWriter(Sink sink) : sink_(std::move(sink)) {}

  void add(const std::string& name, std::span<const std::byte> content);
  void add(const std::string& name, std::string_view content) { add(name, std::as_bytes(std::span{content})); }
  /// Writes the directory; nothing can be added after it.
  void finish();

 private:
  void put(std::string_view text);

  struct Entry {
    std::string name;
    std::uint32_t crc;
    std::uint64_t bytes, offset;
  };
  Sink sink_;
  std::vector<Entry> entries_;
  std::uint64_t position_ = 0;
};

}  // namespace spurioscope
