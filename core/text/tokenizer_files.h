#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "text/tokenizer.h"
#include "text/tokenizer_json.h"

namespace spurioscope {

/// What a tokenizer_config.json or config.json says is added to `into`; what stands there already wins.
void addSettings(const Json& config, TokenizerSettings& into);

/// vocab.txt: WordPiece with BERT's normalizer.  @param file  stands for the text in messages
/// @throws Error{Kind::Format} without the special tokens; as vocabularyOfLines and wordPieces.
std::unique_ptr<const Tokenizer> tokenizerOfLines(std::string_view vocabulary, const TokenizerSettings& settings, const std::string& file);

/// vocab.json with merges.txt: byte-level BPE.  @throws as vocabularyOfJson, mergesOfLines and bytePairs.
std::unique_ptr<const Tokenizer> tokenizerOfPairs(const Json& vocabulary, std::string_view merges, const TokenizerSettings& settings,
                                                  const std::string& vocabularyFile, const std::string& mergesFile);

}  // namespace spurioscope
