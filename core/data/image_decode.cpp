#include "data/image_decode.h"

#include <algorithm>
#include <string>
#include <utility>

#include <opencv2/imgcodecs.hpp>

#include "base/error.h"
#include "data/image_header.h"
#include "data/jpeg_decode.h"
#include "data/prepare.h"

namespace spurioscope {
namespace {

/// RGB pixels of a whole image.
struct Decoded {
  std::vector<std::uint8_t> rgb;
  int width = 0, height = 0;

  Pixels3 view() const { return {rgb, width, height}; }
};

cv::Mat opencvDecoded(std::span<const std::byte> file, int flags, cv::Mat& into) {
  // imdecode does not write to its input; its parameter type only cannot say so.
  const cv::Mat input(1, static_cast<int>(file.size()), CV_8U, const_cast<std::byte*>(file.data()));
  try {
    return cv::imdecode(input, flags | cv::IMREAD_IGNORE_ORIENTATION, &into);
  } catch (const cv::Exception& error) {
    throw Error{Kind::Format, "the image cannot be decoded: " + error.err, {}, "Convert it to PNG or JPEG again."};
  }
}

void requireDecoded(const cv::Mat& result, const Decoded& image, int type) {
  if (!result.empty() && result.cols == image.width && result.rows == image.height && result.type() == type) return;
  throw Error{Kind::Format, "the image cannot be decoded", {}, "The file is damaged; download or copy it again."};
}

/// 16-bit grey, clipped to 255 as Pillow does.
void decodeGrey16(std::span<const std::byte> file, Decoded& image) {
  cv::Mat memory;
  const cv::Mat grey = opencvDecoded(file, cv::IMREAD_GRAYSCALE | cv::IMREAD_ANYDEPTH, memory);
  requireDecoded(grey, image, CV_16UC1);
  std::uint8_t* to = image.rgb.data();
  for (int y = 0; y < image.height; ++y) {
    const auto* from = grey.ptr<std::uint16_t>(y);
    for (int x = 0; x < image.width; ++x, to += 3) std::fill_n(to, 3, static_cast<std::uint8_t>(std::min<int>(from[x], 255)));
  }
}

void decodeWithOpenCv(std::span<const std::byte> file, Decoded& image) {
  cv::Mat memory(image.height, image.width, CV_8UC3, image.rgb.data());
  const cv::Mat bgr = opencvDecoded(file, cv::IMREAD_COLOR, memory);
  requireDecoded(bgr, image, CV_8UC3);
  if (bgr.data != image.rgb.data()) bgr.copyTo(cv::Mat(image.height, image.width, CV_8UC3, image.rgb.data()));
  for (std::size_t i = 0; i < image.rgb.size(); i += 3) std::swap(image.rgb[i], image.rgb[i + 2]);
}

Decoded decode(std::span<const std::byte> file) {
  const ImageHeader header = readImageHeader(file);
  requireWholeImage(file, header.format);
  const std::size_t bytes = std::size_t(header.width) * std::size_t(header.height) * 3;
  Decoded image{std::vector<std::uint8_t>(bytes), header.width, header.height};
  if (header.format == ImageFormat::Jpeg) {
    decodeJpeg(file, header.width, header.height, image.rgb);
  } else if (header.grey16) {
    decodeGrey16(file, image);
  } else {
    decodeWithOpenCv(file, image);
  }
  return image;
}

}  // namespace

void prepareImage(std::span<const std::byte> file, const Preprocessing& preprocessing, std::span<std::uint8_t> out) {
  const Decoded image = decode(file);
  preparePixels(image.view(), preprocessing, out);
}

DecodedImage decodeImage(std::span<const std::byte> file) {
  Decoded image = decode(file);
  return {image.width, image.height, std::move(image.rgb)};
}

}  // namespace spurioscope
