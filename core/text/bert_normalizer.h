#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spurioscope {

/// What BERT does to a text first, in this order: control characters out and blanks made ' ', blanks around Chinese characters, accents off
/// (NFD without nonspacing marks), lower case. Source: the settings of "BertNormalizer" in tokenizer.json.
struct BertNormalizer {
  bool cleanText = true;
  bool handleChinese = true;
  std::optional<bool> stripAccents{};  ///< nothing: as `lowerCase`
  bool lowerCase = true;

  std::u32string normalised(std::u32string_view text) const;
};

}  // namespace spurioscope
