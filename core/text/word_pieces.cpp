#include "text/word_pieces.h"

#include <algorithm>

#include "base/error.h"
#include "text/unicode.h"

namespace spurioscope {
namespace {

/// ASCII's symbols count as punctuation too.
bool standsAlone(char32_t c) {
  const bool ascii = (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
  return ascii || isPunctuation(c);
}

class WordPieces final : public TokenModel {
 public:
  WordPieces(Vocabulary vocabulary, WordPieceSettings settings, std::int32_t unknown)
      : vocabulary_(std::move(vocabulary)), settings_(std::move(settings)), unknown_(unknown) {}

  std::u32string normalised(std::u32string_view text) const override { return settings_.normalizer.normalised(text); }

  void encode(std::u32string_view text, std::vector<std::int32_t>& ids) const override {
    for (std::size_t i = 0; i < text.size();) {
      if (isSpace(text[i])) {
        ++i;
        continue;
      }
      std::size_t end = i + 1;
      if (!standsAlone(text[i])) {
        while (end < text.size() && !isSpace(text[end]) && !standsAlone(text[end])) ++end;
      }
      word(text.substr(i, end - i), ids);
      i = end;
    }
  }

  std::string description() const override {
    return "WordPiece, " + std::to_string(vocabulary_.size()) + " tokens, " + (settings_.normalizer.lowerCase ? "lower case" : "case kept");
  }

 private:
  void word(std::u32string_view characters, std::vector<std::int32_t>& ids) const {
    if (characters.size() > static_cast<std::size_t>(settings_.longestWord)) return ids.push_back(unknown_);
    const auto before = ids.size();
    for (std::size_t begin = 0; begin < characters.size();) {
      std::size_t end = std::min(characters.size(), begin + vocabulary_.longestBytes());  // no piece has more characters than bytes
      for (; end > begin; --end) {
        const auto piece = (begin > 0 ? settings_.prefix : "") + utf8Of(characters.substr(begin, end - begin));
        if (const auto id = vocabulary_.find(piece)) {
          ids.push_back(*id);
          break;
        }
      }
      if (end == begin) {  // one unknown part makes the whole word unknown
        ids.resize(before);
        return ids.push_back(unknown_);
      }
      begin = end;
    }
  }

  Vocabulary vocabulary_;
  WordPieceSettings settings_;
  std::int32_t unknown_;
};

}  // namespace

std::unique_ptr<TokenModel> wordPieces(Vocabulary vocabulary, WordPieceSettings settings, const std::string& file) {
  const auto unknown = vocabulary.find(settings.unknown);
  if (!unknown) {
    throw Error{Kind::Format, "the token '" + settings.unknown + "' for unknown words is not in the vocabulary", Where{file, {}, {}},
                "Take the vocabulary that came with the checkpoint."};
  }
  return std::make_unique<WordPieces>(std::move(vocabulary), std::move(settings), *unknown);
}

}  // namespace spurioscope
