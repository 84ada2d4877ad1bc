#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace spurioscope {

/// Numbers of tokens as they stand in a table: "101 2023 102", "[101, 2023, 102]". Blanks, commas and brackets are between numbers.
/// @throws Error{Kind::Data} for anything else, a number below 0 or above 2^31 - 1, more than 100,000 of them
std::vector<int> parseTokens(std::string_view text, const Where& where);

/// How many tokens are seen, by an attention mask of as many 0 and 1. @throws Error{Kind::Data} when seen tokens are not together in
/// front (padding on the left would move their positions) or none is seen
std::size_t seenTokens(std::span<const int> mask, std::size_t tokens, const Where& where);

/// The numbers with blanks between them: what a data set of tokens has for texts (Dataset::tokens).
std::string tokenText(std::span<const int> tokens);

}  // namespace spurioscope
