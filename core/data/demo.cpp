#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <string>

#include "base/error.h"
#include "base/random.h"
#include "base/sha256.h"
#include "data/demo_compose.h"
#include "data/demo_garments.h"
#include "data/pixels.h"
#include "resources/demo/embedded.h"

namespace spurioscope {
namespace {

/// Changing it, the textures or garments.bin makes another data set: the embedded checkpoints must then be trained again.
constexpr std::uint64_t kTextureSeed = 20250100961ull;

class DemoPixels final : public PixelSource {
 public:
  explicit DemoPixels(std::vector<GarmentRecord> records) : records_(std::move(records)) {}

  int height() const override { return kDemoSide; }
  int width() const override { return kDemoSide; }
  int channels() const override { return 3; }

  std::vector<DamagedSample> read(std::span<const int> samples, std::span<std::uint8_t> out, std::stop_token stop) const override {
    requireReadable(samples, records_.size(), out, *this);
    std::call_once(inflated_, [this] { garments_ = garmentPixels(demoImages()); });
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (i % 256 == 0) throwIfStopped(stop);
      const auto sample = static_cast<std::size_t>(samples[i]);
      const auto texture = static_cast<Texture>(records_[sample].group % 2);
      composeDemoImage(std::span{garments_}.subspan(sample * kGarmentPixels, kGarmentPixels), texture,
                       splitmix64(kTextureSeed + sample), out.subspan(i * kDemoBytes, kDemoBytes));
    }
    return {};
  }

 private:
  const std::vector<GarmentRecord> records_;
  mutable std::once_flag inflated_;
  mutable std::vector<std::uint8_t> garments_;  ///< inflated by the first read
};

std::string sampleName(const GarmentRecord& record) {
  return (record.split == 2 ? "fashion-mnist/test/" : "fashion-mnist/train/") + std::to_string(record.index);
}

}  // namespace

OpenDataset openDemoDataset() {
  auto records = garmentRecords(demoImages());
  auto dataset = std::make_shared<Dataset>();
  dataset->name = "fashion-backgrounds";
  dataset->layout = "demo";
  dataset->path = "demo";
  dataset->classNames = {"pullover", "coat"};
  dataset->attributeNames = {"water", "land"};
  dataset->preprocessing = {.name = "fashion-backgrounds",
                            .crop = {kDemoSide, kDemoSide},
                            .exact = true,
                            .mean = {0.5f, 0.5f, 0.5f},
                            .std = {0.25f, 0.25f, 0.25f}};
  for (const GarmentRecord& record : records) {
    dataset->samples.push_back({sampleName(record), record.group / 2, record.group % 2, record.group,
                                static_cast<Split>(record.split)});
  }
  findGroups(*dataset);
  Sha256 hash;
  hash.add("fashion-backgrounds 1 " + std::to_string(kTextureSeed));
  hash.add(demoImages());
  dataset->fingerprint = hash.hex();
  return {dataset, std::make_shared<DemoPixels>(std::move(records))};
}

}  // namespace spurioscope
