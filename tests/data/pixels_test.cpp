#include "data/pixels.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace spurioscope {
namespace {

/// Every pixel of sample s is s; sample 13 is damaged.
class CountingSource final : public PixelSource {
 public:
  int height() const override { return 2; }
  int width() const override { return 3; }
  int channels() const override { return 3; }
  std::vector<DamagedSample> read(std::span<const int> samples, std::span<std::uint8_t> out, std::stop_token stop) const override {
    requireReadable(samples, 200, out, *this);
    std::vector<DamagedSample> damaged;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      throwIfStopped(stop);
      if (samples[i] == 13) damaged.push_back({13, "torn"});
      std::fill_n(out.data() + i * sampleBytes(), sampleBytes(), static_cast<std::uint8_t>(samples[i] == 13 ? 0 : samples[i]));
    }
    return damaged;
  }
};

TEST(ReadParallel, KeepsOrderAndReportsDamage) {
  const CountingSource source;
  std::vector<int> samples;
  for (int i = 150; i > 0; --i) samples.push_back(i);
  std::vector<std::uint8_t> out(samples.size() * source.sampleBytes());
  const auto damaged = readParallel(source, samples, out, 4, {});
  for (std::size_t i = 0; i < samples.size(); ++i) EXPECT_EQ(out[i * source.sampleBytes()], samples[i] == 13 ? 0 : samples[i]);
  ASSERT_EQ(damaged.size(), 1u);
  EXPECT_EQ(damaged[0].sample, 13);
}

TEST(ReadParallel, PassesOnWhatAThreadThrew) {
  const CountingSource source;
  std::vector<int> samples(100, 1);
  samples[77] = 500;
  std::vector<std::uint8_t> out(samples.size() * source.sampleBytes());
  EXPECT_THROW(readParallel(source, samples, out, 4, {}), Error);
}

TEST(Normalise, RoundsAsTorchvision) {
  const auto preprocessing = paperEvaluation();
  std::vector<std::uint8_t> pixels{0, 128, 255, 17, 200, 3};
  std::vector<float> out(pixels.size());
  normalise(pixels, preprocessing, out);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const float scaled = static_cast<float>(pixels[i]) / 255.0f;
    EXPECT_EQ(out[i], (scaled - preprocessing.mean[i % 3]) / preprocessing.std[i % 3]);
  }
  EXPECT_NEAR(out[0], -2.1179039, 1e-6);  // torchvision: Normalize(ToTensor(black)), red channel
}

TEST(Normalise, RefusesOtherSizes) {
  std::vector<std::uint8_t> pixels(6);
  std::vector<float> out(3);
  EXPECT_THROW(normalise(pixels, paperEvaluation(), out), Error);
}

}  // namespace
}  // namespace spurioscope
