#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"

namespace spurioscope {

/// Bytes that can be read at any place: a file, a part of one, memory. Thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;
  /// Reads exactly `into.size()` bytes. @throws Error{Kind::Format} past the end, Error{Kind::Io}.
  virtual void read(std::uint64_t offset, std::span<std::byte> into) const = 0;
  /// The file, for messages.
  virtual const std::string& name() const = 0;

  /// `length` bytes from `offset`, or as many as there are.
  std::string text(std::uint64_t offset, std::uint64_t length) const;
  /// A place in the file for an error.
  Where where(std::optional<std::uint64_t> offset = {}, std::string part = {}) const;
};

using Bytes = std::shared_ptr<const ByteSource>;

/// @throws Error{Kind::Io}
Bytes openFile(const std::filesystem::path& path);
/// The part [offset, offset + bytes) of a source, which the caller has checked to lie inside.
Bytes partOfSource(Bytes source, std::uint64_t offset, std::uint64_t bytes);
Bytes bytesInMemory(std::vector<std::byte> bytes, std::string name);

/// Little-endian unsigned integer of sizeof(T) bytes.
template <class T>
T littleEndian(const void* data) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value = static_cast<T>(value | static_cast<T>(bytes[i]) << (8 * i));
  return value;
}

}  // namespace spurioscope
