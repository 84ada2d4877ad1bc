#include "tests/analysis/fake_data.h"

#include "base/random.h"

namespace spurioscope {
namespace {

constexpr int kSide = 8;

class NoisePixels final : public PixelSource {
 public:
  NoisePixels(std::vector<int> groups, bool damaged) : groups_(std::move(groups)), damaged_(damaged) {}

  int height() const override { return kSide; }
  int width() const override { return kSide; }
  int channels() const override { return 3; }

  std::vector<DamagedSample> read(std::span<const int> samples, std::span<std::uint8_t> out, std::stop_token) const override {
    std::vector<DamagedSample> damaged;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const int sample = samples[i];
      const auto pixels = out.subspan(i * sampleBytes(), sampleBytes());
      if (damaged_ && sample == 4) {
        std::fill(pixels.begin(), pixels.end(), std::uint8_t{0});
        damaged.push_back({sample, "torn"});
        continue;
      }
      Random random(static_cast<std::uint64_t>(sample) + 1);
      for (auto& pixel : pixels)
        pixel = static_cast<std::uint8_t>(random.below(160) + 30 * static_cast<std::uint64_t>(groups_[static_cast<std::size_t>(sample)]));
    }
    return damaged;
  }

 private:
  std::vector<int> groups_;
  bool damaged_;
};

}  // namespace

OpenDataset fakeData(bool damaged) {
  auto dataset = std::make_shared<Dataset>();
  dataset->classNames = {"a", "b"};
  dataset->attributeNames = {"x", "y"};
  dataset->preprocessing = {.name = "fake", .crop = {kSide, kSide}, .mean = {0.5f, 0.4f, 0.3f}, .std = {0.25f, 0.2f, 0.3f}};
  const auto add = [&](Split split, std::initializer_list<int> sizes) {
    int group = 0;
    for (const int size : sizes) {
      for (int i = 0; i < size; ++i) {
        dataset->samples.push_back({std::to_string(dataset->samples.size()), group / 2, group % 2, group, split});
      }
      ++group;
    }
  };
  add(Split::Train, {30, 5, 3, 22});
  add(Split::Validation, {6, 6, 6, 6});
  add(Split::Test, {12, 6, 6, 0});
  findGroups(*dataset);
  std::vector<int> groups;
  for (const auto& sample : dataset->samples) groups.push_back(sample.group);
  return {dataset, std::make_shared<NoisePixels>(std::move(groups), damaged)};
}

SplitChunks fakeChunks(const OpenDataset& data, Split split) {
  return SplitChunks(data, split, 7, 0, c10::Device(c10::kCPU), 1, std::make_shared<DamagedSamples>());
}

}  // namespace spurioscope
