#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "data/choices.h"
#include "data/dataset.h"
#include "data/number_arrays.h"
#include "data/texts.h"

namespace spurioscope {

struct DamagedSample {
  int sample = 0;
  std::string reason;  ///< with the file's name
};

/// Gives preprocessed pixels of a data set's samples.
class PixelSource {
 public:
  virtual ~PixelSource() = default;
  virtual int height() const = 0;
  virtual int width() const = 0;
  virtual int channels() const = 0;
  std::size_t sampleBytes() const { return static_cast<std::size_t>(height()) * width() * channels(); }

  /// Pixels after resize and crop, before normalisation: uint8 [n, h, w, c], row-major, RGB or grey. Works on the calling thread only
  /// (readParallel and Prefetcher spread the work); thread-safe.
  /// @param samples  indices into Dataset::samples   @param out  exactly n * sampleBytes() bytes
  /// @returns the samples that could not be read, in the order given; their pixels are 0.
  /// @throws Error{Kind::Cancelled}; Error{Kind::Shape} for another size of `out`; Error{Kind::Range} for an unknown sample.
  virtual std::vector<DamagedSample> read(std::span<const int> samples, std::span<std::uint8_t> out,
                                          std::stop_token stop) const = 0;
};

/// What every `read` checks first. @param known  number of samples of the data set
/// @throws Error{Kind::Shape, Kind::Range} as PixelSource::read says.
void requireReadable(std::span<const int> samples, std::size_t known, std::span<const std::uint8_t> out,
                     const PixelSource& source);

/// The loop of a `read` that handles sample after sample: what `one` throws (but a stop) makes a damaged sample, named by `place` where the
/// error does not name it itself. @param known  number of samples of the data set
std::vector<DamagedSample> readOneByOne(const PixelSource& source, std::span<const int> samples, std::size_t known,
                                        std::span<std::uint8_t> out, const std::stop_token& stop,
                                        const std::function<void(int, std::span<std::uint8_t>)>& one,
                                        const std::function<std::string(int)>& place);

/// An error as one line: "place: what. remedy". @param place  used where the error names none
std::string reasonOf(const Error& error, const std::string& place);

/// As PixelSource::read, on `threads` threads (0: one for each core).
std::vector<DamagedSample> readParallel(const PixelSource& source, std::span<const int> samples, std::span<std::uint8_t> out,
                                        int threads, std::stop_token stop);

/// float32 [n, h, w, c] = (u8 / 255 - mean) / std, with the same roundings as torchvision's ToTensor and Normalize.
/// @throws Error{Kind::Shape} when the sizes differ or are no multiple of the channels. Cost: one table look-up a value.
void normalise(std::span<const std::uint8_t> pixels, const Preprocessing& preprocessing, std::span<float> out);

struct OpenDataset {
  std::shared_ptr<const Dataset> dataset;
  std::shared_ptr<const PixelSource> pixels;                       ///< null of texts
  std::shared_ptr<const std::vector<SampleText>> texts{};          ///< by sample; null of images
};

struct DatasetOptions {
  DataChoices choices;
  std::filesystem::path cacheFolder;                  ///< empty: $XDG_CACHE_HOME/spurioscope/pixels
  int threads = 0;                                    ///< for looking at the files while opening; 0: one for each core
  bool useCache = true;
  std::uint64_t cacheLimitBytes = 16ull << 30;        ///< of all caches in the folder together
  OpenNumberArrays openNumpy{};                       ///< empty: data sets in NumPy's files are refused
};

/// Opens a folder or a metadata file; the layout is recognised by content. Image files are looked at (existence, size) but not
/// decoded: missing ones are told in `problems` and reported by `read`.
/// @throws Error{Kind::Io}; Error{Kind::Data, Kind::Format, Kind::Range} naming the file, the line and the remedy;
/// Error{Kind::Unsupported} when no layout fits.
OpenDataset openDataset(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop,
                        Progress& progress);

/// The built-in benchmark `fashion-backgrounds` (DESIGN.md section 8): nothing is read from disk, images are composed when read.
OpenDataset openDemoDataset();

}  // namespace spurioscope
