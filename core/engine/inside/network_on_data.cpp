#include "engine/inside/network_on_data.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "analysis/sweep.h"
#include "base/error.h"
#include "base/random.h"
#include "data/as_rgb.h"
#include "engine/inside/checkpoint_source.h"
#include "engine/inside/text_input.h"
#include "model/tensor_memory.h"

namespace spurioscope::engine {
namespace {

Intervention interventionOf(Mode mode) {
  switch (mode) {
    case Mode::ZeroWeights: return Intervention::ZeroWeights;
    case Mode::ZeroActivation: return Intervention::ZeroActivation;
    case Mode::Mean: return Intervention::Mean;
    case Mode::Scale: return Intervention::Scale;
    case Mode::RandomInit: return Intervention::RandomInit;
    case Mode::Noise: return Intervention::Noise;
    case Mode::Rewind: return Intervention::Rewind;
  }
  return Intervention::ZeroWeights;
}

/// A network with one output z tells two classes apart by its sign (BCEWithLogitsLoss). As logits (0, z) it is one of two outputs: their
/// softmax is z's sigmoid, their cross-entropy its loss, and the larger one the class.
void takeSignAsClass(Network& network) {
  auto& graph = network.graph;
  graph.logits =
      graph.add({.op = Op::PadChannels, .name = "logits of two classes", .inputs = {graph.logits}, .channels = 2, .index = 1});
  network.architecture.classes = 2;
}

void requireFit(const Network& network, const Dataset& dataset) {
  const auto& architecture = network.architecture;
  const bool texts = network.graph.takesTokens;
  if (texts != dataset.holdsTexts) {
    throw Error{Kind::Shape,
                texts ? "the network reads texts, the data set holds images" : "the network sees images, the data set holds texts",
                {dataset.path, {}, {}},
                texts ? "Open a data set of texts: a CSV file with a column of texts (--column text=COLUMN)."
                      : "Open a data set of images, or a checkpoint of BERT's kind."};
  }
  if (!texts && architecture.input[0] != dataset.channels()) {
    throw Error{
        Kind::Shape,
        "the network takes " + std::to_string(architecture.input[0]) + " channels, the images have " + std::to_string(dataset.channels()),
        {dataset.path, {}, {}},
        "Open the data set that this network was trained on, or choose grey or colour (--preprocess channels=1 or channels=3)."};
  }
  if (architecture.classes != dataset.nClasses()) {
    throw Error{Kind::Shape,
                "the network tells " + std::to_string(architecture.classes) + " classes apart, the data set has " +
                    std::to_string(dataset.nClasses()),
                {dataset.path, {}, {}},
                "Open a checkpoint that was trained on these classes, or labels in which each of its classes occurs."};
  }
}

/// The network for images of this size; where it cannot take them, the data set is named.
std::unique_ptr<Executor> executorFor(const std::shared_ptr<const FoldedGraph>& folded, const std::array<std::int64_t, 2>& size,
                                      std::uint64_t keptBytes, const Dataset& dataset) {
  try {
    return std::make_unique<Executor>(folded, size[0], size[1], keptBytes);
  } catch (const Error& error) {
    if (!error.where().text().empty()) throw;
    throw Error{error.kind(), error.what(), {dataset.path, {}, {}}, error.remedy()};
  }
}

/// New weights that are the old ones (noise of 0, a rewind to the same values) move no logit, but evaluated they would by rounding.
bool keepsWeights(const FoldedGraph& folded, const std::vector<ChannelOverride>& overrides) {
  constexpr double kRounding = 1e-6;
  return !overrides.empty() && std::all_of(overrides.begin(), overrides.end(), [&](const ChannelOverride& one) {
    const auto& convolution = folded.step(one.step).convolution;
    return one.kind == ChannelOverride::Kind::Recomputed && convolution &&
           one.constant == convolution->bias()[one.channel].item<double>() &&
           at::allclose(one.row.to(convolution->weight().device()), convolution->weight()[one.channel], kRounding, 0);
  });
}

/// Bytes of all values of one sample, before and after activations.
double bytesPerSample(const Executor& executor) {
  double bytes = 0;
  for (int step = 0; step < executor.graph().size(); ++step) {
    const auto [h, w] = executor.outputSize(step);
    bytes += 4.0 * static_cast<double>(h * w * executor.graph().step(step).channels);
  }
  return bytes;
}

}  // namespace

ChannelEdit toChannelEdit(const Edit& edit) {
  return {edit.site, edit.channel, interventionOf(edit.mode), edit.alpha, edit.std, edit.seed, edit.from};
}

Parameters parametersToRewindTo(const std::string& source, const Graph& graph) {
  if (source.empty())
    throw Error{Kind::Usage, "rewind needs a checkpoint to rewind to", {{}, {}, "--from"}, "Name an earlier epoch of the same run."};
  const auto other = readSource(source);
  const auto inference = inferNetwork(shapeTable(*other));
  const auto* network = std::get_if<Network>(&inference);
  if (network == nullptr || parameterNames(network->graph) != parameterNames(graph)) {
    throw Error{Kind::Shape, "the checkpoint to rewind to is another network", {source, {}, {}}, "Rewind only between epochs of one run."};
  }
  return loadParameters(*other, network->graph);
}

NetworkOnData::NetworkOnData(std::shared_ptr<const Checkpoint> checkpoint, const std::string& source, const Network& network,
                             OpenDataset data, const Settings& settings, const c10::Device& device)
    : checkpoint_(std::move(checkpoint)), network_(network), data_(std::move(data)), settings_(settings), device_(device) {
  // Grey images (MNIST) are shown to a network of three channels as three times the same, as its training repeated them.
  if (network_.architecture.input[0] == 3 && data_.pixels) data_ = asRgb(data_);
  if (network_.architecture.classes == 1 && data_.dataset->nClasses() == 2) takeSignAsClass(network_);
  requireFit(network_, *data_.dataset);
  parameters_ = loadParameters(*checkpoint_, network_.graph);
  folded_ = std::make_shared<FoldedGraph>(network_.graph, parameters_, device_);
  inputSize_ = {data_.dataset->height(), data_.dataset->width()};
  if (data_.texts) {
    tokens_ = openText(source, network_, parameters_, data_, settings_);
    inputSize_ = {usualLength(*tokens_, data_.texts->size()), 1};
  }
  // Beside the kept values there are those of the pass that is running: 320 MB are a ResNet-50's statistics of 16 images.
  TensorMemory::keepAtMost(settings_.keptBytes + std::min<std::size_t>(settings_.keptBytes, 320u << 20));
  executor_ = executorFor(folded_, inputSize_, settings_.keptBytes, *data_.dataset);
  chunk_ = chunkSize(executor_->forwardMultiplications());
  const double fits = static_cast<double>(settings_.keptBytes) / bytesPerSample(*executor_);
  sweepChunk_ = static_cast<int>(std::clamp(fits, 1.0, static_cast<double>(chunk_)));
}

LiveSplit& NetworkOnData::live(Split split) {
  auto found = live_.find(split);
  if (found == live_.end()) {
    auto chunks = pass(split);
    const auto count = static_cast<std::size_t>(chunks.count());
    found = live_.emplace(split, LiveSplit{std::move(chunks), std::vector<at::Tensor>(count)}).first;
    std::int64_t total = 0;
    for (const auto& [one, state] : live_) total += state.chunks.count();
    executor_->kept().setChunks(total);
  }
  return found->second;
}

SplitChunks NetworkOnData::pass(Split split) const {
  return SplitChunks(data_, split, chunk_, firstChunkId(split), device_, settings_.threads, damaged_, tokens_);
}

SplitChunks NetworkOnData::sweepPass(Split split) const {
  return SplitChunks(data_, split, sweepChunk_, 0, device_, settings_.threads, damaged_, tokens_);
}

std::unique_ptr<Executor> NetworkOnData::sweepExecutor() const {
  auto executor = std::make_unique<Executor>(folded_, inputSize_[0], inputSize_[1], settings_.keptBytes);
  executor->useQuick();  // what a sweep tells apart differs by far more than the quick way's rounding
  return executor;
}

void NetworkOnData::setClassOrder(ClassOrder order) {
  if (order == wantedOrder_) return;
  wantedOrder_ = order;
  classOrder_.clear();
}

const std::vector<int>& NetworkOnData::classOrder(std::stop_token stop) {
  if (!classOrder_.empty()) return classOrder_;
  std::vector<int> order(static_cast<std::size_t>(dataset().nClasses()));
  std::iota(order.begin(), order.end(), 0);
  const auto& evidence = classEvidence(stop);
  const bool reversed =
      wantedOrder_ == ClassOrder::Automatic ? evidence.reversed > evidence.identity : wantedOrder_ == ClassOrder::Reversed;
  if (reversed) std::reverse(order.begin(), order.end());
  classOrder_ = order;
  return classOrder_;
}

const ClassOrderEvidence& NetworkOnData::classEvidence(std::stop_token stop) {
  if (classEvidence_) return *classEvidence_;
  if (dataset().nClasses() != 2) return classEvidence_.emplace();
  std::vector<int> samples;
  Split split = Split::Train;
  for (const auto one : kSplits) {
    if (!samples.empty()) break;
    samples = dataset().inSplit(one);
    split = one;
  }
  Random(64).shuffle(samples);
  samples.resize(std::min<std::size_t>(samples.size(), executor_->forwardMultiplications() > 5e8 ? 64 : 512));
  auto chunks = pass(split);
  std::int64_t n = 0, right = 0;
  for (std::size_t first = 0; first < samples.size(); first += static_cast<std::size_t>(chunk_)) {
    const auto part = std::span(samples).subspan(first, std::min<std::size_t>(chunk_, samples.size() - first));
    const Chunk chunk{-1, static_cast<std::int64_t>(part.size()), [&] { return chunks.inputs(part, stop); }};
    executor_->kept().clear(-1);
    const auto predicted = predictedClasses(executor_->logits(OverrideSet(*folded_, {}), chunk, stop).to(at::kCPU), {0, 1});
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (chunks.damaged().contains(part[i]) || predicted[i] < 0) continue;
      ++n;
      right += predicted[i] == dataset().samples[part[i]].y;
    }
  }
  executor_->kept().clear(-1);
  const double share = n > 0 ? static_cast<double>(right) / static_cast<double>(n) : 0;
  return classEvidence_.emplace(ClassOrderEvidence{std::string(splitName(split)), n, share, n > 0 ? 1 - share : 0});
}

int NetworkOnData::columnOf(int y, std::stop_token stop) {
  const auto& order = classOrder(stop);
  return static_cast<int>(std::find(order.begin(), order.end(), y) - order.begin());
}

std::shared_ptr<const ActivationStatistics> NetworkOnData::statistics(Split split, std::stop_token stop, Progress& progress) {
  if (const auto known = knownStatistics(split)) return known;
  live(split);  // so that the kept values' shares count this split
  auto chunks = pass(split);
  StatisticsOptions options;
  options.valueBytes = settings_.sampleBytes;
  auto gathered = std::make_shared<ActivationStatistics>(gatherStatistics(*executor_, dataset(), chunks, options, stop, progress));
  statistics_[split] = gathered;
  return gathered;
}

std::shared_ptr<const ActivationStatistics> NetworkOnData::knownStatistics(Split split) const {
  const auto found = statistics_.find(split);
  return found == statistics_.end() ? nullptr : found->second;
}

EditSources NetworkOnData::sources(Split split, std::stop_token stop, Progress& progress) {
  EditSources sources;
  sources.mean = [this, split, stop, &progress](const Site& site, int channel) {
    const auto gathered = statistics(split, stop, progress);
    for (const auto& one : gathered->sites) {
      if (one.site != site.name) continue;
      const auto first = one.nodeMean.begin() + static_cast<std::ptrdiff_t>(channel) * site.width;
      return std::vector<double>(first, first + site.width);
    }
    return std::vector<double>(static_cast<std::size_t>(site.width), 0.0);
  };
  sources.other = [this](const std::string& source) -> const Parameters& {
    auto found = others_.find(source);
    if (found == others_.end()) found = others_.emplace(source, parametersToRewindTo(source, network_.graph)).first;
    return found->second;
  };
  return sources;
}

std::vector<ChannelOverride> NetworkOnData::resolve(const Edit& edit, Split split, std::stop_token stop, Progress& progress) {
  return resolveEdit(*folded_, parameters_, toChannelEdit(edit), sources(split, stop, progress));
}

OverrideSet NetworkOnData::overridesOf(const std::vector<Edit>& edits, Split split, std::stop_token stop, Progress& progress) {
  std::vector<ChannelOverride> overrides;
  std::set<std::pair<std::string, int>> edited;
  for (const auto& edit : edits) {
    const auto all = resolve(edit, split, stop, progress);
    if (isIdentity(toChannelEdit(edit)) || keepsWeights(*folded_, all)) continue;
    // Edits of weights and of activations may replace different steps, so the set of overrides alone does not see both.
    if (!edited.emplace(edit.site, edit.channel).second) {
      throw Error{Kind::Range,
                  "channel " + std::to_string(edit.channel) + " of '" + edit.site + "' is edited twice",
                  {{}, {}, "edit"},
                  "Give each channel one edit."};
    }
    overrides.insert(overrides.end(), all.begin(), all.end());
  }
  return OverrideSet(*folded_, std::move(overrides));
}

}  // namespace spurioscope::engine
