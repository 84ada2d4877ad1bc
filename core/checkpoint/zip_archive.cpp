#include "checkpoint/zip_archive.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <utility>

#include <zlib.h>

#include "base/json.h"
#include "checkpoint/crc32.h"
#include "checkpoint/limits.h"
#include "checkpoint/zip_directory.h"

namespace spurioscope {
namespace {

constexpr std::uint64_t kStretch = 256 << 10;  // read and summed while it is in the processor's cache
constexpr auto kRemedy = "The file is damaged; download or copy it again.";

[[noreturn]] void wrongChecksum(const ByteSource& source, const ZipRecord& record) {
  throw Error{Kind::Format, "wrong checksum of the zip record '" + validUtf8(record.name) + "'", source.where(record.dataOffset),
              kRemedy};
}

/// Inflates a record piece by piece into `sink(std::span<const std::byte>)`; exactly `record.bytes` bytes or an error.
template <class Sink>
void inflateRecord(const ByteSource& source, const ZipRecord& record, const Sink& sink) {
  std::vector<std::byte> in(1 << 16), out(1 << 16);
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw Error{Kind::Memory, "no memory to decompress a record", source.where(), {}};
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  int state = Z_OK;
  std::uint64_t written = 0, at = 0;
  while (at < record.storedBytes && state == Z_OK) {
    const auto part = std::span(in).first(static_cast<std::size_t>(std::min<std::uint64_t>(in.size(), record.storedBytes - at)));
    source.read(record.dataOffset + at, part);
    at += part.size();
    stream.next_in = reinterpret_cast<Bytef*>(part.data());
    stream.avail_in = static_cast<uInt>(part.size());
    do {
      stream.next_out = reinterpret_cast<Bytef*>(out.data());
      stream.avail_out = static_cast<uInt>(out.size());
      state = inflate(&stream, Z_NO_FLUSH);
      const auto n = out.size() - stream.avail_out;
      if (n > record.bytes - written) state = Z_DATA_ERROR;
      if (state == Z_OK || state == Z_STREAM_END) {
        sink(std::span<const std::byte>(out).first(n));
        written += n;
      }
    } while (state == Z_OK && stream.avail_out == 0);
    if (state == Z_BUF_ERROR) state = Z_OK;  // it only wants more input
  }
  const bool whole = at == record.storedBytes && stream.avail_in == 0;  // another reader could take what follows for more
  if (state != Z_STREAM_END || written != record.bytes || !whole) {
    throw Error{Kind::Format,
                "damaged zip archive: the compressed record '" + validUtf8(record.name) + "' does not give the announced " +
                    std::to_string(record.bytes) + " bytes",
                source.where(record.dataOffset), kRemedy};
  }
}

std::vector<std::byte> inflated(const ByteSource& source, const ZipRecord& record) {
  std::vector<std::byte> out;
  out.reserve(static_cast<std::size_t>(record.bytes));
  inflateRecord(source, record, [&](std::span<const std::byte> part) { out.insert(out.end(), part.begin(), part.end()); });
  return out;
}

/// A stored record. Its checksum is checked once, before the first byte is handed out.
class StoredRecord final : public TensorStorage {
 public:
  StoredRecord(Bytes source, ZipRecord record, bool checked)
      : source_(std::move(source)), record_(std::move(record)), verified_(!checked) {}
  std::uint64_t bytes() const override { return record_.bytes; }

  void read(std::uint64_t offset, std::span<std::byte> into) const override {
    const bool whole = offset == 0 && into.size() == record_.bytes;
    if (!whole) verify();
    if (verified_) return source_->read(record_.dataOffset + offset, into);
    std::uint32_t crc = 0;
    for (std::uint64_t at = 0; at < into.size();) {
      const auto part = into.subspan(at, std::min<std::uint64_t>(kStretch, into.size() - at));
      source_->read(record_.dataOffset + at, part);
      crc = crc32Of(crc, part);
      at += part.size();
    }
    if (crc != record_.crc) wrongChecksum(*source_, record_);
    verified_ = true;
  }

  void verify() const override {
    if (verified_) return;
    std::vector<std::byte> buffer(static_cast<std::size_t>(std::min<std::uint64_t>(record_.bytes, kStretch)));
    std::uint32_t crc = 0;
    for (std::uint64_t at = 0; at < record_.bytes;) {
      const auto part =
          std::span(buffer).first(static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), record_.bytes - at)));
      source_->read(record_.dataOffset + at, part);
      crc = crc32Of(crc, part);
      at += part.size();
    }
    if (crc != record_.crc) wrongChecksum(*source_, record_);
    verified_ = true;
  }

 private:
  Bytes source_;
  ZipRecord record_;
  mutable std::atomic<bool> verified_;
};

/// A compressed record: inflated on the first read and kept, as its tensors are mostly read one after the other.
class DeflatedRecord final : public TensorStorage {
 public:
  DeflatedRecord(Bytes source, ZipRecord record, bool checked)
      : source_(std::move(source)), record_(std::move(record)), checked_(checked) {}
  std::uint64_t bytes() const override { return record_.bytes; }
  bool readsAll() const override { return true; }
  void verify() const override {
    std::uint32_t crc = 0;
    inflateRecord(*source_, record_, [&](std::span<const std::byte> part) { crc = crc32Of(crc, part); });
    if (checked_ && crc != record_.crc) wrongChecksum(*source_, record_);
  }
  void read(std::uint64_t offset, std::span<std::byte> into) const override {
    const auto all = content();
    std::copy_n(all->begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
  }

 private:
  std::shared_ptr<const std::vector<std::byte>> content() const {
    const std::scoped_lock lock(mutex_);
    if (auto kept = content_.lock()) return kept;
    auto fresh = std::make_shared<const std::vector<std::byte>>(inflated(*source_, record_));
    if (checked_ && crc32Of(0, *fresh) != record_.crc) wrongChecksum(*source_, record_);
    content_ = fresh;
    if (fresh->size() <= (16u << 20)) small_ = fresh;  // large ones live only as long as someone reads them
    return fresh;
  }

  Bytes source_;
  ZipRecord record_;
  bool checked_;
  mutable std::mutex mutex_;
  mutable std::weak_ptr<const std::vector<std::byte>> content_;
  mutable std::shared_ptr<const std::vector<std::byte>> small_;
};

/// Bytes that no record of the directory claims. A program that reads from header to header would find records in them.
void checkGap(const ByteSource& source, std::uint64_t begin, std::uint64_t end) {
  if (end - begin > limits::kZipGapBytes || source.text(begin, end - begin).find("PK\x03\x04") != std::string::npos) {
    throw Error{Kind::Unsafe, "the zip archive hides bytes or records that its directory does not list", source.where(begin),
                "Two programs would read two different files; do not use it."};
  }
}

/// No byte may belong to two records, and no record may hide between them.
void checkPlaces(const ByteSource& source, const std::vector<ZipRecord>& records, const std::vector<std::uint64_t>& ends,
                 std::uint64_t directoryOffset) {
  std::vector<std::size_t> order(records.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return records[a].headerOffset < records[b].headerOffset; });
  std::uint64_t end = 0;
  for (const auto i : order) {
    if (records[i].headerOffset < end) {
      throw Error{Kind::Format, "damaged zip archive: records overlap", source.where(records[i].headerOffset), kRemedy};
    }
    checkGap(source, end, records[i].headerOffset);
    end = ends[i];
  }
  checkGap(source, end, std::max(end, directoryOffset));
}

}  // namespace

ZipArchive::ZipArchive(Bytes source) : source_(std::move(source)) {
  auto directory = readZipDirectory(*source_);
  records_ = std::move(directory.records);
  std::vector<std::uint64_t> ends;
  ends.reserve(records_.size());
  for (auto& record : records_) ends.push_back(checkLocalHeader(*source_, record));
  checkPlaces(*source_, records_, ends, directory.offset);
  byName_.reserve(records_.size());
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (!byName_.emplace(records_[i].name, i).second) {
      throw Error{Kind::Unsafe, "the record '" + validUtf8(records_[i].name) + "' appears twice in the zip archive",
                  source_->where(records_[i].headerOffset), "Two programs would read two different files; do not use it."};
    }
  }
  hasChecksums_ = std::any_of(records_.begin(), records_.end(), [](const ZipRecord& r) { return r.crc != 0; });
}

const ZipRecord* ZipArchive::find(std::string_view name) const {
  const auto found = byName_.find(name);
  return found == byName_.end() ? nullptr : &records_[found->second];
}

std::vector<std::byte> ZipArchive::read(const ZipRecord& record, std::uint64_t limitBytes) const {
  if (record.bytes > limitBytes) {
    throw Error{Kind::Unsafe,
                "the zip record '" + validUtf8(record.name) + "' claims " + std::to_string(record.bytes) + " bytes; at most " +
                    std::to_string(limitBytes) + " are read",
                source_->where(record.dataOffset),
                limits::kRemedy};
  }
  std::vector<std::byte> out;
  if (record.deflated) {
    out = inflated(*source_, record);
  } else {
    out.resize(static_cast<std::size_t>(record.bytes));
    source_->read(record.dataOffset, out);
  }
  if (hasChecksums_ && crc32Of(0, out) != record.crc) wrongChecksum(*source_, record);
  return out;
}

Storage ZipArchive::storage(const ZipRecord& record, std::uint64_t neededBytes) const {
  if (record.bytes < neededBytes) {
    throw Error{Kind::Format, "storage '" + validUtf8(record.name) + "' holds " + std::to_string(record.bytes) +
                                  " bytes but " + std::to_string(neededBytes) + " are declared (storage shorter than declared)",
                source_->where(record.dataOffset), kRemedy};
  }
  if (!record.deflated) return std::make_shared<StoredRecord>(source_, record, hasChecksums_);
  if (record.bytes > neededBytes + 4096) {
    throw Error{Kind::Unsafe, "the compressed record '" + validUtf8(record.name) + "' claims more bytes than its storage needs",
                source_->where(record.dataOffset), "The file is damaged or was made to fill the memory."};
  }
  return std::make_shared<DeflatedRecord>(source_, record, hasChecksums_);
}

}  // namespace spurioscope
