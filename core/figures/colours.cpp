#include "figures/colours.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace spurioscope::figures {
namespace {

// Every 1/16 of matplotlib's viridis; ColorBrewer's RdBu (9), reversed so that positive is red. The same as the window's.
constexpr std::array<std::uint32_t, 17> kViridis{0x440154, 0x481a6c, 0x472f7d, 0x414487, 0x39568c, 0x31688e, 0x2a788e, 0x23888e, 0x1f988b,
                                                 0x22a884, 0x35b779, 0x54c568, 0x7ad151, 0xa5db36, 0xd2e21b, 0xece51b, 0xfde725};
constexpr std::array<std::uint32_t, 9> kDiverging{0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xf7f7f7, 0xfddbc7, 0xf4a582, 0xd6604d, 0xb2182b};
constexpr std::array<std::uint32_t, 8> kGroups{0x0072B2, 0xE69F00, 0xD55E00, 0x009E73, 0x56B4E9, 0xCC79A7, 0xF0E442, 0x000000};
constexpr std::array<std::uint32_t, 4> kOthers{0x0B6FB8, 0x647184, 0xA9B2BF, 0x2F3945};
constexpr std::uint32_t kMissing = 0xE4E8ED;

Colour colourOf(std::uint32_t rgb) { return {((rgb >> 16) & 255) / 255.0, ((rgb >> 8) & 255) / 255.0, (rgb & 255) / 255.0}; }

std::uint32_t between(std::span<const std::uint32_t> stops, double position) {
  const double at = std::clamp(position, 0.0, 1.0) * static_cast<double>(stops.size() - 1);
  const auto left = std::min(static_cast<std::size_t>(at), stops.size() - 2);
  const double share = at - static_cast<double>(left);
  std::uint32_t out = 0;
  for (const int shift : {16, 8, 0}) {
    const double a = (stops[left] >> shift) & 255, b = (stops[left + 1] >> shift) & 255;
    out |= static_cast<std::uint32_t>(std::lround(a + (b - a) * share)) << shift;
  }
  return out;
}

}  // namespace

Colour seriesColour(int group, int ordinal) {
  if (group >= 0) return colourOf(kGroups[static_cast<std::size_t>(group) % kGroups.size()]);
  return colourOf(kOthers[static_cast<std::size_t>(std::max(ordinal, 0)) % kOthers.size()]);
}

ValueRange rangeOf(std::span<const float> values) {
  ValueRange range{0, 0};
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    range.low = std::min(range.low, static_cast<double>(value));
    range.high = std::max(range.high, static_cast<double>(value));
  }
  if (range.high <= range.low) range.high = range.low + 1e-6;
  return range;
}

ValueRange balancedRange(std::span<const float> values) {
  const auto range = rangeOf(values);
  const double reach = std::max(-range.low, range.high);
  return {-reach, reach};
}

std::vector<std::uint8_t> mapPixels(std::span<const float> values, ValueRange range, bool diverging) {
  std::vector<std::uint8_t> rgb;
  rgb.reserve(values.size() * 3);
  for (const float value : values) {
    const double position = (static_cast<double>(value) - range.low) / (range.high - range.low);
    const std::uint32_t colour = !std::isfinite(value) ? kMissing : diverging ? between(kDiverging, position) : between(kViridis, position);
    for (const int shift : {16, 8, 0}) rgb.push_back(static_cast<std::uint8_t>((colour >> shift) & 255));
  }
  return rgb;
}

}  // namespace spurioscope::figures
