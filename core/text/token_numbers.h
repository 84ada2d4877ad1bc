#pragma once

#include <cstdint>
#include <memory>

#include "text/tokenizer.h"

namespace spurioscope {

/// For texts that are cut already: numbers of tokens with blanks between them; a second text holds the segments. Sequences that are too
/// long lose their ends. What is no such list gives no tokens (data sets check theirs when they are opened).
/// @param largestId,largestSegment  of all the texts
std::shared_ptr<const Tokenizer> tokenNumbers(std::int32_t largestId, int largestSegment);

}  // namespace spurioscope
