// prepare_pixels: reads lines "FILE<tab>PREPROCESSING" and writes for each a 32-bit length (machine order) and that many bytes: the pixels
// before normalisation. Length 0xFFFFFFFF: the image was refused, the reason is on stderr. For compare_pillow.py.
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "data/image_decode.h"
#include "data/image_header.h"

namespace spurioscope {
namespace {

std::vector<std::uint8_t> prepared(const std::string& path, const std::string& text) {
  const std::string content = readTextFile(path);
  const auto file = std::as_bytes(std::span{content});
  Preprocessing preprocessing = parsePreprocessing(text, paperEvaluation());
  if (preprocessing.crop == Size{}) {
    const auto header = readImageHeader(file);
    preprocessing.crop = {header.width, header.height};
  }
  std::vector<std::uint8_t> out(std::size_t(preprocessing.crop.width) * std::size_t(preprocessing.crop.height) *
                                std::size_t(preprocessing.channels));
  prepareImage(file, preprocessing, out);
  return out;
}

void write(std::uint32_t length, const std::vector<std::uint8_t>& bytes) {
  std::cout.write(reinterpret_cast<const char*>(&length), sizeof length);
  std::cout.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

int run() {
  for (std::string line; std::getline(std::cin, line);) {
    const auto tab = line.find('\t');
    try {
      const auto bytes = prepared(line.substr(0, tab), line.substr(tab + 1));
      write(static_cast<std::uint32_t>(bytes.size()), bytes);
    } catch (const Error& error) {
      std::cerr << line << ": " << error.what() << '\n';
      write(UINT32_MAX, {});
    }
  }
  return 0;
}

}  // namespace
}  // namespace spurioscope

int main() { return spurioscope::run(); }
