#include "text/unicode.h"

#include <utf8proc.h>

#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace spurioscope {
namespace {

utf8proc_category_t categoryOf(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

void appendUtf8(std::string& text, char32_t c) {
  utf8proc_uint8_t bytes[4];
  const auto n = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes);
  text.append(bytes, bytes + n);
}

}  // namespace

std::u32string codePoints(std::string_view utf8) {
  const std::string valid = validUtf8(utf8);
  std::u32string text;
  text.reserve(valid.size());
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(valid.data());
  for (std::size_t i = 0; i < valid.size();) {
    utf8proc_int32_t c = 0;
    const auto n = utf8proc_iterate(bytes + i, static_cast<utf8proc_ssize_t>(valid.size() - i), &c);
    text += n > 0 ? static_cast<char32_t>(c) : U'\uFFFD';
    i += n > 0 ? static_cast<std::size_t>(n) : 1;
  }
  return text;
}

std::string utf8Of(std::u32string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (const char32_t c : text) appendUtf8(bytes, c);
  return bytes;
}

bool isSpace(char32_t c) {
  if (c >= 0x9 && c <= 0xD) return true;
  if (c == 0x85) return true;  // the only other control character with the property
  const auto category = categoryOf(c);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

bool isLetter(char32_t c) {
  const auto category = categoryOf(c);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool isNumber(char32_t c) {
  const auto category = categoryOf(c);
  return category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
}

bool isPunctuation(char32_t c) {
  const auto category = categoryOf(c);
  return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO;
}

bool isNonspacingMark(char32_t c) { return categoryOf(c) == UTF8PROC_CATEGORY_MN; }

bool isControlOrFormat(char32_t c) {
  const auto category = categoryOf(c);
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_CO;
}

bool isWordCharacter(char32_t c) {
  const auto category = categoryOf(c);
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ND) || category == UTF8PROC_CATEGORY_PC;
}

void appendLowerCase(std::u32string& text, char32_t c) {
  if (c == 0x130) {
    text += U"i\u0307";
  } else {
    text += static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
  }
}

std::u32string decomposed(std::u32string_view text) {
  const std::string bytes = utf8Of(text);
  const auto* from = reinterpret_cast<const utf8proc_uint8_t*>(bytes.data());
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
  std::vector<utf8proc_int32_t> buffer(bytes.size() + 16);
  const auto decompose = [&] {
    return utf8proc_decompose(from, static_cast<utf8proc_ssize_t>(bytes.size()), buffer.data(),
                              static_cast<utf8proc_ssize_t>(buffer.size()), options);
  };
  auto n = decompose();
  if (n > static_cast<utf8proc_ssize_t>(buffer.size())) {
    buffer.resize(static_cast<std::size_t>(n));
    n = decompose();
  }
  if (n < 0) throw Error{Kind::Memory, "a text cannot be decomposed: " + std::string(utf8proc_errmsg(n)), {}, "Use shorter texts."};
  return {buffer.begin(), buffer.begin() + n};
}

}  // namespace spurioscope
