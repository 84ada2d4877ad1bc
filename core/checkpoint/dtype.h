#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace spurioscope {

/// What one element of a tensor is.
enum class DType {
  Float64, Float32, Float16, BFloat16, Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64, Bool,
  Complex64, Complex128, Float8E4M3, Float8E5M2,
};

std::string_view dtypeName(DType dtype);  ///< as torch says it, without "torch.": "float32", "float8_e4m3fn"
std::size_t dtypeBytes(DType dtype);
bool isFloating(DType dtype);             ///< floats and complex numbers: the dtypes that can hold NaN

/// @param name  torch's name without "torch.", its aliases included ("float", "half", "long"); nothing when unknown
std::optional<DType> dtypeFromTorch(std::string_view name);
/// @param name  "F32", "BF16", "I64", ... of a safetensors header
std::optional<DType> dtypeFromSafetensors(std::string_view name);
std::optional<std::string_view> safetensorsName(DType dtype);
/// @param name  "f4", "i8", "b1", ... of a numpy dtype, without its byte order
std::optional<DType> dtypeFromNumpy(std::string_view name);
/// @param name  "FloatStorage", "LongStorage", ... of a torch storage class
std::optional<DType> dtypeFromStorage(std::string_view name);
/// The storage class that torch names for a dtype; nothing where torch has none (unsigned 16 to 64 bits, float8).
std::optional<std::string_view> storageName(DType dtype);

}  // namespace spurioscope
