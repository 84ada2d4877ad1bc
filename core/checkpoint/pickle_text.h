#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The text notations of pickle protocol 0 (Python 2). Each returns nothing for text that Python would refuse.
namespace spurioscope {

/// "'it\\'s'" -> it's: the repr of a byte string, with its quotes and escapes.
std::optional<std::string> unquotedString(std::string_view line);
/// raw-unicode-escape: Latin-1 with \uXXXX and \UXXXXXXXX, to UTF-8.
std::optional<std::string> rawUnicode(std::string_view line);
/// Decimal integer, an 'L' at its end allowed; nothing when it does not fit.
std::optional<std::int64_t> decimalInteger(std::string_view line);
/// Memo index.
std::optional<std::uint64_t> decimalIndex(std::string_view line);
/// True when the line is a decimal integer of any length.
bool isDecimal(std::string_view line);
/// Latin-1 bytes as UTF-8.
std::string latin1ToUtf8(std::string_view bytes);
/// UTF-8 whose characters are all below U+0100, as bytes; nothing otherwise.
std::optional<std::string> utf8ToLatin1(std::string_view text);
/// True for well-formed UTF-8; surrogates, which Python writes with "surrogatepass", count as well formed.
bool isUtf8(std::string_view bytes);

}  // namespace spurioscope
