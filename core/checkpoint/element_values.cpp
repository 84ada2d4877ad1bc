#include "checkpoint/element_values.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace spurioscope {
namespace {

/// Calls `use(value)` with each element as float or as the integer it is.
template <class Stored, class Decode, class Use>
void each(std::span<const std::byte> bytes, std::size_t step, const Decode& decode, const Use& use) {
  for (std::size_t at = 0; at + sizeof(Stored) <= bytes.size(); at += step) {
    Stored stored;
    std::memcpy(&stored, bytes.data() + at, sizeof(Stored));
    use(decode(stored));
  }
}

template <class Use>
void eachElement(std::span<const std::byte> bytes, DType dtype, const Use& use) {
  const auto same = [](auto value) { return value; };
  const auto step = dtypeBytes(dtype);
  switch (dtype) {
    case DType::Float64: case DType::Complex128: return each<double>(bytes, step, same, use);
    case DType::Float32: case DType::Complex64: return each<float>(bytes, step, same, use);
    case DType::Float16: return each<std::uint16_t>(bytes, step, halfToFloat, use);
    case DType::BFloat16: return each<std::uint16_t>(bytes, step, bfloat16ToFloat, use);
    case DType::Int8: return each<std::int8_t>(bytes, step, same, use);
    case DType::Int16: return each<std::int16_t>(bytes, step, same, use);
    case DType::Int32: return each<std::int32_t>(bytes, step, same, use);
    case DType::Int64: return each<std::int64_t>(bytes, step, same, use);
    case DType::UInt8: return each<std::uint8_t>(bytes, step, same, use);
    case DType::UInt16: return each<std::uint16_t>(bytes, step, same, use);
    case DType::UInt32: return each<std::uint32_t>(bytes, step, same, use);
    case DType::UInt64: return each<std::uint64_t>(bytes, step, same, use);
    case DType::Bool: return each<std::uint8_t>(bytes, step, [](std::uint8_t v) { return v != 0 ? 1 : 0; }, use);
    case DType::Float8E4M3: return each<std::uint8_t>(bytes, step, float8E4M3ToFloat, use);
    case DType::Float8E5M2: return each<std::uint8_t>(bytes, step, float8E5M2ToFloat, use);
  }
}

/// Sign, exponent and mantissa of a small float, without special values.
float smallFloat(unsigned bits, int exponentBits, int mantissaBits) {
  const int exponent = static_cast<int>(bits >> mantissaBits & ((1u << exponentBits) - 1));
  const int mantissa = static_cast<int>(bits & ((1u << mantissaBits) - 1));
  const int bias = (1 << (exponentBits - 1)) - 1;
  const float size = exponent == 0 ? std::ldexp(static_cast<float>(mantissa), 1 - bias - mantissaBits)
                                   : std::ldexp(static_cast<float>(mantissa + (1 << mantissaBits)), exponent - bias - mantissaBits);
  return (bits >> (exponentBits + mantissaBits)) != 0 ? -size : size;
}

}  // namespace

float halfToFloat(std::uint16_t bits) {
  if ((bits & 0x7C00) != 0x7C00) return smallFloat(bits, 5, 10);
  return std::bit_cast<float>((bits & 0x8000u) << 16 | 0x7F800000u | (bits & 0x3FFu) << 13);
}

float bfloat16ToFloat(std::uint16_t bits) { return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16); }

float float8E4M3ToFloat(std::uint8_t bits) {
  if ((bits & 0x7F) == 0x7F) return std::copysign(std::numeric_limits<float>::quiet_NaN(), (bits & 0x80) != 0 ? -1.0f : 1.0f);
  return smallFloat(bits, 4, 3);
}

float float8E5M2ToFloat(std::uint8_t bits) { return halfToFloat(static_cast<std::uint16_t>(bits << 8)); }

void appendAsDouble(std::span<const std::byte> bytes, DType dtype, std::vector<double>& out) {
  out.reserve(out.size() + bytes.size() / dtypeBytes(dtype));
  eachElement(bytes, dtype, [&out](auto value) { out.push_back(static_cast<double>(value)); });
}

void appendAsFloat(std::span<const std::byte> bytes, DType dtype, std::vector<float>& out) {
  if (dtype == DType::Float32) {
    const auto old = out.size();
    out.resize(old + bytes.size() / sizeof(float));
    if (!bytes.empty()) std::memcpy(out.data() + old, bytes.data(), (out.size() - old) * sizeof(float));
    return;
  }
  out.reserve(out.size() + bytes.size() / dtypeBytes(dtype));
  eachElement(bytes, dtype, [&out](auto value) { out.push_back(static_cast<float>(value)); });
}

std::size_t countNonFinite(std::span<const std::byte> bytes, DType dtype) {
  std::size_t count = 0;
  if (!isFloating(dtype)) return 0;
  const auto look = [&count](auto value) { count += std::isfinite(static_cast<double>(value)) ? 0 : 1; };
  eachElement(bytes, dtype, look);
  if (dtype == DType::Complex64 && !bytes.empty()) eachElement(bytes.subspan(4), dtype, look);
  if (dtype == DType::Complex128 && !bytes.empty()) eachElement(bytes.subspan(8), dtype, look);
  return count;
}

}  // namespace spurioscope
