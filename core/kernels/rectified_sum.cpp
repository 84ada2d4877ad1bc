#include "kernels/rectified_sum.h"

namespace spurioscope {

void rectifiedSum(const float* __restrict a, const float* __restrict b, std::int64_t count, float* __restrict out) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float sum = a[i] + b[i];
    out[i] = sum < 0 ? 0.f : sum;
  }
}

}  // namespace spurioscope
