#include "checkpoint/zip_directory.h"

#include <string>
#include <utility>

#include "base/json.h"
#include "checkpoint/limits.h"

// Field offsets: PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16 and 4.5.3.
namespace spurioscope {
namespace {

constexpr std::uint32_t kEnd = 0x06054b50, kEnd64 = 0x06064b50, kEntry = 0x02014b50;
constexpr std::uint64_t kNowhere32 = 0xFFFFFFFF;

struct Place {
  std::uint64_t offset, bytes, records, end;  ///< `end`: where the end record (or the zip64 one) begins
};

[[noreturn]] void damaged(const ByteSource& source, std::uint64_t at, const std::string& what) {
  throw Error{Kind::Format, "damaged zip archive: " + what, source.where(at),
              "The file is incomplete or was altered; download or copy it again."};
}

Place locate64(const ByteSource& source, std::uint64_t locatorAt) {
  const auto locator = source.text(locatorAt, 20);
  const auto at = littleEndian<std::uint64_t>(locator.data() + 8);
  if (littleEndian<std::uint32_t>(locator.data() + 4) != 0 || littleEndian<std::uint32_t>(locator.data() + 16) > 1) {
    damaged(source, locatorAt, "it is split over several disks");
  }
  if (at > locatorAt || locatorAt - at < 56) damaged(source, locatorAt, "the zip64 end record stands elsewhere");
  const auto record = source.text(at, 56);
  const auto recordBytes = littleEndian<std::uint64_t>(record.data() + 4);
  if (littleEndian<std::uint32_t>(record.data()) != kEnd64 || recordBytes != locatorAt - at - 12) {
    damaged(source, at, "the zip64 end record is wrong");
  }
  const auto onDisk = littleEndian<std::uint64_t>(record.data() + 24), total = littleEndian<std::uint64_t>(record.data() + 32);
  if (littleEndian<std::uint64_t>(record.data() + 16) != 0 || onDisk != total)
    damaged(source, at, "it is split over several disks");
  return {littleEndian<std::uint64_t>(record.data() + 48), littleEndian<std::uint64_t>(record.data() + 40), total, at};
}

/// The end record must be the last 22 bytes: an archive comment or bytes after it are never written by torch and make a file
/// ambiguous.
Place locate(const ByteSource& source) {
  if (source.size() < 22) damaged(source, 0, "it ends before its directory (truncated file)");
  const auto endAt = source.size() - 22;
  const auto end = source.text(endAt, 22);
  if (littleEndian<std::uint32_t>(end.data()) != kEnd)
    damaged(source, endAt, "the end record is missing (truncated file, or bytes after it)");
  if (littleEndian<std::uint16_t>(end.data() + 20) != 0) damaged(source, endAt, "bytes follow the end record");
  const auto onDisk = littleEndian<std::uint16_t>(end.data() + 8), total = littleEndian<std::uint16_t>(end.data() + 10);
  Place found{littleEndian<std::uint32_t>(end.data() + 16), littleEndian<std::uint32_t>(end.data() + 12), total, endAt};
  if (littleEndian<std::uint32_t>(end.data() + 4) != 0 || onDisk != total) damaged(source, endAt, "it is split over several disks");
  const bool has64 = endAt >= 20 && source.text(endAt - 20, 4) == "PK\x06\x07";
  if (!has64) return found;
  const auto wide = locate64(source, endAt - 20);
  const bool agree = (found.offset == wide.offset || found.offset == kNowhere32) &&
                     (found.bytes == wide.bytes || found.bytes == kNowhere32) &&
                     (found.records == wide.records || found.records == 0xFFFF);
  if (!agree) damaged(source, endAt, "the two end records contradict each other");
  return wide;
}

/// Replaces the fields that are 0xFFFFFFFF by those of the zip64 extra field. @returns false when they are missing there
bool widen(std::string_view extra, std::uint64_t& bytes, std::uint64_t& storedBytes, std::uint64_t* offset) {
  while (extra.size() >= 4) {
    const auto id = littleEndian<std::uint16_t>(extra.data());
    const auto length = littleEndian<std::uint16_t>(extra.data() + 2);
    if (length > extra.size() - 4) break;
    auto field = extra.substr(4, length);
    extra.remove_prefix(4 + length);
    if (id != 1) continue;
    for (auto* value : {&bytes, &storedBytes, offset}) {
      if (value == nullptr || *value != kNowhere32) continue;
      if (field.size() < 8) return false;
      *value = littleEndian<std::uint64_t>(field.data());
      field.remove_prefix(8);
    }
    return true;
  }
  return bytes != kNowhere32 && storedBytes != kNowhere32 && (offset == nullptr || *offset != kNowhere32);
}

/// A name that, unpacked, would stay in its folder. Nothing is unpacked here; a file with other names was made to mislead.
bool isSafeName(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != name.npos || name.find('\0') != name.npos) return false;
  if (name.size() > 1 && name[1] == ':') return false;
  for (std::size_t begin = 0; begin <= name.size();) {
    const auto end = std::min(name.find('/', begin), name.size());
    if (name.substr(begin, end - begin) == "..") return false;
    begin = end + 1;
  }
  return true;
}

ZipRecord entryOf(const ByteSource& source, std::string_view entry, std::uint64_t at) {
  ZipRecord record;
  const char* data = entry.data();
  record.flags = littleEndian<std::uint16_t>(data + 8);
  const auto method = littleEndian<std::uint16_t>(data + 10);
  record.crc = littleEndian<std::uint32_t>(data + 16);
  record.storedBytes = littleEndian<std::uint32_t>(data + 20);
  record.bytes = littleEndian<std::uint32_t>(data + 24);
  record.headerOffset = littleEndian<std::uint32_t>(data + 42);
  const auto nameBytes = littleEndian<std::uint16_t>(data + 28), extraBytes = littleEndian<std::uint16_t>(data + 30);
  record.name = entry.substr(46, nameBytes);
  const auto shown = "record '" + validUtf8(record.name) + "'";
  if (nameBytes > limits::kZipNameBytes || !isSafeName(record.name)) {
    throw Error{Kind::Unsafe, "unsafe record name in the zip archive", source.where(at, shown), "Do not unpack this file."};
  }
  if ((record.flags & 0x2041) != 0) {
    throw Error{Kind::Unsupported, "a record of the zip archive is marked as encrypted", source.where(at, shown),
                "Decrypt it first."};
  }
  if (method != 0 && method != 8) {
    throw Error{Kind::Unsupported, "unsupported compression method " + std::to_string(method), source.where(at, shown),
                "Save it again with torch.save."};
  }
  record.deflated = method == 8;
  const bool link = littleEndian<std::uint8_t>(data + 5) == 3 && (littleEndian<std::uint32_t>(data + 38) >> 28) == 0xA;
  if (link)
    throw Error{Kind::Unsafe, "a record of the zip archive is a symbolic link", source.where(at, shown),
                "Do not unpack this file."};
  if (littleEndian<std::uint16_t>(data + 34) != 0) damaged(source, at, "it is split over several disks");
  if (!widen(entry.substr(46 + nameBytes, extraBytes), record.bytes, record.storedBytes, &record.headerOffset)) {
    damaged(source, at, "a size is missing");
  }
  if (!record.deflated && record.bytes != record.storedBytes) damaged(source, at, "a stored record has two sizes");
  return record;
}

}  // namespace

ZipDirectory readZipDirectory(const ByteSource& source) {
  const auto directory = locate(source);
  if (directory.records > limits::kZipRecords || directory.bytes > limits::kZipDirectoryBytes) {
    throw Error{Kind::Unsafe,
                "the zip archive announces " + std::to_string(directory.records) + " records",
                source.where(directory.offset),
                {}};
  }
  if (directory.offset > directory.end || directory.bytes != directory.end - directory.offset) {
    damaged(source, directory.end, "its directory does not stand before the end record");
  }
  const auto text = source.text(directory.offset, directory.bytes);
  std::vector<ZipRecord> records;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = std::string_view(text).substr(at);
    if (rest.size() < 46 || littleEndian<std::uint32_t>(rest.data()) != kEntry)
      damaged(source, directory.offset + at, "its directory is broken");
    const std::size_t bytes = 46u + littleEndian<std::uint16_t>(rest.data() + 28) + littleEndian<std::uint16_t>(rest.data() + 30) +
                              littleEndian<std::uint16_t>(rest.data() + 32);
    if (bytes > rest.size()) damaged(source, directory.offset + at, "its directory is broken");
    records.push_back(entryOf(source, rest.substr(0, bytes), directory.offset + at));
    if (records.size() > directory.records) break;
    const auto& record = records.back();
    if (record.headerOffset > directory.offset || record.storedBytes > directory.offset - record.headerOffset) {
      damaged(source, directory.offset + at, "a record reaches into the directory");
    }
    at += bytes;
  }
  if (records.size() != directory.records) damaged(source, directory.end, "it announces another number of records");
  return {std::move(records), directory.offset};
}

std::uint64_t checkLocalHeader(const ByteSource& source, ZipRecord& record) {
  const auto at = record.headerOffset;
  const auto head = source.text(at, 30);
  if (head.size() < 30 || littleEndian<std::uint32_t>(head.data()) != 0x04034b50) damaged(source, at, "a record has no header");
  const auto nameBytes = littleEndian<std::uint16_t>(head.data() + 26), extraBytes = littleEndian<std::uint16_t>(head.data() + 28);
  const auto tail = source.text(at + 30, nameBytes + extraBytes);
  const bool described = (record.flags & 8) != 0;
  const auto crc = littleEndian<std::uint32_t>(head.data() + 14);
  std::uint64_t stored = littleEndian<std::uint32_t>(head.data() + 18), bytes = littleEndian<std::uint32_t>(head.data() + 22);
  const bool empty = described && crc == 0 && stored == 0 && bytes == 0;
  bool same = tail.size() == std::size_t{nameBytes} + extraBytes && tail.compare(0, nameBytes, record.name) == 0 &&
              littleEndian<std::uint16_t>(head.data() + 6) == record.flags &&
              littleEndian<std::uint16_t>(head.data() + 8) == (record.deflated ? 8 : 0);
  if (same && !empty) {
    same = widen(std::string_view(tail).substr(nameBytes), bytes, stored, nullptr) &&
           ((stored == record.storedBytes && bytes == record.bytes) || (described && stored == 0 && bytes == 0)) &&
           (crc == record.crc || (described && crc == 0));
  }
  if (!same) damaged(source, at, "the header of record '" + validUtf8(record.name) + "' contradicts the directory");
  record.dataOffset = at + 30 + nameBytes + extraBytes;
  const auto end = record.dataOffset + record.storedBytes;
  if (end > source.size()) damaged(source, at, "a record reaches past the end of the file");
  if (!described) return end;
  // The data descriptor: an optional signature, the checksum, and both sizes in 4 or in 8 bytes.
  const auto after = source.text(end, 24);
  for (const std::size_t skip : {4u, 0u}) {
    if (skip == 4 && after.compare(0, 4, "PK\x07\x08") != 0) continue;
    for (const std::size_t width : {4u, 8u}) {
      if (after.size() < skip + 4 + 2 * width || littleEndian<std::uint32_t>(after.data() + skip) != record.crc) continue;
      const char* sizes = after.data() + skip + 4;
      const auto first = width == 4 ? littleEndian<std::uint32_t>(sizes) : littleEndian<std::uint64_t>(sizes);
      const auto second = width == 4 ? littleEndian<std::uint32_t>(sizes + 4) : littleEndian<std::uint64_t>(sizes + 8);
      if (first == record.storedBytes && second == record.bytes) return end + skip + 4 + 2 * width;
    }
  }
  damaged(source, end, "the data descriptor of record '" + validUtf8(record.name) + "' contradicts the directory");
}

}  // namespace spurioscope
