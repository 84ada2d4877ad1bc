#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spurioscope {

/// What a network reads of a text or a pair of texts, without padding: every token is seen.
struct TokenSequence {
  std::vector<std::int32_t> ids;
  std::vector<std::uint8_t> segments;  ///< as long as `ids`: 0, or 1 for the second text of networks that tell the two apart
};

/// Cuts texts into the numbered tokens of one vocabulary. Immutable, thread-safe.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  /// The tokens of a text, or of a pair, with the special tokens around them. Texts that are too long lose their ends: of a pair the longer
  /// one first, then both alike (the reference's "longest first"). Bytes that are no UTF-8 count as U+FFFD.
  /// @param maxTokens  of the whole sequence; below the number of special tokens these alone remain. Cost O(length), of a byte-level
  /// vocabulary O(w log w) for its longest word w.
  virtual TokenSequence encode(std::string_view text, std::optional<std::string_view> second, int maxTokens) const = 0;

  virtual std::int32_t paddingId() const = 0;
  virtual std::int32_t largestId() const = 0;  ///< that `encode` may give: the network's table of words must reach so far
  virtual int largestSegment() const = 0;       ///< of the same
  virtual std::string description() const = 0;  ///< "WordPiece, 30,522 tokens, lower case"
};

}  // namespace spurioscope
