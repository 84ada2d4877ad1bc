// bench_forward CHECKPOINT BATCH SIZE RUNS: milliseconds of a forward pass on random images, of the fused executor, and of the
// statistics pass over all sites on 4 batches, medians, as one JSON line.
#include <ATen/ATen.h>

#include <iostream>

#include "analysis/activation_statistics.h"
#include "base/json.h"
#include "base/number_text.h"
#include "base/stopwatch.h"
#include "model/catalogue.h"
#include "model/executor.h"

namespace spurioscope {
namespace {

/// Random pixels: reading costs next to nothing, so a pass measures the network alone.
class NoisePixels final : public PixelSource {
 public:
  explicit NoisePixels(int side) : side_(side) {}
  int height() const override { return side_; }
  int width() const override { return side_; }
  int channels() const override { return 3; }
  std::vector<DamagedSample> read(std::span<const int> samples, std::span<std::uint8_t> out, std::stop_token) const override {
    std::uint32_t state = static_cast<std::uint32_t>(samples.front()) + 1;
    for (auto& value : out) value = static_cast<std::uint8_t>((state = state * 1664525u + 1013904223u) >> 24);
    return {};
  }

 private:
  int side_;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int run(const std::string& file, int batch, int side, int runs) {
  const auto checkpoint = readCheckpoint(file);
  const auto network = std::get<Network>(inferNetwork(shapeTable(*checkpoint)));
  const auto graph = std::make_shared<FoldedGraph>(network.graph, loadParameters(*checkpoint, network.graph), at::kCPU);
  auto dataset = std::make_shared<Dataset>();
  dataset->classNames = {"0", "1"};
  dataset->attributeNames = {"0", "1"};
  dataset->preprocessing = {.name = "noise", .crop = {side, side}, .mean = {0.5f, 0.5f, 0.5f}, .std = {0.25f, 0.25f, 0.25f}};
  for (int i = 0; i < 4 * batch; ++i) dataset->samples.push_back({std::to_string(i), i % 2, i / 2 % 2, i % 2 * 2 + i / 2 % 2, Split::Test});
  findGroups(*dataset);
  const OpenDataset open{dataset, std::make_shared<NoisePixels>(side)};
  SplitChunks chunks(open, Split::Test, batch, 0, at::kCPU, 0, std::make_shared<DamagedSamples>());
  const OverrideSet none(*graph, {});
  const auto image = chunks.inputs(chunks.samplesOf(0), {});
  std::vector<double> forward, plainPass, statisticsPass;
  NoProgress progress;
  for (int i = 0; i < runs + 2; ++i) {
    Executor executor(graph, side, side, 0);
    Stopwatch watch;
    executor.logits(none, {0, batch, [&] { return image; }});
    const double one = watch.milliseconds();
    watch.restart();
    for (int c = 0; c < chunks.count(); ++c) executor.logits(none, chunks.chunk(c, {}));
    const double pass = watch.milliseconds();
    watch.restart();
    gatherStatistics(executor, *dataset, chunks, {}, {}, progress);
    if (i < 2) continue;  // warm-up
    forward.push_back(one), plainPass.push_back(pass), statisticsPass.push_back(watch.milliseconds());
  }
  std::cout << jsonText(Json{{"forwardMs", median(forward)},
                             {"imagesPerSecond", 1e3 * batch / median(forward)},
                             {"passMs", median(plainPass)},
                             {"statisticsMs", median(statisticsPass)},
                             {"statisticsOverPass", median(statisticsPass) / median(plainPass)}})
            << "\n";
  return 0;
}

}  // namespace
}  // namespace spurioscope

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const auto number = [&](int i) { return static_cast<int>(spurioscope::parseInteger(argv[i]).value_or(0)); };
  return spurioscope::run(argv[1], number(2), number(3), number(4));
}
