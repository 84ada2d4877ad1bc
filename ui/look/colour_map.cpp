#include "ui/look/colour_map.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace spurioscope::ui {
namespace {

// Every 1/16 of matplotlib's viridis; ColorBrewer's RdBu (9), reversed so that positive is red.
constexpr std::array<QRgb, 17> kViridis{0x440154, 0x481a6c, 0x472f7d, 0x414487, 0x39568c, 0x31688e, 0x2a788e, 0x23888e, 0x1f988b,
                                        0x22a884, 0x35b779, 0x54c568, 0x7ad151, 0xa5db36, 0xd2e21b, 0xece51b, 0xfde725};
constexpr std::array<QRgb, 9> kDiverging{0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xf7f7f7, 0xfddbc7, 0xf4a582, 0xd6604d, 0xb2182b};

QColor between(std::span<const QRgb> stops, double position) {
  const double at = std::clamp(position, 0.0, 1.0) * double(stops.size() - 1);
  const auto left = std::min(static_cast<std::size_t>(at), stops.size() - 2);
  const double share = at - double(left);
  const QRgb a = stops[left], b = stops[left + 1];
  const auto mix = [share](int x, int y) { return static_cast<int>(std::lround(x + (y - x) * share)); };
  return {mix(qRed(a), qRed(b)), mix(qGreen(a), qGreen(b)), mix(qBlue(a), qBlue(b))};
}

}  // namespace

QColor colourAt(ColourMap map, double position) {
  if (std::isnan(position)) return Qt::transparent;
  return map == ColourMap::Viridis ? between(kViridis, position) : between(kDiverging, position);
}

ValueRange rangeOf(std::span<const float> values) {
  ValueRange range{0, 0};
  for (const float v : values) {
    if (!std::isfinite(v)) continue;
    range.low = std::min(range.low, double(v));
    range.high = std::max(range.high, double(v));
  }
  if (range.high <= range.low) range.high = range.low + 1e-6;
  return range;
}

ValueRange balancedRange(std::span<const float> values) {
  const auto range = rangeOf(values);
  const double reach = std::max({std::abs(range.low), std::abs(range.high), 1e-6});
  return {-reach, reach};
}

QImage mapImage(std::span<const float> values, int width, int height, ValueRange range, ColourMap map) {
  if (width <= 0 || height <= 0 || values.size() < std::size_t(width) * std::size_t(height)) return {};
  QImage image(width, height, QImage::Format_ARGB32);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const double value = values[std::size_t(y) * std::size_t(width) + std::size_t(x)];
      image.setPixelColor(x, y, colourAt(map, (value - range.low) / (range.high - range.low)));
    }
  return image;
}

QImage veilImage(std::span<const float> values, int width, int height, ValueRange range) {
  QImage image = mapImage(values, width, height, range, ColourMap::Viridis);
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) {
      const double share = (values[std::size_t(y) * std::size_t(width) + std::size_t(x)] - range.low) / (range.high - range.low);
      QColor colour = image.pixelColor(x, y);
      colour.setAlphaF(static_cast<float>(std::clamp(0.15 + 0.7 * share, 0.0, 0.85)));
      image.setPixelColor(x, y, colour);
    }
  return image;
}

}  // namespace spurioscope::ui
