#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/checkpoint_info.h"
#include "engine/class_order.h"
#include "engine/dataset_info.h"
#include "engine/edit.h"
#include "engine/evaluation.h"
#include "engine/result.h"
#include "engine/statistics.h"

namespace spurioscope::engine {

struct Settings {
  std::string device = "auto";           ///< "auto", "cpu", "cuda", "cuda:1"
  int threads = 0;                       ///< 0: OMP_NUM_THREADS or the cores of the machine
  std::uint64_t keptBytes = 512ull << 20;  ///< budget of kept values (live ablation)
  std::uint64_t sampleBytes = 256ull << 20;  ///< budget of per-sample activations behind AUROC and histograms
  std::string cacheFolder;               ///< of preprocessed images; empty: $XDG_CACHE_HOME/spurioscope
  bool useCache = true;
  std::string network;                   ///< what tensors do not tell: "norm-eps=1e-5,heads=6,activation=gelu", any of them
  ClassOrder classOrder = ClassOrder::Automatic;
  std::string tokenizer;                 ///< of text networks: a folder or a file of it; empty: the checkpoint's folder
  int maxTokens = 0;                     ///< longest text in tokens; 0: what the network takes, at most 512
};

/// What `Settings::device` may name on this machine: "cpu", "cuda:0", ...
std::vector<std::string> availableDevices();

struct KeptValues {
  std::uint64_t usedBytes = 0;
  std::uint64_t budgetBytes = 0;
};

/// Gets what the first screen shows of a checkpoint, before its weights and its hash are looked at.
using FirstLook = std::function<void(const std::shared_ptr<const CheckpointInfo>&)>;

struct LogitRows {
  std::vector<int> sample;      ///< sample ids
  std::vector<float> logits;    ///< [n, classes] row-major, columns as the network has them
  int classes = 0;
};

/// The engine: one open checkpoint, one open data set, the device and all caches. Every call blocks; all calls must come from
/// one thread (`Worker` gives it one). Long calls answer a stop request within one chunk with a failure of kind "cancelled"
/// and leave everything as it was. A call may be made from inside the progress sink or publish callback of a running one
/// (that is how an edit overtakes a long job). Nothing is thrown.
class Workbench {
 public:
  explicit Workbench(Settings settings = {});
  ~Workbench();
  Workbench(const Workbench&) = delete;
  Workbench& operator=(const Workbench&) = delete;

  /// @param source  a file, "demo" or "demo:epoch=N". On success it becomes the open checkpoint, also when its architecture is
  /// not known (then `architecture` is empty and only the table of tensors works). @param look  called as soon as the directory is read;
  /// the checkpoint is open from then on. What follows, one pass over the file for damage and numbers that are not finite and one for its
  /// hash, may still fail: then the one that was open before is open again.
  Result<std::shared_ptr<const CheckpointInfo>> openCheckpoint(const std::string& source, std::stop_token stop = {},
                                                               const ProgressSink& sink = {}, const FirstLook& look = {});
  /// The same description without opening it for use. @param checksums  also the float64 sum of every
  /// tensor, what a look through the whole file finds, and its hash.
  Result<std::shared_ptr<const CheckpointInfo>> inspect(const std::string& source, bool checksums);
  /// The layout is recognised by content. @param request  a path alone, or with the user's choices of labels and preprocessing.
  Result<std::shared_ptr<const DatasetInfo>> openData(const DataRequest& request, std::stop_token stop = {},
                                                      const ProgressSink& sink = {});
  std::shared_ptr<const CheckpointInfo> checkpoint() const;  ///< null when none is open
  std::shared_ptr<const DatasetInfo> data() const;
  /// Samples of the open data that could not be read so far; they take part in no figure.
  std::vector<DamagedRow> damaged() const;
  std::string deviceName() const;  ///< "cpu, 2 threads"
  /// Moves all work to another device or number of threads (0: as at the start). Kept values and statistics are gathered anew.
  /// On a failure everything stays where it was.
  Result<bool> useDevice(const std::string& device, int threads);
  /// How the output columns are read from now on, also of checkpoints that are opened later.
  void setClassOrder(ClassOrder order);
  KeptValues keptValues() const;

  /// Accuracy before and after `edits` (which may be empty) on one split, in a stratified order; `publish` gets growing
  /// estimates. The unedited state is kept, so only the edits' own cost remains.
  Result<EditOutcome> evaluate(const std::string& split, const std::vector<Edit>& edits, const Publish& publish = {},
                               std::stop_token stop = {}, const ProgressSink& sink = {});
  /// Logits of a whole split under `edits`.
  Result<LogitRows> logits(const std::string& split, const std::vector<Edit>& edits, std::stop_token stop = {},
                           const ProgressSink& sink = {});

  /// One pass over the split for every site. Kept until the checkpoint or the data change.
  Result<std::shared_ptr<const Statistics>> statistics(const std::string& split, std::stop_token stop = {},
                                                       const ProgressSink& sink = {});
  /// One HDF5 file. Of one split: /sites/<site>/. Of several: /splits/<split>/sites/<site>/, and /sites is that of the last one.
  Result<bool> writeStatistics(const std::vector<std::string>& splits, const std::string& hdf5File, std::stop_token stop = {},
                               const ProgressSink& sink = {});
  /// Needs `statistics(split)` (computed when missing).
  Result<std::shared_ptr<const ChannelDetail>> channelDetail(const std::string& split, const std::string& site, int channel,
                                                             std::stop_token stop = {}, const ProgressSink& sink = {});
  /// The map of one channel on one sample, [h, w], under no edits. Of a text its mean over the tokens.
  Result<std::vector<float>> sampleMap(const std::string& site, int channel, int sample);
  /// Of data sets of images. Of texts it is a failure of kind "data": `text` gives what there is.
  Result<Picture> picture(int sample);
  /// Of data sets of texts; a failure of kind "data" of images.
  Result<TextSample> text(int sample);

  Result<std::shared_ptr<const Ranking>> rank(const RankRequest& request, std::stop_token stop = {}, const ProgressSink& sink = {});
  Result<SweepResult> sweep(const SweepRequest& request, std::stop_token stop = {}, const ProgressSink& sink = {});

  /// Writes the checkpoint with `edits` applied to its weights: "x.safetensors", else a torch zip file. Only modes that change weights.
  Result<bool> saveEdited(const std::string& path, const std::vector<Edit>& edits);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spurioscope::engine
