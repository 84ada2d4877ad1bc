// NumPy's .npy (one array) and .npz (a zip of them). Arrays of plain numbers are read; arrays of Python objects, which hold a pickle, and
// texts are named as skipped and never looked into.
#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "checkpoint/formats.h"
#include "checkpoint/limits.h"
#include "checkpoint/numpy_header.h"

namespace spurioscope {
namespace {

constexpr std::string_view kEnding = ".npy";

/// Up to `most` bytes of a record's content, without its checksum (which is checked when elements are read).
std::string beginningOf(const ZipArchive& archive, const ZipRecord& record, std::uint64_t most) {
  if (!record.deflated) return archive.source()->text(record.dataOffset, std::min(most, record.bytes));
  const auto packed = archive.source()->text(record.dataOffset, std::min(most, record.storedBytes));
  std::string out(static_cast<std::size_t>(std::min(most, record.bytes)), '\0');
  z_stream stream{};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  inflate(&stream, Z_SYNC_FLUSH);  // whatever came out so far: a damaged stream fails the header's own checks, or the checksum later
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

std::string unread(const NumpyHeader& header) {
  const auto& type = header.description;
  if (type.find('O') != type.npos) return "an array of Python objects (a pickle), which is not read";
  if (type.find('U') != type.npos || type.find('S') != type.npos) return "an array of texts, which is not read";
  return "an array of the type '" + validUtf8(type).substr(0, 40) + "', which is not read";
}

/// Adds an array, or what it is instead. @param storage  gives the storage of the file's bytes, given how many of them are needed
template <class MakeStorage>
void addArray(CheckpointParts& parts, ValuePath path, const NumpyHeader& header, std::uint64_t fileBytes, const Where& where,
              MakeStorage storage) {
  if (!header.dtype) {
    parts.skipped.push_back({std::move(path), unread(header)});
    return;
  }
  const auto shown = path.empty() ? std::string("the array") : "the array '" + validUtf8(pathText(path, 200)) + "'";
  const auto needed = elementCount(header.shape, *header.dtype, where, shown) * dtypeBytes(*header.dtype);
  if (fileBytes < header.dataOffset || fileBytes - header.dataOffset != needed) {
    throw Error{Kind::Format, "damaged NumPy file: " + shown + " needs " + std::to_string(needed) + " bytes behind its header of " +
                                  std::to_string(header.dataOffset) + ", the file has " + std::to_string(fileBytes), where,
                "The file is damaged or incomplete; download or copy it again."};
  }
  TensorView view{storage(header.dataOffset + needed), header.dataOffset, 0, rowMajorStrides(header.shape), header.swapBytes};
  if (header.fortranOrder) {
    std::int64_t stride = 1;
    for (std::size_t d = 0; d < header.shape.size(); ++d) {
      view.strides[d] = stride;
      stride *= std::max<std::int64_t>(header.shape[d], 1);
    }
  }
  checkLayout(header.shape, *header.dtype, view, fileBytes, where, shown);
  parts.add({std::move(path), {}, header.shape, *header.dtype}, std::move(view));
}

}  // namespace

bool isNpz(const ZipArchive& archive) {
  const auto& records = archive.records();
  return !records.empty() &&
         std::all_of(records.begin(), records.end(), [](const ZipRecord& record) { return record.name.ends_with(kEnding); });
}

CheckpointParts readNpy(const Bytes& source, const std::filesystem::path& path) {
  CheckpointParts parts;
  parts.path = path;
  parts.format = "npy";
  parts.writer = "NumPy";
  const auto header = parseNumpyHeader(source->text(0, kNumpyHeadBytes), source->where(0));
  addArray(parts, {}, header, source->size(), source->where(), [&](std::uint64_t bytes) { return partOf(source, 0, bytes); });
  return parts;
}

CheckpointParts readNpz(const ZipArchive& archive, const std::filesystem::path& path) {
  CheckpointParts parts;
  parts.path = path;
  parts.format = "npz";
  parts.writer = "NumPy";
  if (archive.records().size() > limits::kTensors)
    throw Error{Kind::Unsafe, "more than " + std::to_string(limits::kTensors) + " arrays", archive.source()->where(), limits::kRemedy};
  for (const auto& record : archive.records()) {
    const auto where = archive.source()->where(record.dataOffset, "'" + validUtf8(record.name).substr(0, 200) + "'");
    const auto header = parseNumpyHeader(beginningOf(archive, record, kNumpyHeadBytes), where);
    ValuePath place{record.name.substr(0, record.name.size() - kEnding.size())};
    addArray(parts, std::move(place), header, record.bytes, where, [&](std::uint64_t bytes) { return archive.storage(record, bytes); });
  }
  return parts;
}

}  // namespace spurioscope
