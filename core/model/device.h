#pragma once

#include <c10/core/Device.h>

#include <string>
#include <vector>

namespace spurioscope {

/// "auto" (CUDA when there is one, else the CPU), "cpu", "cuda", "cuda:1" as a device.
/// @throws Error{Kind::Usage} for another word, Error{Kind::Device} when CUDA is asked for and absent.
c10::Device parseDevice(const std::string& text);

/// "cpu, 2 threads", "cuda:0"
std::string deviceText(const c10::Device& device);

/// Every device of this machine by the name that `parseDevice` takes, the CPU first.
std::vector<std::string> deviceNames();

/// How many threads the tensor library uses on the CPU now.
int threadCount();

/// Threads of the tensor library; 0 leaves its own choice (OMP_NUM_THREADS or the cores).
void setThreads(int threads);

}  // namespace spurioscope
