#pragma once

#include <cstdint>

namespace spurioscope {

/// Highest resident memory of this process since `resetPeak`, and the present one, in bytes (Linux: VmHWM and VmRSS).
std::uint64_t peakMemory();
std::uint64_t presentMemory();
void resetPeak();  ///< where the kernel allows it (/proc/self/clear_refs)

}  // namespace spurioscope
