#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "data/texts.h"
#include "text/tokenizer.h"

namespace spurioscope {

/// The texts of a data set as a network reads them. A text is cut into tokens when it is first asked for and kept so (5 bytes a token);
/// tokens are cut on the tensor library's threads. One thread at a time.
class TokenBatches {
 public:
  /// @param maxTokens  longest sequence, special tokens included
  TokenBatches(std::shared_ptr<const std::vector<SampleText>> texts, std::shared_ptr<const Tokenizer> tokenizer, int maxTokens);

  /// int64 [n, 3, T, 1] on the CPU: ids, 1 where a token is seen and 0 for padding, segments. T is the
  /// longest of these samples, at least 1.
  at::Tensor batch(std::span<const int> samples);
  /// Longest sequence of some samples.
  std::int64_t longest(std::span<const int> samples);

  const Tokenizer& tokenizer() const { return *tokenizer_; }
  int maxTokens() const { return maxTokens_; }

 private:
  void cut(std::span<const int> samples);

  std::shared_ptr<const std::vector<SampleText>> texts_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  int maxTokens_;
  std::vector<TokenSequence> sequences_;  ///< by sample; empty until asked for
};

}  // namespace spurioscope
