#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checkpoint/byte_source.h"
#include "checkpoint/tensor_storage.h"

namespace spurioscope {

struct ZipRecord {
  std::string name;
  std::uint64_t headerOffset = 0;
  std::uint64_t dataOffset = 0;
  std::uint64_t storedBytes = 0;  ///< as it stands in the file
  std::uint64_t bytes = 0;        ///< of the content
  std::uint32_t crc = 0;
  std::uint16_t flags = 0;
  bool deflated = false;          ///< else stored
};

/// The directory of a zip file, read strictly: whatever two readers could understand differently is refused (another local header
/// than the directory says, overlapping records, a name twice, bytes before or after, wrong counts, encryption, links, paths that
/// lead out). Record contents are read on demand.
class ZipArchive {
 public:
  /// Cost: the directory and one small read a record.
  /// @throws Error{Kind::Format} damaged or ambiguous, Error{Kind::Unsafe} over a limit or with an unsafe name.
  explicit ZipArchive(Bytes source);

  const std::vector<ZipRecord>& records() const { return records_; }
  const ZipRecord* find(std::string_view name) const;  ///< nullptr when there is none
  const Bytes& source() const { return source_; }
  /// False when the writer left all checksums out (torch.serialization.set_crc32_options(False)).
  bool hasChecksums() const { return hasChecksums_; }

  /// Content of a record, inflated where needed, checksum checked.
  /// @throws Error{Kind::Unsafe} when it is longer than `limitBytes`, Error{Kind::Format} when damaged.
  std::vector<std::byte> read(const ZipRecord& record, std::uint64_t limitBytes) const;

  /// A record as the storage of tensors that need `neededBytes` of it (a deflated record is never inflated further than that and
  /// its own word). @throws Error{Kind::Format} when the record is shorter.
  Storage storage(const ZipRecord& record, std::uint64_t neededBytes) const;

 private:
  Bytes source_;
  std::vector<ZipRecord> records_;
  std::unordered_map<std::string_view, std::size_t> byName_;
  bool hasChecksums_ = true;
};

}  // namespace spurioscope
