#include "data/prefetch.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include "base/error.h"

namespace spurioscope {
namespace {

constexpr std::size_t kPieceSamples = 8;  // what a worker takes at once: small, so that the first chunk is ready early

PrefetchOptions checked(PrefetchOptions options) {
  if (options.chunk < 1) {
    throw Error{Kind::Range, "a chunk of " + std::to_string(options.chunk) + " samples", {}, "Use a chunk of at least 1."};
  }
  if (options.threads < 1) options.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  return options;
}

}  // namespace

struct Prefetcher::Pending {
  PixelChunk chunk;
  std::size_t piecesLeft = 0;
};

Prefetcher::Prefetcher(std::shared_ptr<const PixelSource> source, std::vector<int> order, PrefetchOptions options,
                       std::stop_token stop)
    : source_(std::move(source)), order_(std::move(order)), options_(checked(options)),
      outer_(std::move(stop), [this] { stop_.request_stop(); }) {
  for (int i = 0; i < options_.threads; ++i) workers_.emplace_back([this] { work(); });
}

Prefetcher::~Prefetcher() { stop_.request_stop(); }

bool Prefetcher::mayOpenChunk() const {
  const std::size_t chunkBytes = static_cast<std::size_t>(options_.chunk) * source_->sampleBytes();
  const std::size_t allowed = std::max<std::size_t>(1, options_.budgetBytes / std::max<std::size_t>(1, chunkBytes));
  return opened_ < order_.size() && window_.size() < allowed;
}

void Prefetcher::openChunk() {
  auto pending = std::make_shared<Pending>();
  const std::size_t n = std::min(static_cast<std::size_t>(options_.chunk), order_.size() - opened_);
  const auto first = order_.begin() + static_cast<std::ptrdiff_t>(opened_);
  pending->chunk.samples.assign(first, first + static_cast<std::ptrdiff_t>(n));
  pending->chunk.pixels.resize(n * source_->sampleBytes());
  for (std::size_t at = 0; at < n; at += kPieceSamples) {
    pieces_.push_back({pending, at, std::min(kPieceSamples, n - at)});
    ++pending->piecesLeft;
  }
  window_.push_back(std::move(pending));
  opened_ += n;
}

std::optional<Prefetcher::Piece> Prefetcher::takePiece() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop_.get_token(), [this] {
    return !pieces_.empty() || mayOpenChunk() || failure_ || opened_ == order_.size();
  });
  if (stop_.stop_requested() || failure_) return std::nullopt;
  if (pieces_.empty()) {
    if (!mayOpenChunk()) return std::nullopt;
    openChunk();
    changed_.notify_all();
  }
  Piece piece = std::move(pieces_.front());
  pieces_.pop_front();
  return piece;
}

void Prefetcher::work() {
  const std::size_t bytes = source_->sampleBytes();
  while (const auto piece = takePiece()) {
    PixelChunk& chunk = piece->chunk->chunk;
    std::vector<DamagedSample> damaged;
    std::exception_ptr failure;
    try {
      damaged = source_->read(std::span{chunk.samples}.subspan(piece->first, piece->count),
                              std::span{chunk.pixels}.subspan(piece->first * bytes, piece->count * bytes), stop_.get_token());
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    if (failure && !failure_) failure_ = failure;
    chunk.damaged.insert(chunk.damaged.end(), std::make_move_iterator(damaged.begin()), std::make_move_iterator(damaged.end()));
    --piece->chunk->piecesLeft;
    changed_.notify_all();
  }
}

std::optional<PixelChunk> Prefetcher::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop_.get_token(), [this] {
    return failure_ || (window_.empty() ? opened_ == order_.size() : window_.front()->piecesLeft == 0);
  });
  throwIfStopped(stop_.get_token());
  if (failure_) std::rethrow_exception(failure_);
  if (window_.empty()) return std::nullopt;
  PixelChunk chunk = std::move(window_.front()->chunk);
  window_.pop_front();
  lock.unlock();
  changed_.notify_all();
  // Pieces finish in any order.
  std::sort(chunk.damaged.begin(), chunk.damaged.end(),
            [](const DamagedSample& a, const DamagedSample& b) { return a.sample < b.sample; });
  return chunk;
}

}  // namespace spurioscope
