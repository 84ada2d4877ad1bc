#pragma once

#include <cstdint>
#include <vector>

#include "checkpoint/zip_archive.h"

namespace spurioscope {

/// The central directory of a zip file: the records in its order, whose `dataOffset` is not yet known, and where it begins.
struct ZipDirectory {
  std::vector<ZipRecord> records;
  std::uint64_t offset = 0;
};

/// @throws Error{Kind::Format}, Error{Kind::Unsafe} as ZipArchive.
ZipDirectory readZipDirectory(const ByteSource& source);

/// Compares a record with its local header, and sets `dataOffset`.
/// @returns the first byte after the record (its data and its data descriptor).  @throws as ZipArchive
std::uint64_t checkLocalHeader(const ByteSource& source, ZipRecord& record);

}  // namespace spurioscope
