#include "data/token_lists.h"

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "data/texts.h"

namespace spurioscope {
namespace {

constexpr std::size_t kMost = 100'000;

bool between(char c) { return c == ' ' || c == ',' || c == '[' || c == ']' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::vector<int> parseTokens(std::string_view text, const Where& where) {
  std::vector<int> tokens;
  for (std::size_t at = 0; at < text.size();) {
    if (between(text[at])) {
      ++at;
      continue;
    }
    int value = 0;
    const auto [end, code] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    const bool whole = code == std::errc{} && (end == text.data() + text.size() || between(*end));
    if (!whole || value < 0) {
      throw Error{Kind::Data, "'" + validUtf8(text.substr(at, 20)) + "' is no number of a token", where,
                  "Write the numbers of the tokens, as 101 2023 102."};
    }
    if (tokens.size() == kMost) throw Error{Kind::Data, "more than 100,000 tokens", where, "Cut the text."};
    tokens.push_back(value);
    at = static_cast<std::size_t>(end - text.data());
  }
  return tokens;
}

std::size_t seenTokens(std::span<const int> mask, std::size_t tokens, const Where& where) {
  if (mask.size() != tokens) {
    throw Error{Kind::Data, std::to_string(mask.size()) + " entries of the attention mask for " + std::to_string(tokens) + " tokens", where,
                "Store a 0 or 1 for each token."};
  }
  const auto seen = static_cast<std::size_t>(std::find(mask.begin(), mask.end(), 0) - mask.begin());
  const bool rest = std::all_of(mask.begin() + static_cast<std::ptrdiff_t>(seen), mask.end(), [](int one) { return one == 0; });
  const bool front = std::all_of(mask.begin(), mask.begin() + static_cast<std::ptrdiff_t>(seen), [](int one) { return one == 1; });
  if (seen == 0 || !rest || !front) {
    throw Error{Kind::Data, "the seen tokens of the attention mask do not stand together in front", where,
                "Pad on the right, with 1 for every token of the text and 0 behind."};
  }
  return seen;
}

std::string tokenText(std::span<const int> tokens) {
  std::string text;
  for (const int token : tokens) text += (text.empty() ? "" : " ") + std::to_string(token);
  return text;
}

std::uint64_t contentOf(const SampleText& text) {  // FNV-1a
  std::uint64_t hash = 14695981039346656037ull;
  const auto add = [&](std::string_view bytes) {
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  };
  add(text.first);
  if (text.second) add("\n"), add(*text.second);
  return hash;
}

}  // namespace spurioscope
