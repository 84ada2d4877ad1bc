#include "text/bert_normalizer.h"

#include <algorithm>

#include "text/unicode.h"

namespace spurioscope {
namespace {

bool isKeptBlank(char32_t c) { return c == U'\t' || c == U'\n' || c == U'\r'; }

std::u32string cleaned(std::u32string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (const char32_t c : text) {
    if (c == 0 || c == 0xFFFD || (!isKeptBlank(c) && isControlOrFormat(c))) continue;
    out += isSpace(c) ? U' ' : c;
  }
  return out;
}

/// The blocks that BERT's authors took for Chinese. The reference implementation begins one of them at U+2B920 where the authors wrote
/// U+2B820; checkpoints are used with the reference.
bool isChinese(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F) ||
         (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

std::u32string spacedChinese(std::u32string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (const char32_t c : text) {
    if (isChinese(c)) out += {U' ', c, U' '};
    else out += c;
  }
  return out;
}

}  // namespace

std::u32string BertNormalizer::normalised(std::u32string_view text) const {
  std::u32string out(text);
  if (cleanText) out = cleaned(out);
  if (handleChinese) out = spacedChinese(out);
  if (stripAccents.value_or(lowerCase)) {
    out = decomposed(out);
    std::erase_if(out, isNonspacingMark);
  }
  if (lowerCase) {
    std::u32string lower;
    lower.reserve(out.size());
    for (const char32_t c : out) appendLowerCase(lower, c);
    out = std::move(lower);
  }
  return out;
}

}  // namespace spurioscope
