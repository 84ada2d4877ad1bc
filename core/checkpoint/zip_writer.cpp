#include "checkpoint/zip_writer.h"

#include <utility>

#include "checkpoint/crc32.h"

namespace spurioscope {
namespace {

constexpr std::uint64_t kMax32 = 0xFFFFFFFF;
constexpr std::uint64_t kAlignment = 64;
constexpr std::uint16_t kUtf8Name = 0x0800;

template <class T>
void append(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFF);
}

std::uint32_t clipped(std::uint64_t value) { return static_cast<std::uint32_t>(value >= kMax32 ? kMax32 : value); }

/// Version needed, flags, method, time and date, then checksum and sizes: the same in both headers.
std::string commonFields(std::uint32_t crc, std::uint64_t bytes) {
  std::string out;
  append<std::uint16_t>(out, bytes >= kMax32 ? 45 : 20);
  append<std::uint16_t>(out, kUtf8Name);
  append<std::uint16_t>(out, 0);
  append<std::uint32_t>(out, 0);
  append<std::uint32_t>(out, crc);
  append<std::uint32_t>(out, clipped(bytes));
  append<std::uint32_t>(out, clipped(bytes));
  return out;
}

}  // namespace

void ZipWriter::put(std::string_view text) {
  sink_(std::as_bytes(std::span{text}));
  position_ += text.size();
}

void ZipWriter::add(const std::string& name, std::span<const std::byte> content) {
  const auto crc = crc32Of(0, content);
  entries_.push_back({name, crc, content.size(), position_});
  std::string extra;
  if (content.size() >= kMax32) {
    append<std::uint16_t>(extra, 1);
    append<std::uint16_t>(extra, 16);
    append<std::uint64_t>(extra, content.size());
    append<std::uint64_t>(extra, content.size());
  }
  const auto dataAt = position_ + 30 + name.size() + extra.size() + 4;
  const auto padding = (kAlignment - dataAt % kAlignment) % kAlignment;
  extra += "FB";
  append<std::uint16_t>(extra, padding);
  extra.append(padding, 'Z');
  std::string header = "PK\x03\x04" + commonFields(crc, content.size());
  append<std::uint16_t>(header, name.size());
  append<std::uint16_t>(header, extra.size());
  put(header + name + extra);
  sink_(content);
  position_ += content.size();
}

void ZipWriter::finish() {
  const auto begin = position_;
  for (const auto& entry : entries_) {
    std::string wide;
    if (entry.bytes >= kMax32) {
      append<std::uint64_t>(wide, entry.bytes);
      append<std::uint64_t>(wide, entry.bytes);
    }
    if (entry.offset >= kMax32) append<std::uint64_t>(wide, entry.offset);
    std::string extra;
    if (!wide.empty()) {
      append<std::uint16_t>(extra, 1);
      append<std::uint16_t>(extra, wide.size());
      extra += wide;
    }
    std::string header = "PK\x01\x02";
    append<std::uint16_t>(header, 0);
    header += commonFields(entry.crc, entry.bytes);
    append<std::uint16_t>(header, entry.name.size());
    append<std::uint16_t>(header, extra.size());
    header.append(10, '\0');  // comment length, disk, attributes
    append<std::uint32_t>(header, clipped(entry.offset));
    put(header + entry.name + extra);
  }
  const auto bytes = position_ - begin, end = position_;
  std::string tail = "PK\x06\x06";
  append<std::uint64_t>(tail, 44);
  append<std::uint32_t>(tail, 45 << 16 | 45);
  append<std::uint64_t>(tail, 0);
  append<std::uint64_t>(tail, entries_.size());
  append<std::uint64_t>(tail, entries_.size());
  append<std::uint64_t>(tail, bytes);
  append<std::uint64_t>(tail, begin);
  tail += "PK\x06\x07";
  append<std::uint32_t>(tail, 0);
  append<std::uint64_t>(tail, end);
  append<std::uint32_t>(tail, 1);
  tail += "PK\x05\x06";
  append<std::uint32_t>(tail, 0);
  const auto count = entries_.size() >= 0xFFFF ? 0xFFFF : entries_.size();
  append<std::uint16_t>(tail, count);
  append<std::uint16_t>(tail, count);
  append<std::uint32_t>(tail, clipped(bytes));
  append<std::uint32_t>(tail, clipped(begin));
  append<std::uint16_t>(tail, 0);
  put(tail);
}

}  // namespace spurioscope
