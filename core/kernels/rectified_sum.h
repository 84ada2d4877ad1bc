#pragma once

#include <cstdint>

namespace spurioscope {

/// out[i] = max(a[i] + b[i], 0) for `count` values in one pass; a NaN stays one.
void rectifiedSum(const float* a, const float* b, std::int64_t count, float* out);

}  // namespace spurioscope
