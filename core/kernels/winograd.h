#pragma once

#include <cstdint>

namespace spurioscope {

/// Winograd's F(4x4, 3x3) (Lavin and Gray, arXiv 1509.09308): a 3 x 3 convolution of stride 1 and padding 1 as 36 matrix products on
/// tiles of 4 x 4 outputs, with a quarter of the multiplications. float32 results differ from the direct sum by about 1e-5 of the
/// largest value. Maps are [n, h, w, c] contiguous; tiles lie by sample, row and column, ceil(h / 4) * ceil(w / 4) of them a sample.
struct WinogradShape {
  std::int64_t n = 0, h = 0, w = 0;
  std::int64_t rows() const { return (h + 3) / 4; }
  std::int64_t columns() const { return (w + 3) / 4; }
  std::int64_t tiles() const { return n * rows() * columns(); }
};

/// G g G^T of every pair of channels: weights [out, in, 3, 3] -> [36, out, in], k = 6 * row + column.
void winogradWeights(const float* weights, std::int64_t out, std::int64_t in, float* transformed);

/// Tiles [first, last) of a map with c channels -> [tile, 36, c].
void winogradInput(const float* map, const WinogradShape& shape, std::int64_t c, std::int64_t first, std::int64_t last, float* transformed);

/// Products [tile, 36, c] of the tiles [first, last) -> map + bias [+ other], then ReLU where asked. `other` [n, h, w, c] may be null.
void winogradOutput(const float* products, const WinogradShape& shape, std::int64_t c, std::int64_t first, std::int64_t last,
                    const float* bias, const float* other, bool relu, float* map);

}  // namespace spurioscope
