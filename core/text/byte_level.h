#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace spurioscope {

/// GPT-2's words of a text: contractions, letters, numbers, other characters, each with the one ' ' before them, and blanks; all characters
/// are in one of them. The same as its regular expression
/// 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
std::vector<std::u32string_view> byteLevelWords(std::u32string_view text);

/// The printable character that stands for each byte in byte-level vocabularies, as UTF-8.
const std::array<std::string, 256>& byteLetters();

}  // namespace spurioscope
