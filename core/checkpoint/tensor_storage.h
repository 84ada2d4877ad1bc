#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/byte_source.h"

namespace spurioscope {

/// The bytes that tensors are views of: a zip record, a part of a file, bytes in a pickle. Thread-safe.
class TensorStorage {
 public:
  virtual ~TensorStorage() = default;
  virtual std::uint64_t bytes() const = 0;
  /// Reads exactly `into.size()` bytes; the caller has checked the range. @throws Error{Kind::Format} for a wrong checksum.
  virtual void read(std::uint64_t offset, std::span<std::byte> into) const = 0;
  /// True where every read costs as much as reading all: a compressed record.
  virtual bool readsAll() const { return false; }
  /// Checks what can be checked (a checksum) by reading everything. @throws Error{Kind::Format}
  virtual void verify() const {}
};

using Storage = std::shared_ptr<const TensorStorage>;

/// A part of a source, without a checksum. The caller has checked that it lies inside.
Storage partOf(Bytes source, std::uint64_t offset, std::uint64_t bytes);
Storage storageInMemory(std::vector<std::byte> bytes);

}  // namespace spurioscope
