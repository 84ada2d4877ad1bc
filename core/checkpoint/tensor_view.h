#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/dtype.h"
#include "checkpoint/tensor_storage.h"

namespace spurioscope {

/// Where a tensor's elements stand: element i of dimension d is `strides[d]` elements after its neighbour.
struct TensorView {
  Storage storage;
  std::uint64_t base = 0;             ///< byte in the storage at which element 0 of the untyped storage stands
  std::int64_t offset = 0;            ///< in elements
  std::vector<std::int64_t> strides;  ///< in elements, not negative
  bool swapBytes = false;             ///< the file has the other byte order
};

/// Product of a shape; nothing for a negative size, more dimensions than are read or a product of bytes beyond int64.
std::optional<std::uint64_t> countedElements(std::span<const std::int64_t> shape, DType dtype);
/// The same, or an error that tells what is wrong. @throws Error{Kind::Format} for a negative size or a product of bytes beyond int64.
/// @param what  the tensor, for messages
std::uint64_t elementCount(std::span<const std::int64_t> shape, DType dtype, const Where& where, const std::string& what);

/// Strides of a row-major tensor.
std::vector<std::int64_t> rowMajorStrides(std::span<const std::int64_t> shape);

/// Checks that every element lies inside `storageBytes` and that a copy stays within the limits.
/// @throws Error{Kind::Format} naming what does not fit, Error{Kind::Unsafe} for a tensor blown up by stride 0.
void checkLayout(std::span<const std::int64_t> shape, DType dtype, const TensorView& view, std::uint64_t storageBytes,
                 const Where& where, const std::string& what);

/// Bytes of all elements; the shape was checked.
std::uint64_t elementBytes(std::span<const std::int64_t> shape, DType dtype);

/// The elements in row-major order, native byte order, into memory of exactly `elementBytes` bytes.
void readElements(std::span<const std::int64_t> shape, DType dtype, const TensorView& view, std::span<std::byte> into);

}  // namespace spurioscope
