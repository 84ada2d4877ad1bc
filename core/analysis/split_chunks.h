#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/token_batches.h"
#include "data/pixels.h"
#include "data/prefetch.h"
#include "model/executor.h"

namespace spurioscope {

/// Samples that could not be read, with the reason; shared by all passes over a data set.
using DamagedSamples = std::map<int, std::string>;

/// One split in its fixed stratified order, cut into chunks for the executor. Images are read ahead of the network, on the
/// decoding pool, when chunks are asked for one after another, and not at all where kept values make them unnecessary. Texts are cut into
/// tokens when they are first needed; each chunk is as long as its longest text.
class SplitChunks {
 public:
  /// @param firstId  id of the first chunk: chunks of different splits must not share ids in one executor
  /// @param tokens   of a data set of texts; null for images
  SplitChunks(OpenDataset data, Split split, int chunk, int firstId, c10::Device device, int decodingThreads,
              std::shared_ptr<DamagedSamples> damaged, std::shared_ptr<TokenBatches> tokens = nullptr);

  int count() const { return static_cast<int>((order_.size() + chunk_ - 1) / chunk_); }
  std::int64_t samples() const { return static_cast<std::int64_t>(order_.size()); }
  Split split() const { return split_; }
  /// Sample ids of a chunk, or of all chunks in order.
  std::span<const int> samplesOf(int index) const;
  const std::vector<int>& order() const { return order_; }
  /// The chunk for the executor. `stop` cancels the reading of its images.
  Chunk chunk(int index, std::stop_token stop);

  /// Samples that could not be read so far, with the reason. They take part in no figure.
  const DamagedSamples& damaged() const { return *damaged_; }
  /// Whether each sample of a chunk takes part in figures: not the damaged ones (known once the chunk's images were read).
  std::vector<bool> counted(int index) const;

  /// Any samples as the network sees them, on the split's device: images as float32 [n, C, h, w],
  /// channels-last; texts as int64 [n, 3, T, 1].
  at::Tensor inputs(std::span<const int> samples, std::stop_token stop);

 private:
  at::Tensor read(int index, std::stop_token stop);
  at::Tensor toTensor(std::span<const std::uint8_t> pixels, std::int64_t n) const;
  void note(const std::vector<DamagedSample>& damaged);

  OpenDataset data_;
  Split split_;
  int chunk_;
  int firstId_;
  c10::Device device_;
  int decodingThreads_;
  std::vector<int> order_;
  std::shared_ptr<DamagedSamples> damaged_;
  std::shared_ptr<TokenBatches> tokens_;
  std::unique_ptr<Prefetcher> ahead_;
  int aheadNext_ = -1;  ///< the chunk that `ahead_` gives next
  std::stop_token aheadStop_;  ///< what `ahead_` obeys: another pass must not read on under it
};

/// Samples per chunk for a network of so many multiplications per sample: enough work for full speed, little enough that a
/// chunk takes about a tenth of a second to a second.
int chunkSize(double multiplicationsPerSample);

}  // namespace spurioscope
