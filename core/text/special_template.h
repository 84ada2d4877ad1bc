#pragma once

#include <cstdint>
#include <vector>

#include "text/tokenizer.h"

namespace spurioscope {

/// A place in a sequence: a special token, or all tokens of a text.
struct TemplatePiece {
  enum class Kind { Token, First, Second };
  Kind kind = Kind::Token;
  std::int32_t id = 0;       ///< of a Token
  std::uint8_t segment = 0;
};

/// What stands around and between the texts.
struct SpecialTemplate {
  std::vector<TemplatePiece> single, pair;
};

/// BERT: [CLS] A [SEP] and [CLS] A [SEP] B [SEP], the second text and its [SEP] in segment 1.
SpecialTemplate bertTemplate(std::int32_t cls, std::int32_t sep);
/// RoBERTa: <s> A </s> and <s> A </s> </s> B </s>, all in segment 0.
SpecialTemplate robertaTemplate(std::int32_t cls, std::int32_t sep);
/// The texts alone, in segments 0 and 1.
SpecialTemplate bareTemplate();

/// The sequence of at most `maxTokens`; texts are cut as Tokenizer::encode says. @param second  null for a single text
TokenSequence assembled(const SpecialTemplate& pieces, std::vector<std::int32_t> first, const std::vector<std::int32_t>* second,
                        int maxTokens);

}  // namespace spurioscope
