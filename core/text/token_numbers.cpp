#include "text/token_numbers.h"

#include <algorithm>
#include <charconv>

namespace spurioscope {
namespace {

std::vector<std::int32_t> numbersOf(std::string_view text) {
  std::vector<std::int32_t> numbers;
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    std::int32_t value = 0;
    const auto [next, code] = std::from_chars(at, end, value);
    if (code != std::errc{}) return {};
    numbers.push_back(value);
    at = next;
    while (at < end && *at == ' ') ++at;
  }
  return numbers;
}

class TokenNumbers final : public Tokenizer {
 public:
  TokenNumbers(std::int32_t largestId, int largestSegment) : largestId_(largestId), largestSegment_(largestSegment) {}

  TokenSequence encode(std::string_view text, std::optional<std::string_view> second, int maxTokens) const override {
    TokenSequence out;
    out.ids = numbersOf(text);
    out.ids.resize(std::min(out.ids.size(), static_cast<std::size_t>(std::max(maxTokens, 0))));
    out.segments.assign(out.ids.size(), 0);
    if (!second) return out;
    const auto segments = numbersOf(*second);
    for (std::size_t i = 0; i < std::min(segments.size(), out.segments.size()); ++i)
      out.segments[i] = static_cast<std::uint8_t>(segments[i]);
    return out;
  }
  std::int32_t paddingId() const override { return 0; }
  std::int32_t largestId() const override { return largestId_; }
  int largestSegment() const override { return largestSegment_; }
  std::string description() const override { return "tokens as they stand in the data, up to " + std::to_string(largestId_); }

 private:
  std::int32_t largestId_;
  int largestSegment_;
};

}  // namespace

std::shared_ptr<const Tokenizer> tokenNumbers(std::int32_t largestId, int largestSegment) {
  return std::make_shared<TokenNumbers>(largestId, largestSegment);
}

}  // namespace spurioscope
