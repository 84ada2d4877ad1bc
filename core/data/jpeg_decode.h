#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace spurioscope {

/// Decodes a JPEG in memory to RGB, as Pillow's convert("RGB") gives it: accurate DCT, smooth chroma upsampling, grey repeated,
/// CMYK read as Adobe writes it. libjpeg is called directly because OpenCV's reader reverses the channels in a slow loop (a third of the
/// whole loading time was measured there) and hides the decoder's warnings.
/// @param rgb  width * height * 3 bytes for the size that the header says
/// @throws Error{Kind::Format} when data are missing or do not decode, Error{Kind::Unsafe} for more than 500 scans (a small file
/// could keep the decoder busy for minutes), Error{Kind::Shape} when the size is another. Thread-safe.
void decodeJpeg(std::span<const std::byte> file, int width, int height, std::span<std::uint8_t> rgb);

}  // namespace spurioscope
