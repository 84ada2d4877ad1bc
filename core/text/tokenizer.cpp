#include "text/tokenizer.h"

#include <algorithm>

#include "text/assembled_tokenizer.h"
#include "text/unicode.h"

namespace spurioscope {
namespace {

class AssembledTokenizer final : public Tokenizer {
 public:
  explicit AssembledTokenizer(TokenizerParts parts) : parts_(std::move(parts)) {
    const auto largest = [this](std::int32_t id) { parts_.largestId = std::max(parts_.largestId, id); };
    for (const auto& token : parts_.added) {
      const auto content = codePoints(token.content);
      if (token.normalised) behind_.add(parts_.model->normalised(content), token);
      else before_.add(content, token);
      largest(token.id);
    }
    for (const auto* pieces : {&parts_.special.single, &parts_.special.pair}) {
      for (const auto& piece : *pieces) {
        largest(piece.id);
        segment_ = std::max(segment_, static_cast<int>(piece.segment));
      }
    }
  }

  TokenSequence encode(std::string_view text, std::optional<std::string_view> second, int maxTokens) const override {
    if (!second) return assembled(parts_.special, tokensOf(text), nullptr, maxTokens);
    const auto other = tokensOf(*second);
    return assembled(parts_.special, tokensOf(text), &other, maxTokens);
  }

  std::int32_t paddingId() const override { return parts_.paddingId; }
  std::int32_t largestId() const override { return parts_.largestId; }
  int largestSegment() const override { return segment_; }
  std::string description() const override { return parts_.model->description(); }

 private:
  std::vector<std::int32_t> tokensOf(std::string_view text) const {
    std::vector<std::int32_t> ids;
    const auto characters = codePoints(text);
    for (const auto& part : before_.split(characters)) {
      if (part.id >= 0) {
        ids.push_back(part.id);
        continue;
      }
      const auto normalised = parts_.model->normalised(part.text);
      for (const auto& piece : behind_.split(normalised)) {
        if (piece.id >= 0) ids.push_back(piece.id);
        else parts_.model->encode(piece.text, ids);
      }
    }
    return ids;
  }

  TokenizerParts parts_;
  int segment_ = 0;
  AddedTokens before_, behind_;  ///< looked for in the text as it is, and in the normalised text
};

}  // namespace

std::unique_ptr<const Tokenizer> assembledTokenizer(TokenizerParts parts) { return std::make_unique<AssembledTokenizer>(std::move(parts)); }

}  // namespace spurioscope
