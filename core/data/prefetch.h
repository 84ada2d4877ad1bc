#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "data/pixels.h"

namespace spurioscope {

struct PrefetchOptions {
  int chunk = 64;                             ///< samples a chunk
  int threads = 0;                            ///< 0: one for each core
  std::size_t budgetBytes = 256u << 20;       ///< pixels read ahead; at least one chunk is always allowed
};

/// Consecutive samples of the order with their pixels.
struct PixelChunk {
  std::vector<int> samples;
  std::vector<std::uint8_t> pixels;           ///< [n, h, w, c]
  std::vector<DamagedSample> damaged;         ///< their pixels are 0
};

/// Reads samples ahead of the network on its own decoding pool. `next` is called by one thread.
/// The destructor stops the workers and joins them: at most the images in hand are finished.
class Prefetcher {
 public:
  /// @param order  sample indices, read in this order   @param stop  cancels reading; `next` then throws
  Prefetcher(std::shared_ptr<const PixelSource> source, std::vector<int> order, PrefetchOptions options, std::stop_token stop);
  ~Prefetcher();
  Prefetcher(const Prefetcher&) = delete;
  Prefetcher& operator=(const Prefetcher&) = delete;

  /// The next chunk in order, waiting for it where needed; nothing after the last one.
  /// @throws Error{Kind::Cancelled} within one image's decoding time; whatever a worker threw.
  std::optional<PixelChunk> next();

 private:
  struct Pending;
  struct Piece {
    std::shared_ptr<Pending> chunk;
    std::size_t first, count;                 ///< samples of the chunk
  };

  void work();
  std::optional<Piece> takePiece();           ///< waits; nothing when there is no more to do
  bool mayOpenChunk() const;                  ///< with the lock held: there is more to read and the budget allows it
  void openChunk();                           ///< with the lock held; a chunk is opened only when a worker has nothing to do

  const std::shared_ptr<const PixelSource> source_;
  const std::vector<int> order_;
  const PrefetchOptions options_;
  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::shared_ptr<Pending>> window_;  ///< chunks being read or waiting for `next`, in order
  std::deque<Piece> pieces_;                     ///< work not yet taken
  std::size_t opened_ = 0;                       ///< samples of order_ that are in the window or behind it
  std::exception_ptr failure_;
  std::stop_callback<std::function<void()>> outer_;  ///< forwards the caller's stop
  std::vector<std::jthread> workers_;                ///< last: joined first
};

}  // namespace spurioscope
