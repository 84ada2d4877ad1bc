#include "tools/process_peak.h"

#include <fstream>
#include <string>

namespace spurioscope {
namespace {

std::uint64_t statusBytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string name; status >> name;) {
    std::uint64_t kilobytes = 0;
    if (name == field && status >> kilobytes) return kilobytes << 10;
    std::getline(status, name);
  }
  return 0;
}

}  // namespace

std::uint64_t peakMemory() { return statusBytes("VmHWM:"); }
std::uint64_t presentMemory() { return statusBytes("VmRSS:"); }

void resetPeak() {
  std::ofstream file("/proc/self/clear_refs");
  file << '5';
}

}  // namespace spurioscope
