#include "checkpoint/tensor_view.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "checkpoint/limits.h"

namespace spurioscope {
namespace {

constexpr auto kDamaged = "The file is damaged or was made to mislead; download or copy it again.";

/// Reverses the bytes of every number; a complex number is two.
void swapNumbers(std::span<std::byte> bytes, DType dtype) {
  const bool complex = dtype == DType::Complex64 || dtype == DType::Complex128;
  const std::size_t width = dtypeBytes(dtype) / (complex ? 2 : 1);
  for (std::size_t i = 0; width > 1 && i + width <= bytes.size(); i += width) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i), bytes.begin() + static_cast<std::ptrdiff_t>(i + width));
  }
}

/// Index of the last element from the offset; the layout was checked, so nothing overflows.
std::uint64_t lastElement(std::span<const std::int64_t> shape, std::span<const std::int64_t> strides) {
  std::uint64_t last = 0;
  for (std::size_t d = 0; d < shape.size(); ++d) last += static_cast<std::uint64_t>((shape[d] - 1) * strides[d]);
  return last;
}

/// Copies elements that do not lie in row-major order. Odometer over all dimensions.
void gather(std::span<const std::int64_t> shape, std::span<const std::int64_t> strides, std::size_t width,
            const std::byte* from, std::byte* to) {
  std::vector<std::int64_t> index(shape.size(), 0);
  std::int64_t at = 0;
  for (bool more = true; more; to += width) {
    std::memcpy(to, from + static_cast<std::size_t>(at) * width, width);
    more = false;
    for (std::size_t d = shape.size(); d-- > 0;) {
      at += strides[d];
      if (++index[d] < shape[d]) {
        more = true;
        break;
      }
      at -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
}

bool isRowMajor(std::span<const std::int64_t> shape, std::span<const std::int64_t> strides) {
  std::int64_t expected = 1;
  for (std::size_t d = shape.size(); d-- > 0;) {
    if (shape[d] != 1 && strides[d] != expected) return false;
    expected *= shape[d];
  }
  return true;
}

}  // namespace

std::optional<std::uint64_t> countedElements(std::span<const std::int64_t> shape, DType dtype) {
  if (shape.size() > limits::kTensorRank) return std::nullopt;
  if (std::ranges::any_of(shape, [](auto size) { return size < 0; })) return std::nullopt;
  if (std::ranges::find(shape, 0) != shape.end()) return 0;
  std::int64_t count = 1, bytes = 0;
  for (const auto size : shape)
    if (__builtin_mul_overflow(count, size, &count)) return std::nullopt;
  if (__builtin_mul_overflow(count, static_cast<std::int64_t>(dtypeBytes(dtype)), &bytes)) return std::nullopt;
  return static_cast<std::uint64_t>(count);
}

std::uint64_t elementCount(std::span<const std::int64_t> shape, DType dtype, const Where& where, const std::string& what) {
  if (const auto count = countedElements(shape, dtype)) return *count;
  if (shape.size() > limits::kTensorRank) {
    throw Error{Kind::Format, what + " has " + std::to_string(shape.size()) + " dimensions", where, kDamaged};
  }
  const bool negative = std::ranges::any_of(shape, [](auto size) { return size < 0; });
  throw Error{Kind::Format, negative ? what + " has a negative size (invalid shape)" : "the shape of " + what + " is too large", where,
              kDamaged};
}

std::vector<std::int64_t> rowMajorStrides(std::span<const std::int64_t> shape) {
  std::vector<std::int64_t> strides(shape.size(), 1);
  for (std::size_t d = shape.size(); d-- > 1;) strides[d - 1] = strides[d] * std::max<std::int64_t>(shape[d], 1);
  return strides;
}

void checkLayout(std::span<const std::int64_t> shape, DType dtype, const TensorView& view, std::uint64_t storageBytes,
                 const Where& where, const std::string& what) {
  const auto count = elementCount(shape, dtype, where, what);
  if (view.strides.size() != shape.size()) {
    throw Error{Kind::Format, "shape and stride of " + what + " differ in length", where, kDamaged};
  }
  if (view.offset < 0) throw Error{Kind::Format, what + " has a negative storage offset", where, kDamaged};
  std::int64_t end = view.offset;
  bool overflow = false;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    if (view.strides[d] < 0) throw Error{Kind::Format, what + " has a negative stride", where, kDamaged};
    std::int64_t extent = 0;
    if (count == 0) continue;
    overflow = overflow || __builtin_mul_overflow(shape[d] - 1, view.strides[d], &extent);
    overflow = overflow || __builtin_add_overflow(end, extent, &end);
  }
  std::int64_t endByte = 0;
  overflow = overflow || __builtin_add_overflow(end, count == 0 ? 0 : 1, &end);
  overflow = overflow || __builtin_mul_overflow(end, static_cast<std::int64_t>(dtypeBytes(dtype)), &endByte);
  overflow = overflow || __builtin_add_overflow(endByte, static_cast<std::int64_t>(view.base), &endByte);
  if (overflow) throw Error{Kind::Format, "stride or storage offset of " + what + " is too large", where, kDamaged};
  if (count > 0 && static_cast<std::uint64_t>(endByte) > storageBytes) {
    throw Error{Kind::Format, "the storage of " + what + " holds " + std::to_string(storageBytes) + " bytes but the tensor needs " +
                                  std::to_string(endByte) + " (tensor outside its storage)", where, kDamaged};
  }
  const auto copyBytes = count * dtypeBytes(dtype);
  if (copyBytes > storageBytes && copyBytes > limits::kExpandedBytes) {
    throw Error{Kind::Unsafe, what + " repeats its elements to " + std::to_string(copyBytes) + " bytes (tensor too large)", where,
                "Save a smaller or contiguous tensor."};
  }
}

std::uint64_t elementBytes(std::span<const std::int64_t> shape, DType dtype) {
  std::uint64_t count = dtypeBytes(dtype);
  for (const auto size : shape) count *= static_cast<std::uint64_t>(size);
  return count;
}

void readElements(std::span<const std::int64_t> shape, DType dtype, const TensorView& view, std::span<std::byte> into) {
  if (into.empty()) return;
  const auto width = dtypeBytes(dtype);
  const auto start = view.base + static_cast<std::uint64_t>(view.offset) * width;
  if (isRowMajor(shape, view.strides)) {
    view.storage->read(start, into);
  } else {
    std::vector<std::byte> extent((lastElement(shape, view.strides) + 1) * width);
    view.storage->read(start, extent);
    gather(shape, view.strides, width, extent.data(), into.data());
  }
  if (view.swapBytes) swapNumbers(into, dtype);
}

}  // namespace spurioscope
