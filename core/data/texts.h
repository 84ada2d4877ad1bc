#pragma once

#include <optional>
#include <string>

namespace spurioscope {

/// What a network for texts reads of one sample: a text, or a pair (a premise and its hypothesis). As in the file, of any bytes.
struct SampleText {
  std::string first;
  std::optional<std::string> second{};
};

}  // namespace spurioscope
