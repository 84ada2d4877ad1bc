#include "figures/png_resolution.h"

#include <zlib.h>

#include <cmath>
#include <cstdint>

namespace spurioscope::figures {
namespace {

constexpr std::size_t kSignature = 8;

void bigEndian(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xff);
}

std::uint32_t bigEndianAt(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

}  // namespace

std::string withPngResolution(const std::string& png, int dpi) {
  std::string chunk = "pHYs";
  const auto perMetre = static_cast<std::uint32_t>(std::lround(dpi / 0.0254));
  bigEndian(chunk, perMetre);
  bigEndian(chunk, perMetre);
  chunk += '\1';  // the unit is the metre
  const auto checksum = static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), static_cast<uInt>(chunk.size())));
  std::string out = png.substr(0, kSignature);
  for (std::size_t at = kSignature; at + 12 <= png.size();) {
    const std::size_t size = std::size_t{12} + bigEndianAt(png, at);
    const std::string type = png.substr(at + 4, 4);
    if (type != "pHYs") out += png.substr(at, size);
    if (type == "IHDR") {
      bigEndian(out, 9);
      out += chunk;
      bigEndian(out, checksum);
    }
    at += size;
  }
  return out;
}

}  // namespace spurioscope::figures
