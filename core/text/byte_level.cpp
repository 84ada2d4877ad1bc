#include "text/byte_level.h"

#include "text/unicode.h"

namespace spurioscope {
namespace {

enum class Sort { Space, Letter, Number, Other };

Sort sortOf(char32_t c) { return isSpace(c) ? Sort::Space : isLetter(c) ? Sort::Letter : isNumber(c) ? Sort::Number : Sort::Other; }

std::size_t contractionAt(std::u32string_view text, std::size_t at) {
  if (text[at] != U'\'') return 0;
  for (const std::u32string_view ending : {U"'s", U"'t", U"'re", U"'ve", U"'m", U"'ll", U"'d"}) {
    if (text.substr(at).starts_with(ending)) return ending.size();
  }
  return 0;
}

std::size_t wordEnd(std::u32string_view text, std::size_t at) {
  if (const auto n = contractionAt(text, at); n > 0) return at + n;
  const std::size_t first = text[at] == U' ' && at + 1 < text.size() ? at + 1 : at;  // the blank in front belongs to the word
  if (const auto sort = sortOf(text[first]); sort != Sort::Space) {
    std::size_t end = first + 1;
    while (end < text.size() && sortOf(text[end]) == sort) ++end;
    return end;
  }
  std::size_t end = at;
  while (end < text.size() && isSpace(text[end])) ++end;
  // Before a word the last blank is left for it; a single one stands alone.
  return end == text.size() || end == at + 1 ? end : end - 1;
}

std::array<std::string, 256> makeByteLetters() {
  std::array<std::string, 256> letters;
  char32_t next = 256;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const bool printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    letters[byte] = utf8Of(std::u32string(1, printable ? static_cast<char32_t>(byte) : next++));
  }
  return letters;
}

}  // namespace

std::vector<std::u32string_view> byteLevelWords(std::u32string_view text) {
  std::vector<std::u32string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = wordEnd(text, at);
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

const std::array<std::string, 256>& byteLetters() {
  static const auto letters = makeByteLetters();
  return letters;
}

}  // namespace spurioscope
