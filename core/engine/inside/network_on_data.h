#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/activation_statistics.h"
#include "analysis/split_chunks.h"
#include "data/pixels.h"
#include "engine/class_order.h"
#include "engine/edit.h"
#include "engine/workbench.h"
#include "model/catalogue.h"
#include "model/difference.h"
#include "model/interventions.h"

namespace spurioscope::engine {

/// One split as live ablation sees it.
struct LiveSplit {
  SplitChunks chunks;
  std::vector<at::Tensor> baselineLogits;  ///< per chunk [n, classes] on the CPU; undefined until computed
};

/// A network that is known, on a data set whose classes fit: everything that exists only for the pair.
class NetworkOnData {
 public:
  /// @throws Error{Kind::Shape} when channels, classes or image size do not fit the network, or texts meet a
  /// network for images; as openText.
  /// @param source  of the checkpoint: a text network's tokenizer is looked for beside it
  NetworkOnData(std::shared_ptr<const Checkpoint> checkpoint, const std::string& source, const Network& network, OpenDataset data,
                const Settings& settings, const c10::Device& device);

  const Network& network() const { return network_; }
  const Parameters& parameters() const { return parameters_; }
  const OpenDataset& data() const { return data_; }
  const Dataset& dataset() const { return *data_.dataset; }
  Executor& executor() { return *executor_; }
  const FoldedGraph& folded() const { return *folded_; }
  const c10::Device& device() const { return device_; }
  const Settings& settings() const { return settings_; }
  /// Height and width of the images; of texts a usual length in tokens, and 1.
  std::array<std::int64_t, 2> inputSize() const { return inputSize_; }
  const DamagedSamples& damaged() const { return *damaged_; }

  LiveSplit& live(Split split);
  /// A fresh pass over a split with the same chunks (and ids) as the live one, for long work beside it.
  SplitChunks pass(Split split) const;
  /// As `pass`, with chunks whose values all fit the budget of kept values: for sweeps.
  SplitChunks sweepPass(Split split) const;
  std::unique_ptr<Executor> sweepExecutor() const;

  /// Class of each output column, as `setClassOrder` says; automatic: verified on training samples, for two classes whichever
  /// order is right more often.
  const std::vector<int>& classOrder(std::stop_token stop);
  /// Accuracy in both orders on a seeded draw of training samples, gathered once.
  const ClassOrderEvidence& classEvidence(std::stop_token stop);
  void setClassOrder(ClassOrder order);
  int columnOf(int y, std::stop_token stop);

  /// Statistics of a split, gathered once. @throws Error{Kind::Cancelled}
  std::shared_ptr<const ActivationStatistics> statistics(Split split, std::stop_token stop, Progress& progress);
  std::shared_ptr<const ActivationStatistics> knownStatistics(Split split) const;

  std::vector<ChannelOverride> resolve(const Edit& edit, Split split, std::stop_token stop, Progress& progress);
  /// @throws Error{Kind::Range, Kind::Usage}; edits that do nothing are left out.
  OverrideSet overridesOf(const std::vector<Edit>& edits, Split split, std::stop_token stop, Progress& progress);
  EditSources sources(Split split, std::stop_token stop, Progress& progress);

  /// Sets that were evaluated lately: references for the next edit. Most recent first.
  std::deque<OverrideSet> recent;

 private:
  int firstChunkId(Split split) const { return static_cast<int>(split) * 10'000'000; }

  std::shared_ptr<const Checkpoint> checkpoint_;
  Network network_;
  OpenDataset data_;
  Settings settings_;
  c10::Device device_;
  Parameters parameters_;
  std::shared_ptr<const FoldedGraph> folded_;
  std::unique_ptr<Executor> executor_;
  std::shared_ptr<TokenBatches> tokens_;  ///< null of images
  std::array<std::int64_t, 2> inputSize_{};
  int chunk_ = 1;
  int sweepChunk_ = 1;
  std::map<Split, LiveSplit> live_;
  std::map<Split, std::shared_ptr<const ActivationStatistics>> statistics_;
  std::map<std::string, Parameters> others_;  ///< checkpoints to rewind to
  ClassOrder wantedOrder_ = ClassOrder::Automatic;
  std::vector<int> classOrder_;  ///< empty until it is asked for
  std::optional<ClassOrderEvidence> classEvidence_;
  std::shared_ptr<DamagedSamples> damaged_ = std::make_shared<DamagedSamples>();
};

ChannelEdit toChannelEdit(const Edit& edit);

/// Parameters of another checkpoint of the same network. @throws Error{Kind::Usage} without a source, Error{Kind::Shape} for
/// another network, what the reader throws.
Parameters parametersToRewindTo(const std::string& source, const Graph& graph);

}  // namespace spurioscope::engine
