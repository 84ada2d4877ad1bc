#pragma once

#include <cstdint>
#include <span>

#include "data/dataset.h"

namespace spurioscope {

/// Part of an image: the pixels with left <= x < left + width and top <= y < top + height.
struct Window {
  int left = 0, top = 0, width = 0, height = 0;
};

/// An 8-bit image of three interleaved channels, row-major, without padding; a view.
struct Pixels3 {
  std::span<const std::uint8_t> values;
  int width = 0, height = 0;
};

/// What Pillow's Image.resize((width, height), BILINEAR) gives inside `window`, bit for bit: a triangle filter widened by the
/// factor of shrinking, two passes in the order of `passes` with 8-bit values between them, coefficients of 22 fractional bits,
/// rounded and clipped (FIELD.md 1.3; Pillow's src/libImaging/Resample.c). What lies outside the window is not computed.
/// @param out  window.width * window.height * 3 bytes.  @throws Error{Kind::Shape} when sizes do not fit.
/// Cost: about (in.height * window.width + window.width * window.height) * 3 * taps multiplications.
void resizeBilinear(const Pixels3& in, int width, int height, const Window& window, PassOrder passes,
                    std::span<std::uint8_t> out);

/// The window of an image as it is. Same parameters and errors.
void crop(const Pixels3& in, const Window& window, std::span<std::uint8_t> out);

/// torchvision's CenterCrop: half of the difference, halves rounded to even. The window must fit.
Window centreWindow(int width, int height, int cropWidth, int cropHeight);

}  // namespace spurioscope
