#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace spurioscope {

enum class ImageFormat { Png, Jpeg, Bmp, WebP };

/// What an image file says of itself before anything is decoded.
struct ImageHeader {
  ImageFormat format = ImageFormat::Png;
  int width = 0, height = 0;
  bool grey16 = false;  ///< PNG with one 16-bit channel: Pillow clips it to 8 bits, others take the high byte
};

/// More pixels than this are refused before decoding (Pillow warns from the same number on).
inline constexpr std::uint64_t kMaxImagePixels = 89'478'485;

/// Recognises PNG, JPEG, BMP and WebP by content and reads the size. @throws Error{Kind::Unsupported} for another format,
/// Error{Kind::Format} for a damaged header, Error{Kind::Unsafe} for an image without or with too many pixels. Cost: O(header).
ImageHeader readImageHeader(std::span<const std::byte> file);

/// Checks that a file is whole, which decoders do not always tell: a JPEG must reach its end marker, a PNG its IEND chunk, the
/// others the length that they declare. @throws Error{Kind::Format} otherwise. Cost: one pass over a JPEG, O(chunks) for others.
void requireWholeImage(std::span<const std::byte> file, ImageFormat format);

}  // namespace spurioscope
