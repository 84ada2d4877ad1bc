// bench_images FOLDER THREADS PASSES [OUT]: from an image folder with metadata.csv to normalised float tensors, without a cache: images a
// second, the best of the passes, as one JSON line. OUT: the first 8 tensors, float32 [n, h, w, 3], to compare with the peer's.
#include <fstream>
#include <iostream>
#include <numeric>

#include "base/json.h"
#include "base/number_text.h"
#include "base/stopwatch.h"
#include "data/pixels.h"
#include "data/prefetch.h"

namespace spurioscope {
namespace {

constexpr int kChunk = 64, kCompared = 8;

int run(const std::string& folder, int threads, int passes, const std::string& out) {
  NoProgress progress;
  DatasetOptions options;
  options.useCache = false;
  options.threads = threads;
  const auto data = openDataset(folder, options, {}, progress);
  std::vector<int> order(data.dataset->samples.size());
  std::iota(order.begin(), order.end(), 0);
  double best = 0;
  std::size_t damaged = 0;
  std::vector<float> tensors(static_cast<std::size_t>(kChunk) * data.pixels->sampleBytes());
  for (int pass = 0; pass < passes; ++pass) {
    const Stopwatch watch;
    Prefetcher prefetcher(data.pixels, order, {.chunk = kChunk, .threads = threads}, {});
    while (const auto chunk = prefetcher.next()) {
      damaged += chunk->damaged.size();
      normalise(chunk->pixels, data.dataset->preprocessing, std::span{tensors}.first(chunk->pixels.size()));
      if (!out.empty() && pass == 0 && chunk->samples.front() == 0) {
        std::ofstream(out, std::ios::binary)
            .write(reinterpret_cast<const char*>(tensors.data()),
                   static_cast<std::streamsize>(kCompared * data.pixels->sampleBytes() * sizeof(float)));
      }
    }
    best = std::max(best, static_cast<double>(order.size()) / watch.seconds());
  }
  std::cout << jsonText(Json{{"images", order.size()}, {"damaged", damaged}, {"threads", threads}, {"imagesPerSecond", best}}) << "\n";
  return damaged == 0 ? 0 : 1;
}

}  // namespace
}  // namespace spurioscope

int main(int argc, char** argv) {
  if (argc != 4 && argc != 5) return 2;
  const auto number = [&](int i) { return static_cast<int>(spurioscope::parseInteger(argv[i]).value_or(1)); };
  return spurioscope::run(argv[1], number(2), number(3), argc == 5 ? argv[4] : "");
}
