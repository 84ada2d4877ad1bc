#include "data/prepare.h"

#include <string>
#include <vector>

#include "base/error.h"

namespace spurioscope {
namespace {

std::string sizeText(Size size) { return std::to_string(size.width) + " x " + std::to_string(size.height); }

void requireCrop(Size image, Size wanted, const char* remedy) {
  if (image.width >= wanted.width && image.height >= wanted.height) return;
  throw Error{Kind::Shape, "the image has " + sizeText(image) + " pixels, the crop needs " + sizeText(wanted), {}, remedy};
}

/// Pillow's rgb2l: ITU-R 601-2 luma in 16 fractional bits.
std::vector<std::uint8_t> greyAsRgb(std::span<const std::uint8_t> rgb) {
  std::vector<std::uint8_t> grey(rgb.size());
  for (std::size_t i = 0; i + 2 < rgb.size(); i += 3) {
    const int luma = (rgb[i] * 19595 + rgb[i + 1] * 38470 + rgb[i + 2] * 7471 + 0x8000) >> 16;
    grey[i] = grey[i + 1] = grey[i + 2] = static_cast<std::uint8_t>(luma);
  }
  return grey;
}

/// All of `preprocessing` but the grey.
void resizeAndCrop(Pixels3 image, const Preprocessing& preprocessing, std::span<std::uint8_t> out) {
  std::vector<std::uint8_t> cropped;
  if (const Size first = preprocessing.firstCrop; first != Size{}) {
    requireCrop({image.width, image.height}, first, "Choose a preprocessing without a first crop.");
    cropped.resize(std::size_t(first.width) * std::size_t(first.height) * 3);
    crop(image, centreWindow(image.width, image.height, first.width, first.height), cropped);
    image = {cropped, first.width, first.height};
  }
  const Size size = resizedSize(preprocessing, {image.width, image.height});
  if (preprocessing.exact && size != preprocessing.crop) {
    throw Error{Kind::Shape, "the image has " + sizeText(size) + " pixels, the others " + sizeText(preprocessing.crop), {},
                "Choose a preprocessing that resizes (--preprocess)."};
  }
  requireCrop(size, preprocessing.crop, "Choose a preprocessing that resizes (--preprocess).");
  const Window window = centreWindow(size.width, size.height, preprocessing.crop.width, preprocessing.crop.height);
  if (size == Size{image.width, image.height}) {
    crop(image, window, out);
  } else {
    resizeBilinear(image, size.width, size.height, window, preprocessing.passes, out);
  }
}

}  // namespace

void preparePixels(const Pixels3& image, const Preprocessing& preprocessing, std::span<std::uint8_t> out) {
  if (preprocessing.channels == 3) return resizeAndCrop(image, preprocessing, out);
  const auto grey = greyAsRgb(image.values);
  std::vector<std::uint8_t> rgb(out.size() * 3);
  resizeAndCrop({grey, image.width, image.height}, preprocessing, rgb);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = rgb[3 * i];
}

void repeatGrey(std::span<const std::uint8_t> grey, std::span<std::uint8_t> rgb) {
  for (std::size_t i = 0; i < grey.size(); ++i) rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = grey[i];
}

}  // namespace spurioscope
