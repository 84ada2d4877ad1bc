#include "checkpoint/element_values.h"

#include <algorithm>
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

/// Numbers in which every bit of `mask` is set: NaN and infinities have all bits of the exponent.
template <class Bits>
std::size_t countExponents(std::span<const std::byte> bytes, Bits mask) {
  constexpr std::size_t kStretch = 1 << 20;  // a 32-bit sum inside, so that the loop vectorises
  const std::size_t n = bytes.size() / sizeof(Bits);
  std::size_t count = 0;
  for (std::size_t begin = 0; begin < n; begin += kStretch) {
    const auto end = std::min(n, begin + kStretch);
    std::uint32_t found = 0;
    for (std::size_t i = begin; i < end; ++i) {
      Bits value;
      std::memcpy(&value, bytes.data() + i * sizeof(Bits), sizeof(Bits));
      found += (value & mask) == mask ? 1u : 0u;
    }
    count += found;
  }
  return count;
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

void toFloat(std::span<const std::byte> bytes, DType dtype, std::span<float> out) {
  auto at = out.begin();
  eachElement(bytes, dtype, [&at](auto value) { *at++ = static_cast<float>(value); });
}

std::size_t countNonFinite(std::span<const std::byte> bytes, DType dtype) {
  switch (dtype) {
    case DType::Float64: case DType::Complex128: return countExponents<std::uint64_t>(bytes, 0x7FF0000000000000);
    case DType::Float32: case DType::Complex64: return countExponents<std::uint32_t>(bytes, 0x7F800000);
    case DType::Float16: return countExponents<std::uint16_t>(bytes, 0x7C00);
    case DType::BFloat16: return countExponents<std::uint16_t>(bytes, 0x7F80);
    case DType::Float8E5M2: return countExponents<std::uint8_t>(bytes, 0x7C);
    case DType::Float8E4M3: return countExponents<std::uint8_t>(bytes, 0x7F);  // NaN alone has all these bits
    default: return 0;
  }
}

}  // namespace spurioscope
