#pragma once

#include <string>
#include <string_view>

namespace spurioscope {

/// Code points of UTF-8 text. Bytes that are no UTF-8 become U+FFFD each. Cost O(length), as of everything here.
std::u32string codePoints(std::string_view utf8);
std::string utf8Of(std::u32string_view text);

bool isSpace(char32_t c);            ///< Unicode's White_Space
bool isLetter(char32_t c);           ///< general category L
bool isNumber(char32_t c);           ///< N
bool isPunctuation(char32_t c);      ///< P
bool isNonspacingMark(char32_t c);   ///< Mn
bool isControlOrFormat(char32_t c);  ///< Cc, Cf and Co: what shows nothing
bool isWordCharacter(char32_t c);    ///< as \w of regular expressions: letters, marks, decimal numbers, connectors

/// Appends the lower case of one character, without regard to its neighbours. Only U+0130 has two characters of it.
void appendLowerCase(std::u32string& text, char32_t c);

/// Canonical decomposition (NFD). @throws Error{Kind::Memory}
std::u32string decomposed(std::u32string_view text);

}  // namespace spurioscope
