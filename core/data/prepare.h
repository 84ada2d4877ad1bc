#pragma once

#include <cstdint>
#include <span>

#include "data/preprocessing.h"
#include "data/resize.h"

namespace spurioscope {

/// A decoded RGB image as the network's pixels: grey where wanted (Pillow's convert("L")), cropped, resized and cropped as
/// `preprocessing` says, bit for bit as Pillow and torchvision do. Grey comes before the resize, as in convert("L").
/// @param out  crop.width * crop.height * channels bytes, row-major
/// @throws Error{Kind::Shape} (without a file's name) when a crop does not fit or an exact size is another. Thread-safe.
void preparePixels(const Pixels3& image, const Preprocessing& preprocessing, std::span<std::uint8_t> out);

/// Grey values as RGB. @param rgb  3 bytes for each of `grey`
void repeatGrey(std::span<const std::uint8_t> grey, std::span<std::uint8_t> rgb);

}  // namespace spurioscope
