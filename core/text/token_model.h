#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spurioscope {

/// One way of cutting plain text (without special tokens in it) into tokens.
class TokenModel {
 public:
  virtual ~TokenModel() = default;
  /// The text as the model wants it: cleaned, lower-cased, ...
  virtual std::u32string normalised(std::u32string_view text) const = 0;
  /// Appends the tokens of normalised text.
  virtual void encode(std::u32string_view text, std::vector<std::int32_t>& ids) const = 0;
  virtual std::string description() const = 0;
};

}  // namespace spurioscope
