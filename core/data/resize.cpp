#include "data/resize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "base/error.h"

// The loops below are plain and vectorised by the compiler; the clone for AVX2 has the 8-lane 32-bit product that SSE2 lacks.
// Sanitizers instrument before the loader resolves clones, so they get the plain version.
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__) && \
    !defined(__SANITIZE_ADDRESS__)
#define SPURIOSCOPE_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define SPURIOSCOPE_VECTOR_CLONES
#endif

namespace spurioscope {
namespace {

constexpr int kPrecisionBits = 32 - 8 - 2;
constexpr int kHalf = 1 << (kPrecisionBits - 1);
constexpr int kRows = 8;                  // rows that the horizontal pass handles together
constexpr int kLanes = 3 * kRows;

/// Which input pixels make each output pixel, and with which weights.
struct Taps {
  int count = 0;                          ///< places for weights of one output pixel
  std::vector<int> first, used;           ///< per output pixel
  std::vector<std::int32_t> weights;      ///< [outputs, count]; a weight that is not used is 0
};

double triangle(double x) {
  x = std::abs(x);
  return x < 1.0 ? 1.0 - x : 0.0;
}

/// For the output pixels [begin, begin + n) of a side resized from `in` to `out` pixels. The order of the operations on doubles is
/// Pillow's (precompute_coeffs, normalize_coeffs_8bpc): another order could round a weight differently.
Taps tapsOf(int in, int out, int begin, int n) {
  const double scale = static_cast<double>(in) / out, filterScale = std::max(scale, 1.0);
  const double support = 1.0 * filterScale, step = 1.0 / filterScale;
  Taps taps;
  taps.count = static_cast<int>(std::ceil(support)) * 2 + 1;
  taps.weights.assign(static_cast<std::size_t>(n) * static_cast<std::size_t>(taps.count), 0);
  std::vector<double> weight(static_cast<std::size_t>(taps.count));
  for (int i = 0; i < n; ++i) {
    const double centre = (begin + i + 0.5) * scale;
    const int first = std::max(0, static_cast<int>(centre - support + 0.5));
    const int used = std::min(in, static_cast<int>(centre + support + 0.5)) - first;
    double sum = 0;
    for (int k = 0; k < used; ++k) {
      weight[static_cast<std::size_t>(k)] = triangle((k + first - centre + 0.5) * step);
      sum += weight[static_cast<std::size_t>(k)];
    }
    std::int32_t* row = taps.weights.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(taps.count);
    for (int k = 0; k < used; ++k) {
      const double share = sum != 0 ? weight[static_cast<std::size_t>(k)] / sum : 0;
      row[k] = static_cast<std::int32_t>(0.5 + share * (1 << kPrecisionBits));
    }
    taps.first.push_back(first);
    taps.used.push_back(used);
  }
  return taps;
}

/// Puts `rows` (at most kRows) rows side by side: out[x][channel][row], so that one tap of all of them is one vector operation.
void interleaveRows(const std::uint8_t* in, int width, int rows, std::uint8_t* out) {
  const std::size_t stride = static_cast<std::size_t>(width) * 3;
  for (int row = 0; row < kRows; ++row) {
    const std::uint8_t* from = in + static_cast<std::size_t>(std::min(row, rows - 1)) * stride;
    for (std::size_t i = 0; i < stride; ++i) out[i * kRows + static_cast<std::size_t>(row)] = from[i];
  }
}

/// The horizontal pass over interleaved rows. @param out  [outputs][kLanes]
SPURIOSCOPE_VECTOR_CLONES
void horizontalPass(const std::uint8_t* in, const int* first, const int* used, const std::int32_t* weights, int count, int outputs,
                    std::uint8_t* out) {
  for (int x = 0; x < outputs; ++x) {
    std::int32_t sum[kLanes];
    for (int j = 0; j < kLanes; ++j) sum[j] = kHalf;
    const std::uint8_t* pixel = in + static_cast<std::ptrdiff_t>(first[x]) * kLanes;
    for (int k = 0; k < used[x]; ++k, pixel += kLanes) {
      const std::int32_t weight = weights[x * count + k];
      for (int j = 0; j < kLanes; ++j) sum[j] += weight * pixel[j];
    }
    // No clipping: weights of the triangle are not negative and add up to 1 but for their rounding (at most count / 2^23).
    for (int j = 0; j < kLanes; ++j) out[x * kLanes + j] = static_cast<std::uint8_t>(std::min(sum[j] >> kPrecisionBits, 255));
  }
}

/// Takes rows apart again.
void separateRows(const std::uint8_t* in, int width, int rows, std::uint8_t* out) {
  for (int row = 0; row < rows; ++row) {
    std::uint8_t* to = out + static_cast<std::size_t>(row) * static_cast<std::size_t>(width) * 3;
    for (int x = 0; x < width; ++x) {
      const std::uint8_t* pixel = in + static_cast<std::size_t>(x) * kLanes + row;
      to[3 * x] = pixel[0], to[3 * x + 1] = pixel[kRows], to[3 * x + 2] = pixel[2 * kRows];
    }
  }
}

/// One output row of the vertical pass: rows start at `in`, `stride` bytes each.
SPURIOSCOPE_VECTOR_CLONES
void verticalPass(const std::uint8_t* in, int stride, const std::int32_t* weights, int used, std::int32_t* sum, std::uint8_t* out) {
  for (int i = 0; i < stride; ++i) sum[i] = kHalf;
  for (int k = 0; k < used; ++k) {
    const std::uint8_t* row = in + static_cast<std::ptrdiff_t>(k) * stride;
    const std::int32_t weight = weights[k];
    for (int i = 0; i < stride; ++i) sum[i] += weight * row[i];
  }
  for (int i = 0; i < stride; ++i) out[i] = static_cast<std::uint8_t>(std::min(sum[i] >> kPrecisionBits, 255));
}

/// The horizontal pass of `rows` rows of `inWidth` pixels.
void resizeAcross(const std::uint8_t* in, int inWidth, int rows, const Taps& taps, int outWidth, std::uint8_t* out) {
  std::vector<std::uint8_t> interleaved(std::size_t(inWidth) * kLanes), passed(std::size_t(outWidth) * kLanes);
  for (int row = 0; row < rows; row += kRows) {
    const int n = std::min(kRows, rows - row);
    interleaveRows(in + std::size_t(row) * std::size_t(inWidth) * 3, inWidth, n, interleaved.data());
    horizontalPass(interleaved.data(), taps.first.data(), taps.used.data(), taps.weights.data(), taps.count, outWidth,
                   passed.data());
    separateRows(passed.data(), outWidth, n, out + std::size_t(row) * std::size_t(outWidth) * 3);
  }
}

/// The vertical pass. @param in  rows of `stride` bytes, the first of them being row `firstRow` of the image
void resizeDown(const std::uint8_t* in, int stride, const Taps& taps, int firstRow, std::uint8_t* out) {
  std::vector<std::int32_t> sum(static_cast<std::size_t>(stride));
  for (std::size_t y = 0; y < taps.first.size(); ++y) {
    verticalPass(in + std::size_t(taps.first[y] - firstRow) * std::size_t(stride), stride,
                 taps.weights.data() + y * static_cast<std::size_t>(taps.count), taps.used[y], sum.data(),
                 out + y * static_cast<std::size_t>(stride));
  }
}

void requireFitting(const Pixels3& in, int width, int height, const Window& window, std::size_t out) {
  const bool sizesAgree = in.width > 0 && in.height > 0 && in.values.size() == std::size_t(in.width) * std::size_t(in.height) * 3 &&
                          out == std::size_t(window.width) * std::size_t(window.height) * 3;
  const bool inside = window.left >= 0 && window.top >= 0 && window.width > 0 && window.height > 0 &&
                      window.left <= width - window.width && window.top <= height - window.height;
  if (sizesAgree && inside) return;
  throw Error{Kind::Shape, "a window of " + std::to_string(window.width) + " x " + std::to_string(window.height) +
                               " does not fit an image of " + std::to_string(width) + " x " + std::to_string(height), {}, {}};
}

}  // namespace

void resizeBilinear(const Pixels3& in, int width, int height, const Window& window, PassOrder passes,
                    std::span<std::uint8_t> out) {
  requireFitting(in, width, height, window, out.size());
  const Taps across = tapsOf(in.width, width, window.left, window.width);
  const Taps down = tapsOf(in.height, height, window.top, window.height);
  const bool heightFirst = passes == PassOrder::Pillow13 && in.height > height && in.height - height > 2 * (in.width - width);
  if (heightFirst) {
    std::vector<std::uint8_t> low(std::size_t(window.height) * std::size_t(in.width) * 3);
    resizeDown(in.values.data(), 3 * in.width, down, 0, low.data());
    resizeAcross(low.data(), in.width, window.height, across, window.width, out.data());
  } else {
    const int firstRow = down.first.front(), rows = down.first.back() + down.used.back() - firstRow;
    std::vector<std::uint8_t> narrow(std::size_t(rows) * std::size_t(window.width) * 3);
    const std::uint8_t* first = in.values.data() + std::size_t(firstRow) * std::size_t(in.width) * 3;
    resizeAcross(first, in.width, rows, across, window.width, narrow.data());
    resizeDown(narrow.data(), 3 * window.width, down, firstRow, out.data());
  }
}

void crop(const Pixels3& in, const Window& window, std::span<std::uint8_t> out) {
  requireFitting(in, in.width, in.height, window, out.size());
  for (int y = 0; y < window.height; ++y) {
    const std::size_t first = (std::size_t(window.top + y) * std::size_t(in.width) + std::size_t(window.left)) * 3;
    const std::size_t bytes = std::size_t(window.width) * 3;
    std::copy_n(in.values.data() + first, bytes, out.data() + std::size_t(y) * bytes);
  }
}

Window centreWindow(int width, int height, int cropWidth, int cropHeight) {
  const auto halfToEven = [](int difference) {
    const int half = difference / 2;
    return difference % 2 != 0 && half % 2 != 0 ? half + 1 : half;
  };
  return {halfToEven(width - cropWidth), halfToEven(height - cropHeight), cropWidth, cropHeight};
}

}  // namespace spurioscope
