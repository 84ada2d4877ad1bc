#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "checkpoint/byte_source.h"

namespace spurioscope {

/// Reads a pickle front to back through a small window, so that a pickle at the head of a large file costs no memory.
class PickleInput {
 public:
  PickleInput(const ByteSource& source, std::uint64_t begin, std::uint64_t end);

  std::uint64_t position() const { return position_; }  ///< in the source
  std::uint64_t left() const { return end_ - position_; }
  const ByteSource& source() const { return source_; }

  /// Next `n` bytes, valid until the next call. @throws Error{Kind::Format} past the end.
  std::string_view take(std::uint64_t n);
  unsigned char takeByte() { return static_cast<unsigned char>(take(1)[0]); }
  /// Up to and without the next '\n', at most `limit` bytes. @throws Error{Kind::Format} when there is none.
  std::string takeLine(std::size_t limit = 65'536);
  /// Passes `n` bytes by without reading them. @throws Error{Kind::Format} past the end.
  void skip(std::uint64_t n);

  [[noreturn]] void malformed(const std::string& what) const;

 private:
  void fill(std::uint64_t n);

  const ByteSource& source_;
  std::uint64_t position_, end_;
  std::string window_;
  std::uint64_t windowBegin_ = 0;
};

}  // namespace spurioscope
