#pragma once

#include <memory>

#include "text/bert_normalizer.h"
#include "text/token_model.h"
#include "text/vocabulary.h"

namespace spurioscope {

struct WordPieceSettings {
  BertNormalizer normalizer{};
  std::string unknown = "[UNK]";
  std::string prefix = "##";           ///< of pieces that continue a word
  int longestWord = 100;               ///< longer ones, in characters, are unknown
};

/// BERT's WordPiece: words between blanks, punctuation alone, each word cut greedily into its longest known pieces.
/// @throws Error{Kind::Format} when the unknown token is not in the vocabulary.
std::unique_ptr<TokenModel> wordPieces(Vocabulary vocabulary, WordPieceSettings settings, const std::string& file);

}  // namespace spurioscope
