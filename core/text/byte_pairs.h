#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "text/token_model.h"
#include "text/vocabulary.h"

namespace spurioscope {

using Merges = std::vector<std::pair<std::string, std::string>>;  ///< in the order of their ranks

struct BytePairSettings {
  bool addPrefixSpace = false;            ///< a ' ' in front of a text that has none
  bool splitWords = true;                 ///< by byteLevelWords
  std::optional<std::string> unknown{};   ///< for bytes that the vocabulary lacks; nothing: they are left out
  bool fuseUnknown = false;
  bool wholeWordsFirst = false;           ///< a word that is a token is not merged ("ignore_merges")
};

/// Byte-level byte pair encoding (GPT-2, RoBERTa): the bytes of each word are merged, the pair of the lowest rank first.
/// @throws Error{Kind::Format} for a merge whose parts or result are no tokens, or an unknown token that is none.
std::unique_ptr<TokenModel> bytePairs(Vocabulary vocabulary, const Merges& merges, BytePairSettings settings, const std::string& file);

/// merges.txt: "left right" a line, in order; a first line "#version" is passed over. @throws Error{Kind::Format} naming the line.
Merges mergesOfLines(std::string_view text, const std::string& file);

}  // namespace spurioscope
