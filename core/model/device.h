#pragma once

#include <c10/core/Device.h>

#include <string>

namespace spurioscope {

/// "auto" (CUDA when there is one, else the CPU), "cpu", "cuda", "cuda:1" as a device.
/// @throws Error{Kind::Usage} for another word, Error{Kind::Device} when CUDA is asked for and absent.
c10::Device parseDevice(const std::string& text);

/// "cpu, 2 threads", "cuda:0"
std::string deviceText(const c10::Device& device);

/// Threads of the tensor library; 0 leaves its own choice (OMP_NUM_THREADS or the cores).
void setThreads(int threads);

}  // namespace spurioscope
