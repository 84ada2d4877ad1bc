#include "base/stopwatch.h"

#include <cmath>

#include "base/number_text.h"

namespace spurioscope {

std::string durationText(double seconds) {
  if (seconds < 10) return fixedText(seconds, 1) + " s";
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole / 60 % 60) + " min";
}

}  // namespace spurioscope
