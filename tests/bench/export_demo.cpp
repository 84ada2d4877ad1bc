// export_demo FOLDER: the demo's test images (float32 NCHW, normalised), labels, groups and last checkpoint as raw files, so that
// a peer in another language can run the same work.
#include <fstream>
#include <iostream>
#include <vector>

#include "data/pixels.h"
#include "resources/demo/embedded.h"

namespace {

template <class T>
void write(const std::string& file, const std::vector<T>& values) {
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string folder = argv[1];
  const auto open = spurioscope::openDemoDataset();
  const auto samples = open.dataset->inSplit(spurioscope::Split::Test);
  const auto n = samples.size(), h = static_cast<std::size_t>(open.dataset->height()), w = static_cast<std::size_t>(open.dataset->width());
  std::vector<std::uint8_t> pixels(n * open.pixels->sampleBytes());
  open.pixels->read(samples, pixels, {});
  std::vector<float> nhwc(pixels.size()), nchw(pixels.size());
  spurioscope::normalise(pixels, open.dataset->preprocessing, nhwc);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t p = 0; p < h * w; ++p) {
      for (std::size_t c = 0; c < 3; ++c) nchw[(i * 3 + c) * h * w + p] = nhwc[(i * h * w + p) * 3 + c];
    }
  }
  std::vector<std::int64_t> labels, groups;
  for (const int sample : samples) {
    labels.push_back(open.dataset->samples[static_cast<std::size_t>(sample)].y);
    groups.push_back(open.dataset->samples[static_cast<std::size_t>(sample)].group);
  }
  write(folder + "/images.f32", nchw);
  write(folder + "/labels.i64", labels);
  write(folder + "/groups.i64", groups);
  const auto bytes = spurioscope::demoCheckpoint(spurioscope::demoEpochs().back());
  write(folder + "/demo.pth.tar", std::vector<std::byte>(bytes.begin(), bytes.end()));
  std::cout << n << "\n";
}
