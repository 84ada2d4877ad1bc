#include "analysis/split_chunks.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "data/order.h"

namespace spurioscope {

int chunkSize(double multiplicationsPerSample) {
  constexpr double kPerChunk = 64e9;
  return static_cast<int>(std::clamp(std::floor(kPerChunk / std::max(multiplicationsPerSample, 1.0)), 8.0, 256.0));
}

SplitChunks::SplitChunks(OpenDataset data, Split split, int chunk, int firstId, c10::Device device, int decodingThreads,
                         std::shared_ptr<DamagedSamples> damaged, std::shared_ptr<TokenBatches> tokens)
    : data_(std::move(data)), split_(split), chunk_(chunk), firstId_(firstId), device_(device), decodingThreads_(decodingThreads),
      order_(stratifiedOrder(*data_.dataset, split, chunk)), damaged_(std::move(damaged)),
      tokens_(std::move(tokens)) {}

std::span<const int> SplitChunks::samplesOf(int index) const {
  const auto first = static_cast<std::size_t>(index) * chunk_;
  return std::span(order_).subspan(first, std::min<std::size_t>(chunk_, order_.size() - first));
}

std::vector<bool> SplitChunks::counted(int index) const {
  std::vector<bool> counted;
  for (const int sample : samplesOf(index)) counted.push_back(!damaged_->contains(sample));
  return counted;
}

Chunk SplitChunks::chunk(int index, std::stop_token stop) {
  const auto samples = samplesOf(index);
  return {firstId_ + index, static_cast<std::int64_t>(samples.size()), [this, index, stop] { return read(index, stop); },
          tokens_ ? tokens_->longest(samples) : 0};
}

at::Tensor SplitChunks::read(int index, std::stop_token stop) {
  if (tokens_) return inputs(samplesOf(index), stop);
  if (aheadNext_ != index || aheadStop_ != stop) {
    ahead_.reset();
    std::vector<int> rest(order_.begin() + static_cast<std::ptrdiff_t>(index) * chunk_, order_.end());
    PrefetchOptions options;
    options.chunk = chunk_;
    options.threads = decodingThreads_;
    options.budgetBytes = 64u << 20;
    ahead_ = std::make_unique<Prefetcher>(data_.pixels, std::move(rest), options, stop);
    aheadStop_ = stop;
  }
  aheadNext_ = -1;  // a throw below leaves nothing half read
  auto next = ahead_->next();
  note(next->damaged);
  const auto tensor = toTensor(next->pixels, static_cast<std::int64_t>(next->samples.size()));
  if (index + 1 < count()) aheadNext_ = index + 1;
  else ahead_.reset();
  return tensor;
}

at::Tensor SplitChunks::inputs(std::span<const int> samples, std::stop_token stop) {
  if (tokens_) return tokens_->batch(samples).to(device_);
  std::vector<std::uint8_t> pixels(samples.size() * data_.pixels->sampleBytes());
  note(readParallel(*data_.pixels, samples, pixels, decodingThreads_, stop));
  return toTensor(pixels, static_cast<std::int64_t>(samples.size()));
}

at::Tensor SplitChunks::toTensor(std::span<const std::uint8_t> pixels, std::int64_t n) const {
  const auto& source = *data_.pixels;
  auto nhwc = at::empty({n, source.height(), source.width(), source.channels()}, at::kFloat);
  normalise(pixels, data_.dataset->preprocessing, {nhwc.data_ptr<float>(), static_cast<std::size_t>(nhwc.numel())});
  return nhwc.to(device_).permute({0, 3, 1, 2});
}

void SplitChunks::note(const std::vector<DamagedSample>& damaged) {
  for (const auto& one : damaged) damaged_->emplace(one.sample, one.reason);
}

}  // namespace spurioscope
