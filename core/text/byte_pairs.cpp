#include "text/byte_pairs.h"

#include <algorithm>
#include <queue>
#include <tuple>

#include "base/error.h"
#include "text/byte_level.h"
#include "text/unicode.h"

namespace spurioscope {
namespace {

struct Merge {
  std::uint32_t rank = 0;
  std::int32_t id = 0;
};

using MergeTable = std::unordered_map<std::uint64_t, Merge>;

std::uint64_t keyOf(std::int32_t left, std::int32_t right) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

/// The symbols of one word as a chain, while pairs of them become one.
class MergingWord {
 public:
  MergingWord(const MergeTable& merges, const std::vector<std::int32_t>& symbols) : merges_(merges) {
    const int n = static_cast<int>(symbols.size());
    for (int i = 0; i < n; ++i) symbols_.push_back({symbols[static_cast<std::size_t>(i)], i - 1, i + 1 < n ? i + 1 : -1});
    for (int i = 0; i + 1 < n; ++i) offer(i);
  }

  void finish(std::vector<std::int32_t>& ids) {
    while (!waiting_.empty()) {
      const auto [rank, left, id] = waiting_.top();
      waiting_.pop();
      auto& first = symbols_[static_cast<std::size_t>(left)];
      if (first.id < 0 || first.next < 0) continue;
      auto& second = symbols_[static_cast<std::size_t>(first.next)];
      const auto found = merges_.find(keyOf(first.id, second.id));
      if (found == merges_.end() || found->second.id != id) continue;  // one of the two is another symbol by now
      first.id = id;
      second.id = -1;
      first.next = second.next;
      if (first.next >= 0) symbols_[static_cast<std::size_t>(first.next)].before = left;
      if (first.before >= 0) offer(first.before);
      if (first.next >= 0) offer(left);
    }
    for (const auto& symbol : symbols_) {
      if (symbol.id >= 0) ids.push_back(symbol.id);
    }
  }

 private:
  struct Symbol {
    std::int32_t id;
    int before, next;
  };

  void offer(int left) {
    const auto& first = symbols_[static_cast<std::size_t>(left)];
    const auto found = merges_.find(keyOf(first.id, symbols_[static_cast<std::size_t>(first.next)].id));
    if (found != merges_.end()) waiting_.emplace(found->second.rank, left, found->second.id);
  }

  using Waiting = std::tuple<std::uint32_t, int, std::int32_t>;  // rank, place, result: the lowest rank first, then the leftmost
  const MergeTable& merges_;
  std::vector<Symbol> symbols_;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;
};

class BytePairs final : public TokenModel {
 public:
  BytePairs(Vocabulary vocabulary, MergeTable merges, BytePairSettings settings)
      : vocabulary_(std::move(vocabulary)), merges_(std::move(merges)), settings_(std::move(settings)) {
    for (std::size_t byte = 0; byte < 256; ++byte) byteIds_[byte] = vocabulary_.find(byteLetters()[byte]).value_or(-1);
    if (settings_.unknown) unknown_ = *vocabulary_.find(*settings_.unknown);
  }

  std::u32string normalised(std::u32string_view text) const override { return std::u32string(text); }

  void encode(std::u32string_view text, std::vector<std::int32_t>& ids) const override {
    if (text.empty()) return;
    std::u32string spaced;
    if (settings_.addPrefixSpace && text.front() != U' ') {
      spaced = U' ' + std::u32string(text);
      text = spaced;
    }
    if (!settings_.splitWords) return word(text, ids);
    for (const auto one : byteLevelWords(text)) word(one, ids);
  }

  std::string description() const override { return "byte-level BPE, " + std::to_string(vocabulary_.size()) + " tokens"; }

 private:
  void word(std::u32string_view characters, std::vector<std::int32_t>& ids) const {
    const std::string bytes = utf8Of(characters);
    if (settings_.wholeWordsFirst) {
      std::string letters;
      for (const char byte : bytes) letters += byteLetters()[static_cast<unsigned char>(byte)];
      if (const auto id = vocabulary_.find(letters)) return ids.push_back(*id);
    }
    std::vector<std::int32_t> symbols;
    bool unknownBefore = false;
    for (const char byte : bytes) {
      const auto id = byteIds_[static_cast<unsigned char>(byte)];
      const bool unknown = id < 0;
      if (!unknown) symbols.push_back(id);
      else if (unknown_ >= 0 && !(unknownBefore && settings_.fuseUnknown)) symbols.push_back(unknown_);
      unknownBefore = unknown;
    }
    MergingWord(merges_, symbols).finish(ids);
  }

  Vocabulary vocabulary_;
  MergeTable merges_;
  BytePairSettings settings_;
  std::array<std::int32_t, 256> byteIds_{};
  std::int32_t unknown_ = -1;
};

}  // namespace

std::unique_ptr<TokenModel> bytePairs(Vocabulary vocabulary, const Merges& merges, BytePairSettings settings, const std::string& file) {
  const auto idOf = [&](const std::string& token, const std::string& part) {
    if (const auto id = vocabulary.find(token)) return *id;
    throw Error{Kind::Format, "'" + token + "' is not in the vocabulary", Where{file, {}, part},
                "Take vocabulary and merges from the same checkpoint."};
  };
  if (settings.unknown) idOf(*settings.unknown, "the unknown token");
  MergeTable table;
  for (std::size_t rank = 0; rank < merges.size(); ++rank) {
    const auto& [left, right] = merges[rank];
    const std::string part = "merge " + std::to_string(rank + 1);
    const Merge merge{static_cast<std::uint32_t>(rank), idOf(left + right, part)};
    table.insert_or_assign(keyOf(idOf(left, part), idOf(right, part)), merge);
  }
  return std::make_unique<BytePairs>(std::move(vocabulary), std::move(table), std::move(settings));
}

Merges mergesOfLines(std::string_view text, const std::string& file) {
  Merges merges;
  std::size_t number = 1;
  for (std::size_t begin = 0; begin < text.size(); ++number) {
    const auto end = std::min(text.find('\n', begin), text.size());
    auto line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with("#version")) continue;
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos || blank == 0 || blank + 1 == line.size() || line.find(' ', blank + 1) != std::string_view::npos) {
      throw Error{Kind::Format, "a merge is not two tokens with a blank between them", Where{file, {}, "line " + std::to_string(number)},
                  "Take the file that came with the checkpoint."};
    }
    merges.emplace_back(line.substr(0, blank), line.substr(blank + 1));
  }
  return merges;
}

}  // namespace spurioscope
