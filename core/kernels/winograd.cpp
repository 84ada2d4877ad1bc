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

struct Tile {
  std::int64_t sample, row, column;  ///< of its first output
};

Tile tileAt(const WinogradShape& shape, std::int64_t index) {
  const auto perSample = shape.rows() * shape.columns();
  const auto inside = index % perSample;
  return {index / perSample, inside / shape.columns() * 4, inside % shape.columns() * 4};
}

/// A whole run of lanes is so common that it must not cost a call.
inline void copyLanes(const float* __restrict from, std::int64_t lanes, float* __restrict to) {
  if (lanes == kLanes) {
    for (std::int64_t l = 0; l < kLanes; ++l) to[l] = from[l];
  } else {
    std::copy(from, from + lanes, to);
  }
}

/// B^T d B of one tile and `lanes` channels; d [6][6][kLanes] in, out at stride `step`.
SPURIOSCOPE_WIDE void transformInputBlock(const float (*__restrict d)[6][kLanes], std::int64_t lanes, float* __restrict out,
                                          std::int64_t step) {
  float t[6][6][kLanes];
  for (int j = 0; j < 6; ++j) {
    for (std::int64_t l = 0; l < kLanes; ++l) {
      const float d0 = d[0][j][l], d1 = d[1][j][l], d2 = d[2][j][l], d3 = d[3][j][l], d4 = d[4][j][l], d5 = d[5][j][l];
      t[0][j][l] = 4 * d0 - 5 * d2 + d4;
      t[1][j][l] = d4 + d3 - 4 * (d1 + d2);
      t[2][j][l] = d4 - d3 + 4 * (d1 - d2);
      t[3][j][l] = d4 - d2 + 2 * (d3 - d1);
      t[4][j][l] = d4 - d2 - 2 * (d3 - d1);
      t[5][j][l] = 4 * d1 - 5 * d3 + d5;
    }
  }
  for (int i = 0; i < 6; ++i) {
    float u[6][kLanes];
    for (std::int64_t l = 0; l < kLanes; ++l) {
      const float d0 = t[i][0][l], d1 = t[i][1][l], d2 = t[i][2][l], d3 = t[i][3][l], d4 = t[i][4][l], d5 = t[i][5][l];
      u[0][l] = 4 * d0 - 5 * d2 + d4;
      u[1][l] = d4 + d3 - 4 * (d1 + d2);
      u[2][l] = d4 - d3 + 4 * (d1 - d2);
      u[3][l] = d4 - d2 + 2 * (d3 - d1);
      u[4][l] = d4 - d2 - 2 * (d3 - d1);
      u[5][l] = 4 * d1 - 5 * d3 + d5;
    }
    for (int j = 0; j < 6; ++j) copyLanes(u[j], lanes, out + (6 * i + j) * step);
  }
}

/// A^T m A of one tile; m [6][6][kLanes] in, y [4][4][kLanes] out.
SPURIOSCOPE_WIDE void transformOutputBlock(const float (*__restrict m)[6][kLanes], float (*__restrict y)[4][kLanes]) {
  float t[4][6][kLanes];
  for (int j = 0; j < 6; ++j) {
    for (std::int64_t l = 0; l < kLanes; ++l) {
      const float sum12 = m[1][j][l] + m[2][j][l], difference12 = m[1][j][l] - m[2][j][l];
      const float sum34 = m[3][j][l] + m[4][j][l], difference34 = m[3][j][l] - m[4][j][l];
      t[0][j][l] = m[0][j][l] + sum12 + sum34;
      t[1][j][l] = difference12 + 2 * difference34;
      t[2][j][l] = sum12 + 4 * sum34;
      t[3][j][l] = difference12 + 8 * difference34 + m[5][j][l];
    }
  }
  for (int i = 0; i < 4; ++i) {
    for (std::int64_t l = 0; l < kLanes; ++l) {
      const float sum12 = t[i][1][l] + t[i][2][l], difference12 = t[i][1][l] - t[i][2][l];
      const float sum34 = t[i][3][l] + t[i][4][l], difference34 = t[i][3][l] - t[i][4][l];
      y[i][0][l] = t[i][0][l] + sum12 + sum34;
      y[i][1][l] = difference12 + 2 * difference34;
      y[i][2][l] = sum12 + 4 * sum34;
      y[i][3][l] = difference12 + 8 * difference34 + t[i][5][l];
    }
  }
}

}  // namespace

void winogradWeights(const float* weights, std::int64_t out, std::int64_t in, float* transformed) {
  constexpr double kG[6][3] = {{0.25, 0, 0},
                               {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                               {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                               {1.0 / 24, 1.0 / 12, 1.0 / 6},
                               {1.0 / 24, -1.0 / 12, 1.0 / 6},
                               {0, 0, 1}};
  for (std::int64_t o = 0; o < out; ++o) {
    for (std::int64_t i = 0; i < in; ++i) {
      const float* g = weights + (o * in + i) * 9;
      double t[6][3];
      for (int row = 0; row < 6; ++row) {
        for (int column = 0; column < 3; ++column)
          t[row][column] = kG[row][0] * g[column] + kG[row][1] * g[3 + column] + kG[row][2] * g[6 + column];
      }
      for (int row = 0; row < 6; ++row) {
        for (int column = 0; column < 6; ++column) {
          const double value = t[row][0] * kG[column][0] + t[row][1] * kG[column][1] + t[row][2] * kG[column][2];
          transformed[((6 * row + column) * out + o) * in + i] = static_cast<float>(value);
        }
      }
    }
  }
}

SPURIOSCOPE_WIDE void winogradInput(const float* map, const WinogradShape& shape, std::int64_t c, std::int64_t first, std::int64_t last,
                                    float* transformed) {
  for (auto index = first; index < last; ++index) {
    const auto tile = tileAt(shape, index);
    for (std::int64_t begin = 0; begin < c; begin += kLanes) {
      const auto lanes = std::min(kLanes, c - begin);
      float d[6][6][kLanes] = {};
      for (int i = 0; i < 6; ++i) {
        const auto row = tile.row + i - 1;
        if (row < 0 || row >= shape.h) continue;
        for (int j = 0; j < 6; ++j) {
          const auto column = tile.column + j - 1;
          if (column < 0 || column >= shape.w) continue;
          copyLanes(map + ((tile.sample * shape.h + row) * shape.w + column) * c + begin, lanes, d[i][j]);
        }
      }
      transformInputBlock(d, lanes, transformed + index * 36 * c + begin, c);
    }
  }
}

SPURIOSCOPE_WIDE void winogradOutput(const float* products, const WinogradShape& shape, std::int64_t c, std::int64_t first,
                                     std::int64_t last, const float* bias, const float* other, bool relu, float* map) {
  for (auto index = first; index < last; ++index) {
    const auto tile = tileAt(shape, index);
    for (std::int64_t begin = 0; begin < c; begin += kLanes) {
      const auto lanes = std::min(kLanes, c - begin);
      float m[6][6][kLanes] = {}, y[4][4][kLanes];
      for (int k = 0; k < 36; ++k) copyLanes(products + (index * 36 + k) * c + begin, lanes, m[k / 6][k % 6]);
      transformOutputBlock(m, y);
      for (int i = 0; i < 4 && tile.row + i < shape.h; ++i) {
        for (int j = 0; j < 4 && tile.column + j < shape.w; ++j) {
          const auto at = ((tile.sample * shape.h + tile.row + i) * shape.w + tile.column + j) * c + begin;
          float* const value = y[i][j];
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

}  // namespace spurioscope
