#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace spurioscope {

/// What a network for texts reads of one sample: a text, or a pair (a premise and its hypothesis). As in the file, of any bytes.
struct SampleText {
  std::string first;
  std::optional<std::string> second{};
};

/// A number that tells texts apart (not for attackers).
std::uint64_t contentOf(const SampleText& text);

}  // namespace spurioscope
