#include "data/image_header.h"

#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/error.h"

namespace spurioscope {
namespace {

/// Reads numbers at offsets of untrusted bytes; outside them the answer is 0, which no caller takes for a good value.
class Bytes {
 public:
  explicit Bytes(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::size_t size() const { return bytes_.size(); }
  std::uint32_t at(std::size_t offset) const { return offset < size() ? std::to_integer<std::uint32_t>(bytes_[offset]) : 0; }
  std::uint32_t big16(std::size_t o) const { return at(o) << 8 | at(o + 1); }
  std::uint32_t big32(std::size_t o) const { return big16(o) << 16 | big16(o + 2); }
  std::uint32_t little16(std::size_t o) const { return at(o) | at(o + 1) << 8; }
  std::uint32_t little32(std::size_t o) const { return little16(o) | little16(o + 2) << 16; }
  bool has(std::size_t offset, std::string_view text) const {
    return offset <= size() && size() - offset >= text.size() && std::memcmp(bytes_.data() + offset, text.data(), text.size()) == 0;
  }
  /// Offset of the next 0xFF from `offset` on, or the size.
  std::size_t nextMarkerByte(std::size_t offset) const {
    if (offset >= size()) return size();
    const void* found = std::memchr(bytes_.data() + offset, 0xFF, size() - offset);
    return found == nullptr ? size() : static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes_.data());
  }

 private:
  std::span<const std::byte> bytes_;
};

[[noreturn]] void damaged(const std::string& what) {
  throw Error{Kind::Format, what, {}, "The file is damaged or incomplete; download or copy it again."};
}

/// A JPEG's segments up to the first start-of-frame, or the end of the file.
/// Marker bytes: SOI D8, SOF C0..CF but C4, C8, CC; SOS DA, EOI D9; D0..D7 and 01 stand alone (ITU T.81, B.1.1).
class JpegWalk {
 public:
  explicit JpegWalk(const Bytes& bytes) : bytes_(bytes) {}

  /// The next marker (offset of its segment's length field is `segment()`), or nothing at the end of the bytes.
  std::optional<std::uint32_t> next() {
    while (true) {
      at_ = bytes_.nextMarkerByte(at_);
      while (at_ < bytes_.size() && bytes_.at(at_) == 0xFF) ++at_;  // fill bytes
      if (at_ >= bytes_.size()) return std::nullopt;
      const std::uint32_t marker = bytes_.at(at_++);
      if (marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) continue;  // stuffing, TEM, RST, SOI
      segment_ = at_;
      // A scan's compressed data follows its header and is stepped over by looking for the next marker.
      if (marker != 0xD9) at_ += bytes_.big16(at_);
      return marker;
    }
  }

  std::size_t segment() const { return segment_; }

 private:
  const Bytes& bytes_;
  std::size_t at_ = 2;
  std::size_t segment_ = 0;
};

ImageHeader jpegHeader(const Bytes& bytes) {
  JpegWalk walk(bytes);
  while (const auto marker = walk.next()) {
    if (*marker == 0xD9 || *marker == 0xDA) break;
    if (*marker < 0xC0 || *marker > 0xCF || *marker == 0xC4 || *marker == 0xC8 || *marker == 0xCC) continue;
    const auto height = static_cast<int>(bytes.big16(walk.segment() + 3)), width = static_cast<int>(bytes.big16(walk.segment() + 5));
    return {ImageFormat::Jpeg, width, height, false};
  }
  damaged("the JPEG has no frame header");
}

ImageHeader webpHeader(const Bytes& bytes) {
  constexpr std::uint32_t kAnimated = 0x02;
  if (bytes.has(12, "VP8X") && (bytes.at(20) & kAnimated) != 0)
    throw Error{Kind::Unsupported, "the WebP image is animated", {}, "Save the frame that is meant as PNG or JPEG."};
  ImageHeader header{ImageFormat::WebP, 0, 0, false};
  if (bytes.has(12, "VP8 ")) {
    header.width = static_cast<int>(bytes.little16(26) & 0x3FFF), header.height = static_cast<int>(bytes.little16(28) & 0x3FFF);
  } else if (bytes.has(12, "VP8L")) {
    const std::uint32_t bits = bytes.little32(21);
    header.width = static_cast<int>(bits & 0x3FFF) + 1, header.height = static_cast<int>(bits >> 14 & 0x3FFF) + 1;
  } else if (bytes.has(12, "VP8X")) {
    header.width = static_cast<int>(bytes.little32(24) & 0xFFFFFF) + 1;
    header.height = static_cast<int>(bytes.little32(27) & 0xFFFFFF) + 1;
  }
  return header;
}

/// A PNG side or a BMP side as a positive int, 0 where it is none.
int side(std::int64_t value) { return value > 0 && value < (1 << 30) ? static_cast<int>(value) : 0; }

ImageHeader sizedHeader(const Bytes& bytes) {
  if (bytes.has(0, "\x89PNG\r\n\x1a\n")) {
    if (!bytes.has(12, "IHDR")) damaged("the PNG has no header chunk");
    return {ImageFormat::Png, side(bytes.big32(16)), side(bytes.big32(20)), bytes.at(24) == 16 && bytes.at(25) == 0};
  }
  if (bytes.has(0, "\xFF\xD8\xFF")) return jpegHeader(bytes);
  if (bytes.has(0, "RIFF") && bytes.has(8, "WEBP")) return webpHeader(bytes);
  if (bytes.has(0, "BM")) {
    if (bytes.little16(28) == 16)  // OpenCV shifts five bits to eight, Pillow scales them: up to seven levels apart
      throw Error{
          Kind::Unsupported, "the BMP has 16 bits a pixel", {}, "Convert it to PNG with the program that the network was trained with."};
    const auto height = static_cast<std::int32_t>(bytes.little32(22));  // negative: rows from the top
    return {ImageFormat::Bmp, side(static_cast<std::int32_t>(bytes.little32(18))), side(std::abs(std::int64_t{height})), false};
  }
  if (bytes.size() == 0) damaged("the file is empty");
  throw Error{Kind::Unsupported, "this is not a PNG, JPEG, BMP or WebP image", {}, "Convert it to PNG or JPEG."};
}

void requireWholePng(const Bytes& bytes) {
  for (std::size_t at = 8; at + 12 <= bytes.size();) {
    if (bytes.has(at + 4, "IEND")) return;
    at += std::size_t{bytes.big32(at)} + 12;
  }
  damaged("the PNG ends early");
}

/// Rows are padded to 4 bytes. Run-length-coded rows (compression 1 and 2) have no length of their own: their decoder checks.
void requireWholeBmp(const Bytes& bytes) {
  const std::uint64_t compression = bytes.little32(30), bits = bytes.little16(28);
  const std::uint64_t width = bytes.little32(18);
  const auto height = static_cast<std::uint64_t>(std::abs(std::int64_t{static_cast<std::int32_t>(bytes.little32(22))}));
  const bool coded = compression == 1 || compression == 2;
  const std::uint64_t rows = coded ? 0 : (width * bits + 31) / 32 * 4 * height;
  if (bytes.size() < 54 || bytes.size() < bytes.little32(10) + rows) damaged("the BMP ends early");
}

void requireWholeJpeg(const Bytes& bytes) {
  JpegWalk walk(bytes);
  while (const auto marker = walk.next()) {
    if (*marker == 0xD9) return;
  }
  damaged("the JPEG ends early");
}

}  // namespace

ImageHeader readImageHeader(std::span<const std::byte> file) {
  const ImageHeader header = sizedHeader(Bytes(file));
  if (header.width <= 0 || header.height <= 0) damaged("the image says that it has no pixels");
  if (static_cast<std::uint64_t>(header.width) * static_cast<std::uint64_t>(header.height) > kMaxImagePixels) {
    throw Error{Kind::Unsafe, "the image says that it has " + std::to_string(header.width) + " x " + std::to_string(header.height) +
                                  " pixels; at most " + std::to_string(kMaxImagePixels) + " are decoded", {},
                "Make it smaller; a network sees a few hundred pixels a side."};
  }
  return header;
}

void requireWholeImage(std::span<const std::byte> file, ImageFormat format) {
  const Bytes bytes(file);
  if (format == ImageFormat::Png) requireWholePng(bytes);
  if (format == ImageFormat::Jpeg) requireWholeJpeg(bytes);
  if (format == ImageFormat::WebP && bytes.size() < std::size_t{bytes.little32(4)} + 8) damaged("the WebP image ends early");
  if (format == ImageFormat::Bmp) requireWholeBmp(bytes);
}

}  // namespace spurioscope
