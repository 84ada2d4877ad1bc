#pragma once

#include <memory>
#include <vector>

#include "text/added_tokens.h"
#include "text/special_template.h"
#include "text/token_model.h"
#include "text/tokenizer.h"

namespace spurioscope {

/// What a tokenizer's files say.
struct TokenizerParts {
  std::unique_ptr<const TokenModel> model;
  std::vector<AddedToken> added;
  SpecialTemplate special;
  std::int32_t paddingId = 0;
  std::int32_t largestId = 0;  ///< of the vocabulary; added tokens may have larger ones
};

std::unique_ptr<const Tokenizer> assembledTokenizer(TokenizerParts parts);

}  // namespace spurioscope
