#include "data/as_rgb.h"

#include "data/prepare.h"

namespace spurioscope {
namespace {

class RepeatedGrey final : public PixelSource {
 public:
  RepeatedGrey(std::shared_ptr<const PixelSource> grey, std::size_t samples) : grey_(std::move(grey)), samples_(samples) {}

  int height() const override { return grey_->height(); }
  int width() const override { return grey_->width(); }
  int channels() const override { return 3; }

  std::vector<DamagedSample> read(std::span<const int> samples, std::span<std::uint8_t> out, std::stop_token stop) const override {
    requireReadable(samples, samples_, out, *this);
    std::vector<std::uint8_t> grey(samples.size() * grey_->sampleBytes());
    auto damaged = grey_->read(samples, grey, stop);
    repeatGrey(grey, out);
    return damaged;
  }

 private:
  const std::shared_ptr<const PixelSource> grey_;
  const std::size_t samples_;
};

}  // namespace

OpenDataset asRgb(const OpenDataset& data) {
  if (data.dataset->channels() == 3) return data;
  auto dataset = std::make_shared<Dataset>(*data.dataset);
  auto& preprocessing = dataset->preprocessing;
  preprocessing.channels = 3;
  preprocessing.mean.fill(preprocessing.mean[0]);
  preprocessing.std.fill(preprocessing.std[0]);
  return {dataset, std::make_shared<RepeatedGrey>(data.pixels, data.dataset->samples.size())};
}

}  // namespace spurioscope
