#include "resources/demo/embedded.h"

extern "C" const std::byte spurioscope_demo_garments_begin[], spurioscope_demo_garments_end[];
#include "embedded_externs.inc"

namespace spurioscope {
namespace {

struct Row {
  int epoch;
  const std::byte *begin, *end;
};

constexpr Row kCheckpoints[] = {
#include "embedded_rows.inc"
    {-1, nullptr, nullptr},
};

}  // namespace

std::span<const std::byte> demoImages() { return {spurioscope_demo_garments_begin, spurioscope_demo_garments_end}; }

std::vector<int> demoEpochs() {
  std::vector<int> epochs;
  for (const Row& row : kCheckpoints) {
    if (row.epoch >= 0) epochs.push_back(row.epoch);
  }
  return epochs;
}

std::span<const std::byte> demoCheckpoint(int epoch) {
  for (const Row& row : kCheckpoints) {
    if (row.epoch == epoch && row.begin != nullptr) return {row.begin, row.end};
  }
  return {};
}

}  // namespace spurioscope
