// The files of a tokenizer, and a text for it. The first byte says which files (vocab.txt; vocab.json and merges.txt; tokenizer.json),
// bytes FF stand between them: files, tokenizer_config.json, text, second text.
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "text/tokenizer_files.h"

namespace spurioscope {
namespace {

std::vector<std::string_view> parted(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find('\xFF', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  parts.resize(5);
  return parts;
}

std::unique_ptr<const Tokenizer> opened(int kind, const std::vector<std::string_view>& parts) {
  TokenizerSettings settings;
  if (!parts[2].empty()) addSettings(parseJson(parts[2], "tokenizer_config.json"), settings);
  if (kind == 0) return tokenizerOfLines(parts[0], settings, "vocab.txt");
  if (kind == 1) return tokenizerOfPairs(parseJson(parts[0], "vocab.json"), parts[1], settings, "vocab.json", "merges.txt");
  return tokenizerOfJson(parseJson(parts[0], "tokenizer.json"), settings, "tokenizer.json");
}

void check(const Tokenizer& tokenizer, const TokenSequence& tokens) {
  bool good = tokens.ids.size() == tokens.segments.size();
  for (const auto id : tokens.ids) good = good && id >= 0 && id <= tokenizer.largestId();
  for (const auto segment : tokens.segments) good = good && segment <= tokenizer.largestSegment();
  if (!good) std::abort();
}

}  // namespace
}  // namespace spurioscope

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace spurioscope;
  if (size == 0) return 0;
  const auto parts = parted({reinterpret_cast<const char*>(data + 1), size - 1});
  try {
    const auto tokenizer = opened(data[0] % 3, parts);
    if (tokenizer->paddingId() < 0 || tokenizer->paddingId() > tokenizer->largestId() || tokenizer->description().empty()) std::abort();
    const auto special = tokenizer->encode("", {}, 0).ids.size(), specialOfPair = tokenizer->encode("", "", 0).ids.size();
    for (const int most : {0, 7, 512}) {
      const auto one = tokenizer->encode(parts[3], {}, most), pair = tokenizer->encode(parts[3], parts[4], most);
      check(*tokenizer, one);
      check(*tokenizer, pair);
      if (one.ids.size() > std::max<std::size_t>(special, most) || pair.ids.size() > std::max<std::size_t>(specialOfPair, most))
        std::abort();
    }
  } catch (const Error& error) {
    if (error.kind() == Kind::Internal || error.what()[0] == '\0') std::abort();
  }
  return 0;
}
