#include "data/jpeg_decode.h"

#include <csetjmp>
#include <cstdio>
#include <string>
#include <vector>

#include <jpeglib.h>
// after jpeglib.h
#include <jerror.h>

#include "base/error.h"

namespace spurioscope {
namespace {

constexpr int kMaxScans = 500;  // as libjpeg-turbo's own tools and fuzzers

/// libjpeg's objects and what its callbacks found. It leaves by longjmp, so nothing with a destructor may live in the functions
/// between `setjmp` and the library.
struct Decoder {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf escape;
  char message[JMSG_LENGTH_MAX] = "";
  bool tooManyScans = false;
};

Decoder& decoderOf(j_common_ptr info) { return *static_cast<Decoder*>(info->client_data); }

[[noreturn]] void leave(j_common_ptr info) {
  Decoder& decoder = decoderOf(info);
  info->err->format_message(info, decoder.message);
  std::longjmp(decoder.escape, 1);
}

/// Warnings after which pixels are invented rather than read end the decoding; harmless ones (bytes between segments) do not.
void judgeWarning(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC: leave(info);
    default: return;
  }
}

void countScans(j_common_ptr info) {
  Decoder& decoder = decoderOf(info);
  if (decoder.info.input_scan_number <= kMaxScans) return;
  decoder.tooManyScans = true;
  std::longjmp(decoder.escape, 1);
}

/// CMYK as Pillow reads it (inverted, the convention of Adobe) and converts it to RGB (its cmyk2rgb).
void rgbOfCmyk(const std::uint8_t* cmyk, int width, std::uint8_t* rgb) {
  for (int x = 0; x < width; ++x) {
    const int light = cmyk[4 * x + 3];  // 255 - K
    for (int c = 0; c < 3; ++c) {
      const int product = (255 - cmyk[4 * x + c]) * light + 128;
      rgb[3 * x + c] = static_cast<std::uint8_t>(light - (((product >> 8) + product) >> 8));
    }
  }
}

void rgbOfGrey(const std::uint8_t* grey, int width, std::uint8_t* rgb) {
  for (int x = 0; x < width; ++x) rgb[3 * x] = rgb[3 * x + 1] = rgb[3 * x + 2] = grey[x];
}

enum class Outcome { Good, Failed, OtherSize };

/// @param row  room for width * 4 bytes, used by other colour spaces than RGB
Outcome decodeRows(Decoder& decoder, std::span<const std::byte> file, int width, int height, std::uint8_t* row, std::uint8_t* rgb) {
  jpeg_decompress_struct& info = decoder.info;
  if (setjmp(decoder.escape) != 0) return Outcome::Failed;
  jpeg_create_decompress(&info);
  info.progress = &decoder.progress;
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(file.data()), static_cast<unsigned long>(file.size()));
  jpeg_read_header(&info, TRUE);
  const auto wide = static_cast<JDIMENSION>(width), high = static_cast<JDIMENSION>(height);
  if (info.image_width != wide || info.image_height != high) return Outcome::OtherSize;
  info.out_color_space = info.num_components == 1 ? JCS_GRAYSCALE : info.num_components == 4 ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&info);
  while (info.output_scanline < info.output_height) {
    std::uint8_t* to = rgb + std::size_t(info.output_scanline) * std::size_t(width) * 3;
    JSAMPROW target = info.out_color_space == JCS_RGB ? to : row;
    jpeg_read_scanlines(&info, &target, 1);
    if (info.out_color_space == JCS_CMYK) rgbOfCmyk(row, width, to);
    if (info.out_color_space == JCS_GRAYSCALE) rgbOfGrey(row, width, to);
  }
  jpeg_finish_decompress(&info);
  return Outcome::Good;
}

}  // namespace

void decodeJpeg(std::span<const std::byte> file, int width, int height, std::span<std::uint8_t> rgb) {
  std::vector<std::uint8_t> row(static_cast<std::size_t>(width) * 4);
  Decoder decoder;
  decoder.info.err = jpeg_std_error(&decoder.errors);
  decoder.info.client_data = &decoder;
  decoder.errors.error_exit = leave;
  decoder.errors.emit_message = judgeWarning;
  decoder.errors.output_message = [](j_common_ptr) {};
  decoder.progress.progress_monitor = countScans;
  const bool fits = rgb.size() == std::size_t(width) * std::size_t(height) * 3;
  const Outcome outcome = fits ? decodeRows(decoder, file, width, height, row.data(), rgb.data()) : Outcome::OtherSize;
  jpeg_destroy_decompress(&decoder.info);
  if (outcome == Outcome::Good) return;
  if (outcome == Outcome::OtherSize) throw Error{Kind::Shape, "the JPEG has another size than its first header says", {}, {}};
  if (decoder.tooManyScans) {
    throw Error{Kind::Unsafe, "the JPEG has more than 500 scans", {}, "Save it again with an image program."};
  }
  throw Error{Kind::Format, "the JPEG cannot be decoded: " + std::string(decoder.message), {},
              "The file is damaged or incomplete; download or copy it again."};
}

}  // namespace spurioscope
