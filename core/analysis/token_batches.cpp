#include "analysis/token_batches.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

namespace spurioscope {

TokenBatches::TokenBatches(std::shared_ptr<const std::vector<SampleText>> texts, std::shared_ptr<const Tokenizer> tokenizer, int maxTokens)
    : texts_(std::move(texts)), tokenizer_(std::move(tokenizer)), maxTokens_(maxTokens), sequences_(texts_->size()) {}

void TokenBatches::cut(std::span<const int> samples) {
  at::parallel_for(0, static_cast<std::int64_t>(samples.size()), 8, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = begin; i < end; ++i) {
      const auto sample = static_cast<std::size_t>(samples[static_cast<std::size_t>(i)]);
      auto& sequence = sequences_[sample];
      if (!sequence.ids.empty()) continue;
      const auto& text = (*texts_)[sample];
      sequence = tokenizer_->encode(text.first, text.second ? std::optional<std::string_view>(*text.second) : std::nullopt, maxTokens_);
    }
  });
}

std::int64_t TokenBatches::longest(std::span<const int> samples) {
  cut(samples);
  std::size_t most = 1;
  for (const int sample : samples) most = std::max(most, sequences_[static_cast<std::size_t>(sample)].ids.size());
  return static_cast<std::int64_t>(most);
}

at::Tensor TokenBatches::batch(std::span<const int> samples) {
  const auto n = static_cast<std::int64_t>(samples.size()), longest = this->longest(samples);
  auto out = at::zeros({n, 3, longest, 1}, at::kLong);
  out.select(1, 0).fill_(tokenizer_->paddingId());
  auto* values = out.data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < n; ++i) {
    const auto& sequence = sequences_[static_cast<std::size_t>(samples[static_cast<std::size_t>(i)])];
    auto* row = values + i * 3 * longest;
    std::copy(sequence.ids.begin(), sequence.ids.end(), row);
    // A text without any token shows its padding, since a network cannot look at nothing.
    std::fill_n(row + longest, std::max<std::size_t>(sequence.ids.size(), 1), 1);
    std::copy(sequence.segments.begin(), sequence.segments.end(), row + 2 * longest);
  }
  return out;
}

}  // namespace spurioscope
