#include "figures/density.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace spurioscope::figures {
namespace {

constexpr int kGrid = 512;

double bandwidth(const std::vector<double>& sorted, double reach) {
  const double n = static_cast<double>(sorted.size());
  double mean = 0, squares = 0;
  for (const double value : sorted) mean += value / n;
  for (const double value : sorted) squares += (value - mean) * (value - mean);
  const double deviation = sorted.size() > 1 ? std::sqrt(squares / (n - 1)) : 0;
  const double quartiles = sorted[sorted.size() * 3 / 4] - sorted[sorted.size() / 4];
  const double spread = quartiles > 0 ? std::min(deviation, quartiles / 1.34) : deviation;
  return std::max({0.9 * spread * std::pow(n, -0.2), reach / 200, 1e-12});
}

double kernel(double distance) { return std::abs(distance) < 6 ? std::exp(-0.5 * distance * distance) : 0; }

}  // namespace

Density kernelDensity(std::span<const double> values, double reach) {
  std::vector<double> sorted;
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted), [](double value) { return std::isfinite(value); });
  if (sorted.empty()) return {};
  std::sort(sorted.begin(), sorted.end());
  const double h = bandwidth(sorted, reach);
  const auto isBound = [&](double end) {
    const auto equal = static_cast<std::size_t>(std::count(sorted.begin(), sorted.end(), end));
    return sorted.size() >= 20 && equal * 20 >= sorted.size() && equal < sorted.size();
  };
  const bool below = isBound(sorted.front()), above = isBound(sorted.back());
  const double start = sorted.front() - (below ? 0 : 3 * h);
  const double step = (sorted.back() + (above ? 0 : 3 * h) - start) / (kGrid - 1);
  std::vector<double> weights(kGrid, 0.0);  // each value is shared between the two grid points beside it
  for (const double value : sorted) {
    const double at = std::clamp((value - start) / step, 0.0, kGrid - 1.001);
    const auto left = static_cast<std::size_t>(at);
    weights[left] += 1 - (at - static_cast<double>(left));
    weights[left + 1] += at - static_cast<double>(left);
  }
  Density density;
  const double scale = 1 / (static_cast<double>(sorted.size()) * h * std::sqrt(2 * std::numbers::pi));
  for (int i = 0; i < kGrid; ++i) {
    double sum = 0;
    for (int k = 0; k < kGrid; ++k) {
      const double weight = weights[static_cast<std::size_t>(k)];
      if (weight == 0) continue;
      sum += weight * kernel((i - k) * step / h);
      if (below) sum += weight * kernel((i + k) * step / h);
      if (above) sum += weight * kernel((i + k - 2 * (kGrid - 1)) * step / h);
    }
    density.x.push_back(start + i * step);
    density.y.push_back(sum * scale);
  }
  return density;
}

}  // namespace spurioscope::figures
