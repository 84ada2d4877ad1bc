#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/json.h"
#include "text/tokenizer.h"

namespace spurioscope {

/// What tokenizer_config.json (or config.json) says; each wins over what stands elsewhere.
struct TokenizerSettings {
  std::optional<bool> lowerCase{}, stripAccents{}, handleChinese{};  ///< do_lower_case, strip_accents, tokenize_chinese_chars
  std::optional<bool> addPrefixSpace{};                              ///< add_prefix_space
  std::optional<std::string> cls{}, sep{}, pad{}, unknown{}, mask{}; ///< cls_token, ...
};

/// tokenizer.json with a model of kind WordPiece (BertNormalizer, BertPreTokenizer) or byte-level BPE. Its
/// truncation and padding are ignored.
/// @throws Error{Kind::Unsupported} naming the part that is of another kind; Error{Kind::Format} for missing or contradicting parts.
std::unique_ptr<const Tokenizer> tokenizerOfJson(const Json& document, const TokenizerSettings& settings, const std::string& file);

}  // namespace spurioscope
