#include "model/device.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>

#include "base/error.h"

namespace spurioscope {

c10::Device parseDevice(const std::string& text) {
  if (text.empty() || text == "auto") return at::hasCUDA() ? c10::Device(c10::kCUDA, 0) : c10::Device(c10::kCPU);
  if (text == "cpu") return c10::Device(c10::kCPU);
  const bool cuda = text == "cuda" || text.starts_with("cuda:");
  const auto digits = text.size() > 5 ? text.substr(5) : std::string("0");
  if (!cuda || digits.size() > 3 || digits.find_first_not_of("0123456789") != std::string::npos) {
    throw Error{Kind::Usage, "'" + text + "' is not a device", {{}, {}, "--device"}, "Use auto, cpu, cuda or cuda:N."};
  }
  int index = 0;
  for (const char digit : digits) index = index * 10 + (digit - '0');
  if (!at::hasCUDA() || index >= static_cast<int>(at::detail::getCUDAHooks().deviceCount())) {
    throw Error{Kind::Device, "there is no CUDA device " + std::to_string(index) + " here", {{}, {}, "--device"},
                "Use cpu, or check the driver (nvidia-smi) and that the CUDA build of LibTorch is installed."};
  }
  return c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
}

std::string deviceText(const c10::Device& device) {
  if (!device.is_cpu()) return device.str();
  const int threads = at::get_num_threads();
  return "cpu, " + std::to_string(threads) + (threads == 1 ? " thread" : " threads");
}

std::vector<std::string> deviceNames() {
  std::vector<std::string> names{"cpu"};
  const int count = at::hasCUDA() ? static_cast<int>(at::detail::getCUDAHooks().deviceCount()) : 0;
  for (int index = 0; index < count; ++index) names.push_back("cuda:" + std::to_string(index));
  return names;
}

int threadCount() { return at::get_num_threads(); }

void setThreads(int threads) {
  if (threads > 0) at::set_num_threads(threads);
}

}  // namespace spurioscope
