#include "data/image_folder.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "data/folder.h"
#include "data/image_decode.h"
#include "data/pixel_cache.h"

namespace spurioscope {
namespace {

class ImageFolder final : public PixelSource {
 public:
  ImageFolder(const std::filesystem::path& folder, std::vector<std::string> names, const Preprocessing& preprocessing,
              std::unique_ptr<PixelCache> cache)
      : folder_(folder), names_(std::move(names)), preprocessing_(preprocessing), cache_(std::move(cache)) {}

  int height() const override { return preprocessing_.crop.height; }
  int width() const override { return preprocessing_.crop.width; }
  int channels() const override { return preprocessing_.channels; }

  std::vector<DamagedSample> read(std::span<const int> samples, std::span<std::uint8_t> out, std::stop_token stop) const override {
    return readOneByOne(
        *this, samples, names_.size(), out, stop, [this](int sample, std::span<std::uint8_t> pixels) { readOne(sample, pixels); },
        [this](int sample) { return (folder_.path() / names_[static_cast<std::size_t>(sample)]).string(); });
  }

 private:
  void readOne(int sample, std::span<std::uint8_t> pixels) const {
    const std::string& name = names_[static_cast<std::size_t>(sample)];
    if (cache_ && cache_->load(sample, folder_.look(name), pixels)) return;
    FileIdentity identity;
    const auto file = folder_.read(name, identity);
    prepareImage(file, preprocessing_, pixels);
    if (cache_) cache_->store(sample, identity, pixels);
  }

  const Folder folder_;
  const std::vector<std::string> names_;
  const Preprocessing preprocessing_;
  const std::unique_ptr<PixelCache> cache_;
};

}  // namespace

FolderLook lookAtFiles(const std::filesystem::path& folder, const std::vector<std::string>& names, int threads,
                       std::stop_token stop, Progress& progress) {
  constexpr std::size_t kBlock = 2048;
  const Folder opened(folder);
  FolderLook look{std::vector<std::uint64_t>(names.size(), 0), {}, {}};
  std::atomic<std::size_t> next = 0;
  std::mutex finding;
  std::size_t first = names.size();
  const auto work = [&] {
    while (!stop.stop_requested()) {
      const std::size_t begin = next.fetch_add(kBlock);
      if (begin >= names.size()) return;
      const std::size_t end = std::min(begin + kBlock, names.size());
      for (std::size_t i = begin; i < end; ++i) {
        try {
          look.sizes[i] = opened.look(names[i]).size;
        } catch (const Error& error) {
          const std::lock_guard lock(finding);
          if (i < first) first = i, look.firstReason = reasonOf(error, names[i]);
          look.unreadable.push_back(static_cast<int>(i));
        }
      }
    }
  };
  progress.report("looking at the images", 0, names.size());
  const std::size_t workers = threads > 0 ? static_cast<std::size_t>(threads) : std::max(1u, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> pool;
    for (std::size_t i = 1; i < std::min(workers, names.size() / kBlock + 1); ++i) pool.emplace_back(work);
    work();
  }
  throwIfStopped(stop);
  progress.report("looking at the images", names.size(), names.size());
  std::sort(look.unreadable.begin(), look.unreadable.end());
  return look;
}

std::shared_ptr<const PixelSource> imageFolder(const std::filesystem::path& folder, std::vector<std::string> names,
                                               const Preprocessing& preprocessing, std::unique_ptr<PixelCache> cache) {
  return std::make_shared<ImageFolder>(folder, std::move(names), preprocessing, std::move(cache));
}

}  // namespace spurioscope
