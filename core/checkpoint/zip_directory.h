#pragma once

#include <cstdint>
#include <vector>

#include "checkpoint/zip_archive.h"

namespace spurioscope {

/// Records as the central directory of a zip file lists them, in its order; `dataOffset` is not yet known.
/// @throws Error{Kind::Format}, Error{Kind::Unsafe} as ZipArchive.
std::vector<ZipRecord> readZipDirectory(const ByteSource& source);

/// Compares a record with its local header, and sets `dataOffset`.
/// @returns the first byte after the record (its data and its data descriptor).  @throws as ZipArchive
std::uint64_t checkLocalHeader(const ByteSource& source, ZipRecord& record);

}  // namespace spurioscope
