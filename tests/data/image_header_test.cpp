#include "data/image_header.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "data/image_decode.h"
#include "tests/data/pictures.h"

namespace spurioscope {
namespace {

Kind kindOf(std::span<const std::byte> file) {
  try {
    decodeImage(file);
  } catch (const Error& error) {
    return error.kind();
  }
  return Kind::Internal;
}

TEST(ImageHeader, TellsTheSizeOfEveryFormat) {
  const auto size = [](const char* name) {
    const auto header = readImageHeader(bytesOf(dataFile(name)));
    return std::pair{header.width, header.height};
  };
  EXPECT_EQ(size("rgb.png"), (std::pair{61, 47}));
  EXPECT_EQ(size("photo420.jpg"), (std::pair{121, 93}));
  EXPECT_EQ(size("progressive.jpg"), (std::pair{96, 80}));
  EXPECT_EQ(size("rotated.jpg"), (std::pair{72, 40}));
  EXPECT_EQ(size("rgb.bmp"), (std::pair{23, 19}));
  EXPECT_EQ(size("lossless.webp"), (std::pair{44, 36}));
}

TEST(ImageHeader, RefusesABombBeforeDecoding) {
  auto file = bytesOf(dataFile("rgb.png"));
  for (const std::size_t at : {18u, 22u}) file[at] = std::byte{0xFF};  // 65,341 x 65,327 pixels
  EXPECT_EQ(kindOf(file), Kind::Unsafe);
}

TEST(ImageHeader, RefusesOtherFormatsAndNothing) {
  const std::string tiff = "II*\0 a TIFF is not read";
  EXPECT_EQ(kindOf(std::as_bytes(std::span{tiff})), Kind::Unsupported);
  EXPECT_EQ(kindOf({}), Kind::Format);
}

/// An animated WebP has no one picture; five bits of colour are widened to eight in different ways.
TEST(ImageHeader, RefusesWhatWouldNotBeTheSamePictureElsewhere) {
  using namespace std::string_literals;
  auto animated = "RIFF\x34\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0\x1F\0\0\x1F\0\0"s;
  animated.resize(60);
  EXPECT_EQ(kindOf(std::as_bytes(std::span{animated})), Kind::Unsupported);
  auto file = bytesOf(dataFile("rgb.bmp"));
  file[28] = std::byte{16};
  EXPECT_EQ(kindOf(file), Kind::Unsupported);
}

/// Every cut of every picture must be noticed: none is shown as if it were whole.
TEST(TruncatedImage, IsDamagedWhereverItIsCut) {
  for (const char* name : {"rgb.png", "palette.png", "photo420.jpg", "progressive.jpg", "rotated.jpg", "rgb.bmp", "lossless.webp"}) {
    const auto file = bytesOf(dataFile(name));
    for (std::size_t size = 0; size < file.size() - 1; size += 1 + file.size() / 97) {
      EXPECT_THROW(decodeImage(std::span{file}.first(size)), Error) << name << " cut to " << size;
    }
  }
}

TEST(TruncatedImage, IsNoticedWhenOnlyTheEndMarkerIsMissing) {
  const auto jpeg = bytesOf(dataFile("photo420.jpg")), png = bytesOf(dataFile("rgb.png"));
  EXPECT_EQ(kindOf(std::span{jpeg}.first(jpeg.size() - 2)), Kind::Format);
  EXPECT_EQ(kindOf(std::span{png}.first(png.size() - 12)), Kind::Format);
}

TEST(DamagedImage, IsRefusedWhenAChecksumFails) {
  auto file = bytesOf(dataFile("rgb.png"));
  file[file.size() / 2] ^= std::byte{0x10};
  EXPECT_EQ(kindOf(file), Kind::Format);
}

TEST(ImageWithTrailingBytes, IsRead) {
  auto file = bytesOf(dataFile("photo420.jpg"));
  file.insert(file.end(), 100, std::byte{0});
  EXPECT_EQ(decodeImage(file).width, 121);
}

}  // namespace
}  // namespace spurioscope
