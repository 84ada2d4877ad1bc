// make_demo_checkpoints FOLDER [SEED]: trains the demo's network on the built-in benchmark and writes its checkpoints
// (epoch_E_checkpoints.pth.tar) into FOLDER. This is the recorded run behind resources/demo; the seed and every setting stand here.
#include <ATen/ATen.h>

#include <iostream>
#include <set>

#include "base/number_text.h"
#include "base/stopwatch.h"
#include "checkpoint/writer.h"
#include "data/pixels.h"
#include "metrics/group_report.h"
#include "model/executor.h"
#include "training/erm.h"
#include "training/initialise.h"

namespace spurioscope {
namespace {

constexpr std::uint64_t kSeed = 3;
const std::set<int> kSavedEpochs{0, 1, 2, 3, 5, 7, 10, 15, 20};

struct SplitTensors {
  at::Tensor images, labels;
  std::vector<int> samples;
};

SplitTensors load(const OpenDataset& open, Split split) {
  SplitTensors out;
  const auto& dataset = *open.dataset;
  out.samples = dataset.inSplit(split);
  const auto n = static_cast<std::int64_t>(out.samples.size());
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(n) * open.pixels->sampleBytes());
  open.pixels->read(out.samples, pixels, {});
  auto nhwc = at::empty({n, dataset.height(), dataset.width(), 3}, at::kFloat);
  normalise(pixels, dataset.preprocessing, {nhwc.data_ptr<float>(), static_cast<std::size_t>(nhwc.numel())});
  out.images = nhwc.permute({0, 3, 1, 2});
  out.labels = at::empty({n}, at::kLong);
  for (std::int64_t i = 0; i < n; ++i) out.labels.data_ptr<std::int64_t>()[i] = dataset.samples[out.samples[i]].y;
  return out;
}

std::string groupAccuracyText(const OpenDataset& open, const SplitTensors& split, const Graph& graph, const Parameters& parameters) {
  const auto folded = std::make_shared<FoldedGraph>(graph, parameters, at::kCPU);
  Executor executor(folded, open.dataset->height(), open.dataset->width(), 0);
  const Chunk chunk{0, split.images.size(0), [&] { return split.images; }};
  const auto predicted = executor.logits(OverrideSet(*folded, {}), chunk).argmax(1);
  std::vector<double> correct(open.dataset->groups.size()), count(open.dataset->groups.size());
  for (std::size_t i = 0; i < split.samples.size(); ++i) {
    const auto& sample = open.dataset->samples[split.samples[i]];
    count[sample.group] += 1;
    correct[sample.group] += predicted[static_cast<std::int64_t>(i)].item<int>() == sample.y;
  }
  std::string text;
  for (std::size_t g = 0; g < count.size(); ++g) text += " " + fixedText(correct[g] / count[g], 3);
  return text;
}

CheckpointContent contentOf(const Parameters& parameters, int epoch, double loss) {
  CheckpointContent content;
  for (const auto& [name, tensor] : parameters) {
    const auto values = tensor.contiguous();
    const auto* bytes = static_cast<const std::byte*>(values.const_data_ptr());
    content.tensors.push_back({name, values.sizes().vec(), DType::Float32, {bytes, bytes + values.nbytes()}});
  }
  content.epoch = epoch;
  content.loss = loss;
  return content;
}

int run(const std::filesystem::path& folder, std::uint64_t seed) {
  const auto open = openDemoDataset();
  const auto train = load(open, Split::Train), test = load(open, Split::Test);
  const auto shapes = smallResnetShapes({16, 32, 64}, 2);
  const auto network = std::get<Network>(inferNetwork(shapes));
  const auto initial = initialParameters(network.graph, shapes, seed);
  const auto save = [&](int epoch, const Parameters& parameters, double loss) {
    std::cout << "epoch " << epoch << " loss " << fixedText(loss, 4) << " train"
              << groupAccuracyText(open, train, network.graph, parameters) << " test"
              << groupAccuracyText(open, test, network.graph, parameters) << std::endl;
    if (kSavedEpochs.contains(epoch)) {
      writeTorchZip(folder / ("epoch_" + std::to_string(epoch) + "_checkpoints.pth.tar"), contentOf(parameters, epoch, loss));
    }
  };
  save(0, initial, 0);
  NoProgress progress;
  const Stopwatch watch;
  ErmOptions options;
  options.seed = seed;
  trainErm(network.graph, initial, {train.images, train.labels}, options, save, {}, progress);
  std::cout << "trained in " << durationText(watch.seconds()) << ", seed " << seed << "\n";
  return 0;
}

}  // namespace
}  // namespace spurioscope

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: make_demo_checkpoints FOLDER [SEED]\n";
    return 2;
  }
  try {
    const auto seed = argc > 2 ? spurioscope::parseInteger(argv[2]) : std::nullopt;
    return spurioscope::run(argv[1], seed ? static_cast<std::uint64_t>(*seed) : spurioscope::kSeed);
  } catch (const spurioscope::Error& error) {
    std::cerr << error.what() << " (" << error.where().text() << ") " << error.remedy() << "\n";
    return spurioscope::exitCode(error.kind());
  }
}
