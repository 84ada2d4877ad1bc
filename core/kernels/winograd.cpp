#include "kernels/winograd.h"

#include <algorithm>

namespace spurioscope {
namespace {

constexpr std::int64_t kLanes = 16;  ///< channels that go through a transform together

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define SPURIOSCOPE_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define SPURIOSCOPE_WIDE
#endif

/// Points in the order 0, 1, -1, 2, infinity, -2: tiles of three have the first five.
constexpr int kPoints = 6;

constexpr int pointsOf(bool four) { return four ? 6 : 5; }
constexpr int outputsOf(bool four) { return four ? 4 : 3; }

/// Where each point of a tile lies: its first channel, at 6 * row + column.
template <typename Float>
std::array<Float*, kPoints * kPoints> placesOf(const std::array<Float*, kWinogradParts>& parts, const WinogradShape& shape,
                                               const WinogradBlock& block, std::int64_t strip, std::int64_t column, std::int64_t c) {
  std::array<Float*, kWinogradParts> tile;
  for (int part = 0; part < kWinogradParts; ++part)
    tile[part] = parts[part] + (block.tilesBefore(shape, part, strip) + column) * kWinogradPoints[part] * c;
  std::array<Float*, kPoints * kPoints> places;
  for (int i = 0; i < 5; ++i) {
    for (int j = 0; j < 5; ++j) places[kPoints * i + j] = tile[0] + (5 * i + j) * c;
    places[kPoints * 5 + i] = tile[1] + i * c;
    places[kPoints * i + 5] = tile[2] + i * c;
  }
  places[kPoints * 5 + 5] = tile[3];
  return places;
}

/// A whole run of lanes is so common that it must not cost a call.
inline void copyLanes(const float* __restrict from, std::int64_t lanes, float* __restrict to) {
  if (lanes == kLanes) {
    for (std::int64_t l = 0; l < kLanes; ++l) to[l] = from[l];
  } else {
    std::copy(from, from + lanes, to);
  }
}

/// B^T d of one line of four or three outputs, for kLanes channels; elements at stride `step` in both.
[[gnu::always_inline]] inline void inputLine(const float* __restrict d, bool four, float* __restrict t, std::int64_t step) {
  for (std::int64_t l = 0; l < kLanes; ++l) {
    const float d0 = d[l], d1 = d[step + l], d2 = d[2 * step + l], d3 = d[3 * step + l], d4 = d[4 * step + l];
    if (four) {
      const float d5 = d[5 * step + l];
      t[l] = 4 * d0 - 5 * d2 + d4;
      t[step + l] = d4 + d3 - 4 * (d1 + d2);
      t[2 * step + l] = d4 - d3 + 4 * (d1 - d2);
      t[3 * step + l] = d4 - d2 + 2 * (d3 - d1);
      t[4 * step + l] = 4 * d1 - 5 * d3 + d5;
      t[5 * step + l] = d4 - d2 - 2 * (d3 - d1);
    } else {
      t[l] = 4 * (d0 - d2) - 2 * (d1 - d3);
      t[step + l] = 3 * (d3 - d2) - 6 * d1;
      t[2 * step + l] = d3 - 3 * d2 + 2 * d1;
      t[3 * step + l] = 4 * (d3 - d1);
      t[4 * step + l] = d4 - d2 - 2 * (d3 - d1);
    }
  }
}

/// A^T m of one line.
[[gnu::always_inline]] inline void outputLine(const float* __restrict m, bool four, float* __restrict y, std::int64_t step,
                                              std::int64_t outputStep) {
  for (std::int64_t l = 0; l < kLanes; ++l) {
    const float m0 = m[l], m1 = m[step + l], m2 = m[2 * step + l], m3 = m[3 * step + l], m4 = m[4 * step + l];
    const float sum12 = m1 + m2, difference12 = m1 - m2;
    if (four) {
      const float m5 = m[5 * step + l];
      const float sum35 = m3 + m5, difference35 = m3 - m5;
      y[l] = m0 + sum12 + sum35;
      y[outputStep + l] = difference12 + 2 * difference35;
      y[2 * outputStep + l] = sum12 + 4 * sum35;
      y[3 * outputStep + l] = difference12 + 8 * difference35 + m4;
    } else {
      y[l] = m0 + sum12 + m3;
      y[outputStep + l] = difference12 + 2 * m3;
      y[2 * outputStep + l] = sum12 + 4 * m3 + m4;
    }
  }
}

}  // namespace

WinogradCut winogradCut(std::int64_t length) {
  WinogradCut best;
  std::int64_t fewest = -1;
  for (std::int64_t threes = 0; threes <= 3; ++threes) {  // four threes never pay: three fours do as much with 18 points for 20
    const auto fours = std::max<std::int64_t>(0, (length - 3 * threes + 3) / 4);
    const auto points = 6 * fours + 5 * threes;
    if (fewest < 0 || points < fewest) {
      best = {fours, threes};
      fewest = points;
    }
  }
  return best;
}

WinogradShape::WinogradShape(std::int64_t samples, std::int64_t height, std::int64_t width)
    : n(samples), h(height), w(width), rows(winogradCut(height)), columns(winogradCut(width)) {}

std::int64_t WinogradShape::highBefore(std::int64_t strip) const {
  return strip / rows.count() * rows.fours + std::min(strip % rows.count(), rows.fours);
}

std::int64_t WinogradBlock::tilesBefore(const WinogradShape& shape, int part, std::int64_t strip) const {
  const auto strips = (part & 1) != 0 ? shape.highBefore(strip) - shape.highBefore(first) : strip - first;
  return strips * ((part & 2) != 0 ? shape.columns.fours : shape.columns.count());
}

void winogradWeights(const float* weights, std::int64_t out, std::int64_t in, const std::array<float*, kWinogradParts>& parts) {
  constexpr double kG[kPoints][3] = {{0.25, 0, 0},
                                     {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                                     {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                                     {1.0 / 24, 1.0 / 12, 1.0 / 6},
                                     {0, 0, 1},
                                     {1.0 / 24, -1.0 / 12, 1.0 / 6}};
  for (std::int64_t o = 0; o < out; ++o) {
    for (std::int64_t i = 0; i < in; ++i) {
      const float* g = weights + (o * in + i) * 9;
      double t[kPoints][3];
      for (int row = 0; row < kPoints; ++row) {
        for (int column = 0; column < 3; ++column)
          t[row][column] = kG[row][0] * g[column] + kG[row][1] * g[3 + column] + kG[row][2] * g[6 + column];
      }
      for (int row = 0; row < kPoints; ++row) {
        for (int column = 0; column < kPoints; ++column) {
          const double value = t[row][0] * kG[column][0] + t[row][1] * kG[column][1] + t[row][2] * kG[column][2];
          const int part = (row == 5 ? 1 : 0) + (column == 5 ? 2 : 0);
          const int point = part == 0 ? 5 * row + column : part == 1 ? column : part == 2 ? row : 0;
          parts[part][(point * out + o) * in + i] = static_cast<float>(value);
        }
      }
    }
  }
}

SPURIOSCOPE_WIDE void winogradInput(const float* map, const WinogradShape& shape, std::int64_t c, const WinogradBlock& block,
                                    std::int64_t first, std::int64_t last, const std::array<float*, kWinogradParts>& parts) {
  constexpr std::int64_t kLine = kPoints * kLanes;
  for (auto strip = first; strip < last; ++strip) {
    const auto sample = strip / shape.rows.count(), stripOfSample = strip % shape.rows.count();
    const auto top = shape.rows.begin(stripOfSample) - 1;
    const bool high = stripOfSample < shape.rows.fours;
    for (std::int64_t tile = 0; tile < shape.columns.count(); ++tile) {
      const auto left = shape.columns.begin(tile) - 1;
      const bool wide = tile < shape.columns.fours;
      const auto places = placesOf(parts, shape, block, strip, tile, c);
      for (std::int64_t begin = 0; begin < c; begin += kLanes) {
        const auto lanes = std::min(kLanes, c - begin);
        float d[kPoints][kPoints][kLanes] = {}, t[kPoints][kPoints][kLanes], u[kPoints][kLanes];
        for (int i = 0; i < pointsOf(high); ++i) {
          if (top + i < 0 || top + i >= shape.h) continue;
          for (int j = 0; j < pointsOf(wide); ++j) {
            if (left + j < 0 || left + j >= shape.w) continue;
            copyLanes(map + ((sample * shape.h + top + i) * shape.w + left + j) * c + begin, lanes, d[i][j]);
          }
        }
        for (int j = 0; j < pointsOf(wide); ++j) inputLine(d[0][j], high, t[0][j], kLine);
        for (int i = 0; i < pointsOf(high); ++i) {
          inputLine(t[i][0], wide, u[0], kLanes);
          for (int j = 0; j < pointsOf(wide); ++j) copyLanes(u[j], lanes, places[kPoints * i + j] + begin);
        }
      }
    }
  }
}

SPURIOSCOPE_WIDE void winogradOutput(const std::array<const float*, kWinogradParts>& parts, const WinogradShape& shape, std::int64_t c,
                                     const WinogradBlock& block, std::int64_t first, std::int64_t last, const float* bias,
                                     const float* other, bool relu, float* map) {
  constexpr std::int64_t kLine = kPoints * kLanes;
  for (auto strip = first; strip < last; ++strip) {
    const auto sample = strip / shape.rows.count(), stripOfSample = strip % shape.rows.count();
    const auto top = shape.rows.begin(stripOfSample);
    const bool high = stripOfSample < shape.rows.fours;
    for (std::int64_t tile = 0; tile < shape.columns.count(); ++tile) {
      const auto left = shape.columns.begin(tile);
      const bool wide = tile < shape.columns.fours;
      const auto places = placesOf(parts, shape, block, strip, tile, c);
      for (std::int64_t begin = 0; begin < c; begin += kLanes) {
        const auto lanes = std::min(kLanes, c - begin);
        float m[kPoints][kPoints][kLanes] = {}, t[4][kPoints][kLanes], y[4][kLanes];
        for (int i = 0; i < pointsOf(high); ++i) {
          for (int j = 0; j < pointsOf(wide); ++j) copyLanes(places[kPoints * i + j] + begin, lanes, m[i][j]);
        }
        for (int j = 0; j < pointsOf(wide); ++j) outputLine(m[0][j], high, t[0][j], kLine, kLine);
        for (int i = 0; i < outputsOf(high) && top + i < shape.h; ++i) {
          outputLine(t[i][0], wide, y[0], kLanes, kLanes);
          for (int j = 0; j < outputsOf(wide) && left + j < shape.w; ++j) {
            const auto at = ((sample * shape.h + top + i) * shape.w + left + j) * c + begin;
            float* const value = y[j];
            for (std::int64_t l = 0; l < lanes; ++l) value[l] += bias[begin + l];
            if (other != nullptr) {
              for (std::int64_t l = 0; l < lanes; ++l) value[l] += other[at + l];
            }
            if (relu) {  // a NaN stays one, as in the direct sum
              for (std::int64_t l = 0; l < kLanes; ++l) value[l] = value[l] < 0 ? 0.f : value[l];
            }
            copyLanes(value, lanes, map + at);
          }
        }
      }
    }
  }
}

}  // namespace spurioscope
