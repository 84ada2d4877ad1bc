#pragma once

#include <cstdint>
#include <vector>

namespace spurioscope {

struct SampleValue {
  int sample = 0;
  float value = 0;
};

/// The strongest samples of every channel and group, kept while values stream by. Memory: channels * groups * keep * 8 bytes.
class Strongest {
 public:
  Strongest(int channels, int groups, int keep);

  /// Offers one sample's value of every channel, [channels]. NaN is passed over. Cost O(channels) when nothing enters.
  void offer(int sample, int group, const float* values);
  /// Strongest first; ties by the smaller sample id.
  std::vector<SampleValue> of(int channel, int group) const;

 private:
  int channels_;
  int keep_;
  std::vector<float> threshold_;                 ///< [groups, channels]: what must be beaten
  std::vector<std::vector<SampleValue>> heaps_;  ///< [groups * channels], smallest at the front
};

}  // namespace spurioscope
