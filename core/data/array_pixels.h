#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>

#include "data/folder.h"
#include "data/layout.h"
#include "data/pixel_cache.h"
#include "data/pixels.h"

namespace spurioscope {

/// Decoded images that lie in one array, all of one size. Thread-safe.
class ImageArray {
 public:
  virtual ~ImageArray() = default;
  virtual int count() const = 0;
  virtual Size size() const = 0;
  virtual int channels() const = 0;  ///< 1 or 3
  /// uint8 [height, width, channels] of one image. @throws Error where it cannot be read
  virtual void read(int image, std::span<std::uint8_t> out, std::stop_token stop) const = 0;
  /// Of the file that holds the image: its cached pixels hold as long as it is the same.
  virtual FileIdentity identity() const = 0;
};

/// The last steps that layouts of arrays share. `dataset` has everything but groups and fingerprint, and its samples are the array's images
/// in order; `standard` is the layout's preprocessing; `contents` has a number for each image that tells its content apart.
OpenDataset openArray(Dataset dataset, std::shared_ptr<const ImageArray> array, const Preprocessing& standard,
                      const std::vector<std::uint64_t>& contents, const DatasetOptions& options);

}  // namespace spurioscope
