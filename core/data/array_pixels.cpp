#include "data/array_pixels.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/error.h"
#include "data/prepare.h"

namespace spurioscope {
namespace {

class ArrayPixels final : public PixelSource {
 public:
  ArrayPixels(std::shared_ptr<const ImageArray> array, std::shared_ptr<const Dataset> dataset, std::unique_ptr<PixelCache> cache)
      : array_(std::move(array)), dataset_(std::move(dataset)), cache_(std::move(cache)) {}

  int height() const override { return dataset_->height(); }
  int width() const override { return dataset_->width(); }
  int channels() const override { return dataset_->channels(); }

  std::vector<DamagedSample> read(std::span<const int> samples, std::span<std::uint8_t> out, std::stop_token stop) const override {
    return readOneByOne(*this, samples, dataset_->samples.size(), out, stop,
                        [&](int sample, std::span<std::uint8_t> pixels) { readOne(sample, pixels, stop); },
                        [this](int sample) { return dataset_->path + ", " + dataset_->samples[static_cast<std::size_t>(sample)].name; });
  }

 private:
  void readOne(int sample, std::span<std::uint8_t> pixels, const std::stop_token& stop) const {
    if (cache_ && cache_->load(sample, array_->identity(), pixels)) return;
    const auto [width, height] = array_->size();
    const std::size_t area = std::size_t(width) * std::size_t(height);
    std::vector<std::uint8_t> raw(area * std::size_t(array_->channels())), rgb;
    try {
      array_->read(sample, raw, stop);
    } catch (const Error& error) {
      throw Error{error.kind(), error.what(), {}, error.remedy()};  // placed by the sample's name, which says more than the array's
    }
    if (array_->channels() == 1) {
      rgb.resize(area * 3);
      repeatGrey(raw, rgb);
    }
    preparePixels({rgb.empty() ? raw : rgb, width, height}, dataset_->preprocessing, pixels);
    if (cache_) cache_->store(sample, array_->identity(), pixels);
  }

  const std::shared_ptr<const ImageArray> array_;
  const std::shared_ptr<const Dataset> dataset_;
  const std::unique_ptr<PixelCache> cache_;
};

/// Grey images stay grey under a transform that treats all channels alike ("none", "half", mean=0.5), unless
/// the user says how many there are.
bool staysGrey(const ImageArray& array, const Preprocessing& chosen, const std::string& choice) {
  const auto same = [](const std::array<float, 3>& values) { return values[0] == values[1] && values[1] == values[2]; };
  return array.channels() == 1 && same(chosen.mean) && same(chosen.std) && choice.find("channels=") == std::string::npos;
}

}  // namespace

OpenDataset openArray(Dataset dataset, std::shared_ptr<const ImageArray> array, const Preprocessing& standard,
                      const std::vector<std::uint64_t>& contents, const DatasetOptions& options) {
  dataset.preprocessing = standard;
  choosePreprocessing(dataset, options.choices);
  if (staysGrey(*array, dataset.preprocessing, options.choices.preprocess)) dataset.preprocessing.channels = 1;
  if (dataset.preprocessing.crop == Size{}) dataset.preprocessing.crop = array->size();
  // All images have one size, so what fits one fits all: a wrong choice is told when opening.
  std::vector<std::uint8_t> probe(std::size_t(array->size().width) * std::size_t(array->size().height) * 3);
  std::vector<std::uint8_t> out(std::size_t(dataset.width()) * std::size_t(dataset.height()) * std::size_t(dataset.channels()));
  preparePixels({probe, array->size().width, array->size().height}, dataset.preprocessing, out);
  findGroups(dataset);
  noteGroupProblems(dataset);
  dataset.fingerprint = fingerprintOf(dataset, contents);
  auto cache = openCache(dataset, dataset.path, options);
  auto shared = std::make_shared<const Dataset>(std::move(dataset));
  return {shared, std::make_shared<ArrayPixels>(std::move(array), shared, std::move(cache))};
}

}  // namespace spurioscope
