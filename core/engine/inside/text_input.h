#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "analysis/token_batches.h"
#include "data/pixels.h"
#include "engine/workbench.h"
#include "model/catalogue.h"
#include "model/parameters.h"

namespace spurioscope::engine {

/// The texts of a data set for a text network, with the tokenizer that `settings` name, else the one beside the checkpoint.
/// @param source  of the checkpoint: a file or a folder
/// @throws Error{Kind::Usage} where there is no tokenizer, or more tokens are wanted than the network has positions;
/// Error{Kind::Shape} for a tokenizer with more tokens than the network's table of words; what openTokenizer throws.
std::shared_ptr<TokenBatches> openText(const std::string& source, const Network& network, const Parameters& parameters,
                                       const OpenDataset& data, const Settings& settings);

/// The longest of a seeded draw of texts, at least 2: what costs are reckoned with.
std::int64_t usualLength(TokenBatches& tokens, std::size_t samples);

}  // namespace spurioscope::engine
