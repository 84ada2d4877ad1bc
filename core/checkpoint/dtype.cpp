#include "checkpoint/dtype.h"

#include <array>
#include <utility>

namespace spurioscope {
namespace {

struct Row {
  DType dtype;
  std::size_t bytes;
  std::string_view torch, safetensors, numpy, storage;
};

constexpr std::array<Row, 17> kRows{{
    {DType::Float64, 8, "float64", "F64", "f8", "DoubleStorage"},
    {DType::Float32, 4, "float32", "F32", "f4", "FloatStorage"},
    {DType::Float16, 2, "float16", "F16", "f2", "HalfStorage"},
    {DType::BFloat16, 2, "bfloat16", "BF16", "", "BFloat16Storage"},
    {DType::Int8, 1, "int8", "I8", "i1", "CharStorage"},
    {DType::Int16, 2, "int16", "I16", "i2", "ShortStorage"},
    {DType::Int32, 4, "int32", "I32", "i4", "IntStorage"},
    {DType::Int64, 8, "int64", "I64", "i8", "LongStorage"},
    {DType::UInt8, 1, "uint8", "U8", "u1", "ByteStorage"},
    {DType::UInt16, 2, "uint16", "U16", "u2", ""},
    {DType::UInt32, 4, "uint32", "U32", "u4", ""},
    {DType::UInt64, 8, "uint64", "U64", "u8", ""},
    {DType::Bool, 1, "bool", "BOOL", "b1", "BoolStorage"},
    {DType::Complex64, 8, "complex64", "C64", "c8", "ComplexFloatStorage"},
    {DType::Complex128, 16, "complex128", "", "c16", "ComplexDoubleStorage"},
    {DType::Float8E4M3, 1, "float8_e4m3fn", "F8_E4M3", "", ""},
    {DType::Float8E5M2, 1, "float8_e5m2", "F8_E5M2", "", ""},
}};

constexpr const Row& row(DType dtype) { return kRows[static_cast<std::size_t>(dtype)]; }

std::optional<DType> find(std::string_view Row::*column, std::string_view name) {
  for (const Row& candidate : kRows) {
    if (!name.empty() && candidate.*column == name) return candidate.dtype;
  }
  return {};
}

std::optional<std::string_view> unlessEmpty(std::string_view text) {
  if (text.empty()) return {};
  return text;
}

}  // namespace

std::string_view dtypeName(DType dtype) { return row(dtype).torch; }
std::size_t dtypeBytes(DType dtype) { return row(dtype).bytes; }

bool isFloating(DType dtype) {
  switch (dtype) {
    case DType::Float64: case DType::Float32: case DType::Float16: case DType::BFloat16: case DType::Complex64:
    case DType::Complex128: case DType::Float8E4M3: case DType::Float8E5M2: return true;
    default: return false;
  }
}

std::optional<DType> dtypeFromTorch(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, DType>, 9> kAliases{{
      {"double", DType::Float64}, {"float", DType::Float32}, {"half", DType::Float16}, {"short", DType::Int16},
      {"int", DType::Int32}, {"long", DType::Int64}, {"cfloat", DType::Complex64}, {"cdouble", DType::Complex128},
      {"byte", DType::UInt8}}};
  for (const auto& [alias, dtype] : kAliases) {
    if (alias == name) return dtype;
  }
  return find(&Row::torch, name);
}

std::optional<DType> dtypeFromSafetensors(std::string_view name) { return find(&Row::safetensors, name); }
std::optional<std::string_view> safetensorsName(DType dtype) { return unlessEmpty(row(dtype).safetensors); }
std::optional<DType> dtypeFromNumpy(std::string_view name) { return find(&Row::numpy, name); }
std::optional<DType> dtypeFromStorage(std::string_view name) { return find(&Row::storage, name); }
std::optional<std::string_view> storageName(DType dtype) { return unlessEmpty(row(dtype).storage); }

}  // namespace spurioscope
