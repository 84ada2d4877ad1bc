#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checkpoint/dtype.h"

namespace spurioscope {

/// Converts elements in native byte order; of complex numbers the real part. One value an element: appended, or
/// into `out`, which has as many.
void appendAsDouble(std::span<const std::byte> bytes, DType dtype, std::vector<double>& out);
void toFloat(std::span<const std::byte> bytes, DType dtype, std::span<float> out);
/// Elements that are NaN or infinite (either part of a complex number).
std::size_t countNonFinite(std::span<const std::byte> bytes, DType dtype);

float halfToFloat(std::uint16_t bits);      ///< IEEE 754 binary16
float bfloat16ToFloat(std::uint16_t bits);
float float8E4M3ToFloat(std::uint8_t bits); ///< OCP 8-bit floating point 1.0, "fn": no infinities, NaN is S.1111.111
float float8E5M2ToFloat(std::uint8_t bits);

}  // namespace spurioscope
