#include "figures/axis.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/number_text.h"

namespace spurioscope::figures {
namespace {

double roundStep(double rough) {
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0})
    if (rough <= factor * power * (1 + 1e-9)) return factor * power;
  return 10 * power;
}

/// Three digits and a power of ten: 1.5e-6 as "1.5e−6".
std::string scientific(double value) {
  const int power = static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-12));
  return numberText(std::round(value / std::pow(10, power) * 100) / 100) + "e" + std::to_string(power);
}

std::string withMinusSigns(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '-' ? std::string("\u2212") : std::string(1, c);
  return out;
}

}  // namespace

std::string Axis::label(double tick) const {
  if (std::abs(tick) < step * 1e-6) return "0";
  const double reach = std::max(std::abs(low), std::abs(high));
  if (reach >= 1e6 || reach < 1e-3) return withMinusSigns(scientific(tick));
  int decimals = 0;
  for (double scaled = step; decimals < 6 && std::abs(scaled - std::round(scaled)) > 1e-6 * scaled; scaled *= 10) ++decimals;
  return withMinusSigns(fixedText(tick, decimals));
}

Axis axisOver(double low, double high, int ticks, bool whole) {
  if (!std::isfinite(low) || !std::isfinite(high) || low > high || high - low > 1e300) {
    low = 0;
    high = 1;
  }
  const double size = std::max({std::abs(low), std::abs(high), 1e-12});
  if (high - low < size * 1e-9) {
    low -= low == 0 ? 0.5 : size * 0.1;
    high += high == 0 ? 0.5 : size * 0.1;
  }
  Axis axis{low, high, {}, roundStep((high - low) / std::max(ticks - 1, 1))};
  if (whole) {
    axis.low = std::floor(low / axis.step + 1e-9) * axis.step;
    axis.high = std::ceil(high / axis.step - 1e-9) * axis.step;
  }
  for (int tries = 0; tries < 4; ++tries) {  // a rounded step may leave one tick; a scale needs three to be read
    axis.ticks.clear();
    for (double k = std::ceil(axis.low / axis.step - 1e-9); k * axis.step <= axis.high + axis.step * 1e-9; ++k)
      axis.ticks.push_back(k * axis.step);
    if (axis.ticks.size() >= 3) break;
    axis.step = roundStep(axis.step * 0.45);
  }
  return axis;
}

void Extent::add(double value) {
  if (!std::isfinite(value)) return;
  low = empty ? value : std::min(low, value);
  high = empty ? value : std::max(high, value);
  empty = false;
}

void Extent::add(const std::vector<double>& values) {
  for (const double value : values) add(value);
}

}  // namespace spurioscope::figures
