#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "checkpoint/dtype.h"

namespace spurioscope {

/// The head of a NumPy array file (.npy, versions 1 to 3). Source: numpy/lib/_format_impl.py.
struct NumpyHeader {
  std::optional<DType> dtype;       ///< nothing: elements that are no plain numbers
  std::string description;          ///< of `dtype` as the file says it: "<f4", "|O"
  bool swapBytes = false;           ///< big-endian
  bool fortranOrder = false;        ///< first index fastest
  std::vector<std::int64_t> shape;
  std::uint64_t dataOffset = 0;     ///< where the elements begin
};

inline constexpr std::string_view kNumpyMagic = "\x93NUMPY";
inline constexpr std::uint64_t kNumpyHeadBytes = 65'536 + 12;  ///< longest head that is read; plain numbers need 128

/// @param head  the beginning of the file, up to kNumpyHeadBytes   @param where  for messages
/// @throws Error{Kind::Format} for a damaged head, Error{Kind::Unsafe} for one beyond the limit or of more than 64 sides. Cost O(head).
NumpyHeader parseNumpyHeader(std::string_view head, const Where& where);

}  // namespace spurioscope
