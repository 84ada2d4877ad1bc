#include "analysis/strongest.h"

#include <algorithm>
#include <limits>

namespace spurioscope {
namespace {

bool stronger(const SampleValue& a, const SampleValue& b) {
  return a.value != b.value ? a.value > b.value : a.sample < b.sample;
}

}  // namespace

Strongest::Strongest(int channels, int groups, int keep)
    : channels_(channels), keep_(keep),
      threshold_(static_cast<std::size_t>(channels) * groups, -std::numeric_limits<float>::infinity()),
      heaps_(static_cast<std::size_t>(channels) * groups) {}

void Strongest::offer(int sample, int group, const float* values) {
  float* threshold = threshold_.data() + static_cast<std::size_t>(group) * channels_;
  for (int c = 0; c < channels_; ++c) {
    if (!(values[c] >= threshold[c])) continue;
    auto& heap = heaps_[static_cast<std::size_t>(group) * channels_ + c];
    const SampleValue offered{sample, values[c]};
    if (static_cast<int>(heap.size()) == keep_) {
      if (!stronger(offered, heap.front())) continue;
      std::pop_heap(heap.begin(), heap.end(), stronger);
      heap.pop_back();
    }
    heap.push_back(offered);
    std::push_heap(heap.begin(), heap.end(), stronger);
    if (static_cast<int>(heap.size()) == keep_) threshold[c] = heap.front().value;
  }
}

std::vector<SampleValue> Strongest::of(int channel, int group) const {
  auto sorted = heaps_[static_cast<std::size_t>(group) * channels_ + channel];
  std::sort(sorted.begin(), sorted.end(), stronger);
  return sorted;
}

}  // namespace spurioscope
