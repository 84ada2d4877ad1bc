#include "engine/workbench.h"

#include <ATen/ATen.h>

#include "base/error.h"
#include "base/json.h"
#include "checkpoint/writer.h"
#include "engine/inside/checkpoint_source.h"
#include "engine/inside/describe_checkpoint.h"
#include "engine/inside/guard.h"
#include "engine/inside/live_evaluation.h"
#include "engine/inside/network_on_data.h"
#include "engine/inside/open_data.h"
#include "engine/inside/rank_request.h"
#include "engine/inside/statistics_file.h"
#include "engine/inside/statistics_view.h"
#include "engine/inside/sweep_request.h"
#include "model/device.h"

namespace spurioscope::engine {
namespace {

/// An open checkpoint: the file, what it is, and its description.
struct OpenCheckpoint {
  std::shared_ptr<const Checkpoint> file;
  Inference inference;
  std::shared_ptr<const CheckpointInfo> info;
};

/// "; nearest is ResNet-18, but 'conv1.weight' is missing or has another shape (and 3 more)"
std::string nearestText(const std::optional<Mismatch>& mismatch) {
  if (!mismatch || mismatch->nearest.empty()) return {};
  const bool missing = !mismatch->missing.empty();
  const auto& keys = missing ? mismatch->missing : mismatch->unexpected;
  if (keys.empty()) return "; nearest is " + mismatch->nearest;
  return "; nearest is " + mismatch->nearest + ", but '" + keys[0] + (missing ? "' is missing or has another shape" : "' is not expected") +
         (keys.size() > 1 ? " (and " + std::to_string(keys.size() - 1) + " more)" : "");
}

OpenCheckpoint open(const std::string& source, const std::string& network, const DescribeOptions& options, Check check) {
  OpenCheckpoint opened;
  opened.file = readSource(source, check);
  opened.inference = inferNetwork(shapeTable(*opened.file), hintsFor(source, network));
  opened.info = std::make_shared<CheckpointInfo>(describeCheckpoint(*opened.file, source, opened.inference, options));
  return opened;
}

/// What takes a pass over the file: damage, numbers that are not finite, its hash. @return the description with them
std::shared_ptr<const CheckpointInfo> lookedThrough(const OpenCheckpoint& opened, const std::stop_token& stop, Progress& progress) {
  const auto seen = [&](const char* phase) {
    return [&stop, &progress, phase](std::uint64_t done, std::uint64_t total) {
      throwIfStopped(stop);
      progress.report(phase, done, total);
    };
  };
  auto info = std::make_shared<CheckpointInfo>(*opened.info);
  const auto found = opened.file->check(seen("checking the weights"));
  info->warnings.insert(info->warnings.end(), found.warnings.begin(), found.warnings.end());
  if (const auto* network = std::get_if<Network>(&opened.inference)) {
    std::uint64_t bad = 0;
    for (const auto& name : parameterNames(network->graph)) {
      const auto at = found.elements.find(opened.file->stateDict().at(name));
      if (at != found.elements.end()) bad += at->second;
    }
    if (bad > 0)
      info->warnings.push_back((bad == 1 ? "1 weight is" : std::to_string(bad) + " weights are") +
                               " not finite (NaN or infinite): its predictions are not to be trusted");
  }
  info->sha256 = opened.file->sha256(seen("hashing the file"));
  return info;
}

}  // namespace

struct Workbench::Impl {
  explicit Impl(Settings wanted) : settings(std::move(wanted)) {}

  /// The device is looked up at the first use, so that a wrong `--device` is an answer and not an exception in a constructor.
  const c10::Device& useDevice() {
    if (!device) {
      firstThreads = threadCount();
      setThreads(settings.threads);
      device = parseDevice(settings.device);
    }
    return *device;
  }

  const Network& network() const {
    if (!checkpoint) throw Error{Kind::Usage, "no checkpoint is open", {}, "Open a checkpoint first."};
    if (const auto* known = std::get_if<Network>(&checkpoint->inference)) return *known;
    throw Error{Kind::Unsupported,
                "the network of this checkpoint is not known, so it cannot be run" + nearestText(checkpoint->info->mismatch),
                {checkpoint->info->source, {}, {}},
                "`inspect` lists what is missing and what is not expected."};
  }

  /// The network's graph, or the bare weights of one that is not known: enough for what needs no data.
  Graph weights() const {
    if (checkpoint && std::holds_alternative<NoNetwork>(checkpoint->inference)) return weightsOnly(shapeTable(*checkpoint->file));
    return network().graph;
  }

  /// A checkpoint and what was found out with it.
  struct InUse {
    std::optional<OpenCheckpoint> checkpoint;
    std::shared_ptr<NetworkOnData> bound;
    std::map<std::pair<const void*, std::string>, std::shared_ptr<const Statistics>> views;
  };

  /// @return what was in use before
  InUse use(const OpenCheckpoint& opened) {
    InUse before{std::exchange(checkpoint, opened), std::exchange(bound, nullptr), std::exchange(views, {})};
    return before;
  }

  void useAgain(InUse before) {
    checkpoint = std::move(before.checkpoint);
    bound = std::move(before.bound);
    views = std::move(before.views);
  }

  NetworkOnData& pair() {
    if (bound) return *bound;
    const auto& known = network();
    if (!data.dataset) throw Error{Kind::Usage, "no data set is open", {}, "Open a data set first."};
    auto used = settings;
    if (!dataInfo->choices.tokenizer.empty()) used.tokenizer = dataInfo->choices.tokenizer;
    bound = std::make_shared<NetworkOnData>(checkpoint->file, checkpoint->info->source, known, data, used, useDevice());
    bound->setClassOrder(settings.classOrder);
    return *bound;
  }

  std::shared_ptr<NetworkOnData> held() {  // stays alive when another checkpoint is opened inside a sink
    pair();
    return bound;
  }

  Settings settings;
  std::optional<c10::Device> device;
  int firstThreads = 0;  ///< the tensor library's own choice
  std::optional<OpenCheckpoint> checkpoint;
  OpenDataset data;
  std::shared_ptr<const DatasetInfo> dataInfo;
  std::shared_ptr<NetworkOnData> bound;
  std::map<std::pair<const void*, std::string>, std::shared_ptr<const Statistics>> views;
};

std::vector<std::string> availableDevices() { return deviceNames(); }

Workbench::Workbench(Settings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}
Workbench::~Workbench() = default;

Result<std::shared_ptr<const CheckpointInfo>> Workbench::openCheckpoint(const std::string& source, std::stop_token stop,
                                                                        const ProgressSink& sink, const FirstLook& look) {
  return guarded([&] {
    SinkProgress progress(sink);
    progress.report("opening the checkpoint", 0, 1);
    auto opened = open(source, impl_->settings.network, {}, Check::Later);
    throwIfStopped(stop);
    if (const auto* network = std::get_if<Network>(&opened.inference);
        network && impl_->data.dataset && network->graph.takesTokens == impl_->data.dataset->holdsTexts) {
      auto sized = std::make_shared<CheckpointInfo>(*opened.info);
      fillSiteSizes(*sized->architecture, network->graph, impl_->data.dataset->height(), impl_->data.dataset->width());
      opened.info = sized;
    }
    auto before = impl_->use(opened);
    try {
      if (look) look(opened.info);
      const auto info = lookedThrough(opened, stop, progress);
      if (impl_->checkpoint->file == opened.file) impl_->checkpoint->info = info;  // a sink may have opened another
      return info;
    } catch (...) {
      if (impl_->checkpoint->file == opened.file) impl_->useAgain(std::move(before));
      throw;
    }
  });
}

Result<std::shared_ptr<const CheckpointInfo>> Workbench::inspect(const std::string& source, bool checksums) {
  return guarded([&] {
    const auto opened = open(source, impl_->settings.network, {.sums = checksums}, checksums ? Check::Later : Check::SmallFiles);
    NoProgress unseen;
    return checksums ? lookedThrough(opened, {}, unseen) : opened.info;
  });
}

Result<std::shared_ptr<const DatasetInfo>> Workbench::openData(const DataRequest& request, std::stop_token stop, const ProgressSink& sink) {
  return guarded([&] {
    SinkProgress progress(sink);
    auto opened = openRequested(request, impl_->settings, stop, progress);
    auto info = std::make_shared<DatasetInfo>(describeData(opened, request));
    impl_->data = std::move(opened);
    impl_->dataInfo = info;
    impl_->bound.reset();
    impl_->views.clear();
    return std::shared_ptr<const DatasetInfo>(info);
  });
}

std::shared_ptr<const CheckpointInfo> Workbench::checkpoint() const { return impl_->checkpoint ? impl_->checkpoint->info : nullptr; }
std::shared_ptr<const DatasetInfo> Workbench::data() const { return impl_->dataInfo; }

std::vector<DamagedRow> Workbench::damaged() const {
  std::vector<DamagedRow> rows;
  if (!impl_->bound) return rows;
  for (const auto& [sample, reason] : impl_->bound->damaged())
    rows.push_back({sample, impl_->bound->dataset().samples[static_cast<std::size_t>(sample)].name, reason});
  return rows;
}

std::string Workbench::deviceName() const {
  const auto name = guarded([&] { return deviceText(impl_->useDevice()); });
  return name.ok() ? *name : impl_->settings.device;
}

Result<bool> Workbench::useDevice(const std::string& device, int threads) {
  return guarded([&] {
    const auto wanted = parseDevice(device);
    impl_->useDevice();  // so that the number of threads at the start is known
    setThreads(threads > 0 ? threads : impl_->firstThreads);
    impl_->settings.device = device;
    impl_->settings.threads = threads;
    impl_->device = wanted;
    impl_->bound.reset();
    impl_->views.clear();
    return true;
  });
}

void Workbench::setClassOrder(ClassOrder order) {
  impl_->settings.classOrder = order;
  if (impl_->bound) impl_->bound->setClassOrder(order);
}

KeptValues Workbench::keptValues() const {
  if (!impl_->bound) return {0, impl_->settings.keptBytes};
  const auto& kept = impl_->bound->executor().kept();
  return {kept.usedBytes(), kept.budgetBytes()};
}

Result<EditOutcome> Workbench::evaluate(const std::string& split, const std::vector<Edit>& edits, const Publish& publish,
                                        std::stop_token stop, const ProgressSink& sink) {
  return guarded([&] {
    SinkProgress progress(sink);
    const auto pair = impl_->held();
    return evaluateLive(*pair, splitNamed(pair->dataset(), split), edits, publish, stop, progress);
  });
}

Result<LogitRows> Workbench::logits(const std::string& split, const std::vector<Edit>& edits, std::stop_token stop,
                                    const ProgressSink& sink) {
  return guarded([&] {
    SinkProgress progress(sink);
    const auto pair = impl_->held();
    return logitsLive(*pair, splitNamed(pair->dataset(), split), edits, stop, progress);
  });
}

Result<std::shared_ptr<const Statistics>> Workbench::statistics(const std::string& split, std::stop_token stop, const ProgressSink& sink) {
  return guarded([&] {
    SinkProgress progress(sink);
    const auto pair = impl_->held();
    const auto key = std::make_pair(static_cast<const void*>(pair.get()), split);
    if (const auto known = impl_->views.find(key); known != impl_->views.end()) return known->second;
    const Stopwatch watch;
    const Split which = splitNamed(pair->dataset(), split);
    const auto gathered = pair->statistics(which, stop, progress);
    auto view = std::shared_ptr<const Statistics>(std::make_shared<Statistics>(viewOf(*gathered, pair->dataset(), which, watch.seconds())));
    if (impl_->bound == pair) impl_->views[key] = view;
    return view;
  });
}

Result<bool> Workbench::writeStatistics(const std::vector<std::string>& splits, const std::string& hdf5File, std::stop_token stop,
                                        const ProgressSink& sink) {
  return guarded([&] {
    SinkProgress progress(sink);
    const auto pair = impl_->held();
    std::vector<SplitStatistics> parts;
    for (const auto& name : splits) {
      const Split split = splitNamed(pair->dataset(), name);
      parts.push_back({split, pair->statistics(split, stop, progress)});
    }
    writeStatisticsFile(hdf5File, parts, pair->dataset(), impl_->checkpoint->info->sha256);
    return true;
  });
}

Result<std::shared_ptr<const ChannelDetail>> Workbench::channelDetail(const std::string& split, const std::string& site, int channel,
                                                                      std::stop_token stop, const ProgressSink& sink) {
  return guarded([&] {
    SinkProgress progress(sink);
    const auto pair = impl_->held();
    const Split which = splitNamed(pair->dataset(), split);
    const auto gathered = pair->statistics(which, stop, progress);
    return std::shared_ptr<const ChannelDetail>(
        std::make_shared<ChannelDetail>(detailOf(*gathered, pair->dataset(), which, site, channel)));
  });
}

Result<std::vector<float>> Workbench::sampleMap(const std::string& site, int channel, int sample) {
  return guarded([&] {
    auto& pair = *impl_->held();
    const auto* known = pair.network().graph.findSite(site);
    if (known == nullptr || channel < 0 || channel >= known->channels || sample < 0 ||
        sample >= static_cast<int>(pair.dataset().samples.size())) {
      throw Error{Kind::Range, "there is no such channel or sample", {}, {}};
    }
    const int step = pair.folded().valueStep(*known);
    auto chunks = pair.pass(pair.dataset().samples[static_cast<std::size_t>(sample)].split);
    const Chunk chunk{-2, 1, [&] { return chunks.inputs(std::span(&sample, 1), {}); }};
    pair.executor().kept().clear(chunk.id);
    const auto whole = pair.executor().run({step}, OverrideSet(pair.folded(), {}), chunk)[static_cast<std::size_t>(step)];
    auto value = siteMap(pair.network().graph, *known, whole, channel).to(at::kCPU).contiguous();
    if (pair.network().graph.takesTokens) value = value.mean();
    pair.executor().kept().clear(chunk.id);
    return std::vector<float>(value.const_data_ptr<float>(), value.const_data_ptr<float>() + value.numel());
  });
}

Result<Picture> Workbench::picture(int sample) {
  return guarded([&] {
    if (!impl_->data.dataset || sample < 0 || sample >= static_cast<int>(impl_->data.dataset->samples.size())) {
      throw Error{Kind::Range, "there is no sample " + std::to_string(sample), {}, {}};
    }
    if (impl_->data.texts) throw Error{Kind::Data, "a text has no picture", {}, "Ask for its text."};
    return pictureOf(impl_->data, sample);
  });
}

Result<TextSample> Workbench::text(int sample) {
  return guarded([&] {
    if (!impl_->data.dataset || sample < 0 || sample >= static_cast<int>(impl_->data.dataset->samples.size())) {
      throw Error{Kind::Range, "there is no sample " + std::to_string(sample), {}, {}};
    }
    if (!impl_->data.texts) throw Error{Kind::Data, "a picture has no text", {}, "Ask for its picture."};
    const auto& text = (*impl_->data.texts)[static_cast<std::size_t>(sample)];
    return TextSample{validUtf8(text.first), validUtf8(text.second.value_or(""))};
  });
}

Result<std::shared_ptr<const Ranking>> Workbench::rank(const RankRequest& request, std::stop_token stop, const ProgressSink& sink) {
  return guarded([&] {
    SinkProgress progress(sink);
    if (!needsData(request)) {
      const auto graph = impl_->weights();
      const auto parameters = loadParameters(*impl_->checkpoint->file, graph);
      return std::shared_ptr<const Ranking>(std::make_shared<Ranking>(rankWeights(graph, parameters, request, stop, progress)));
    }
    const auto pair = impl_->held();
    return std::shared_ptr<const Ranking>(std::make_shared<Ranking>(rankChannels(*pair, request, stop, progress)));
  });
}

Result<SweepResult> Workbench::sweep(const SweepRequest& request, std::stop_token stop, const ProgressSink& sink) {
  return guarded([&] {
    SinkProgress progress(sink);
    const auto pair = impl_->held();
    return sweepChannels(*pair, request, stop, progress);
  });
}

Result<bool> Workbench::saveEdited(const std::string& path, const std::vector<Edit>& edits) {
  return guarded([&] {
    const auto& known = impl_->network();
    const auto& file = *impl_->checkpoint->file;
    std::vector<ChannelEdit> changes;
    for (const auto& edit : edits) changes.push_back(toChannelEdit(edit));
    std::map<std::string, Parameters> others;
    EditSources sources;  // no mean: edits of activations are refused
    sources.other = [&](const std::string& source) -> const Parameters& {
      auto found = others.find(source);
      if (found == others.end()) found = others.emplace(source, parametersToRewindTo(source, known.graph)).first;
      return found->second;
    };
    const auto edited = editedParameters(known.graph, loadParameters(file, known.graph), changes, sources);
    CheckpointContent content;
    for (const auto& [name, index] : file.stateDict()) {
      const auto& tensor = file.tensors()[index];
      if (const auto found = edited.find(name); found != edited.end()) {
        const auto values = found->second.contiguous();
        const auto* bytes = static_cast<const std::byte*>(values.const_data_ptr());
        content.tensors.push_back({name, tensor.shape, DType::Float32, {bytes, bytes + values.nbytes()}});
      } else {
        content.tensors.push_back({name, tensor.shape, tensor.dtype, file.readBytes(index)});
      }
    }
    path.ends_with(".safetensors") ? writeSafetensors(path, content) : writeTorchZip(path, content);
    return true;
  });
}

}  // namespace spurioscope::engine
