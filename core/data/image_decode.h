#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.h"

namespace spurioscope {

/// Decodes an image file in memory and prepares it as `preprocessing` says, as PIL.Image.open(...).convert("RGB") and torchvision's
/// Resize and CenterCrop would: orientation tags ignored, alpha and palette transparency dropped, 16-bit grey clipped.
/// @param out  crop.width * crop.height * channels bytes
/// @throws Error (without a file's name: the caller knows it) when the image is damaged, incomplete, too large, of an unknown
/// format or of a size that `preprocessing` cannot take. Cost: about 2 ms for a JPEG of 400 x 400 pixels. Thread-safe.
void prepareImage(std::span<const std::byte> file, const Preprocessing& preprocessing, std::span<std::uint8_t> out);

/// An image of any size as RGB, row-major; for thumbnails and tests. Same errors.
struct DecodedImage {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
};
DecodedImage decodeImage(std::span<const std::byte> file);

}  // namespace spurioscope
