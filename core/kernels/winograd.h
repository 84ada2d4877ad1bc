#pragma once

#include <array>
#include <cstdint>

namespace spurioscope {

/// Winograd's F(4, 3) and F(3, 3) (Lavin and Gray, arXiv 1509.09308) in both directions: a 3 x 3 convolution of stride 1 and padding 1 as
/// matrix products on tiles, with a quarter of the multiplications. float32 results differ from the direct sum by about 1e-5 of the
/// largest value. Both sizes share five points (0, 1, -1, 2, infinity), and so the transformed weights; four outputs need -2 besides.

/// How the rows or the columns of a map are cut: tiles of four, then tiles of three; the last may hang over the edge. 7 = 4 + 3 needs
/// 11 points where two tiles of four need 12.
struct WinogradCut {
  std::int64_t fours = 0, threes = 0;
  std::int64_t count() const { return fours + threes; }
  std::int64_t begin(std::int64_t tile) const { return 4 * tile - (tile > fours ? tile - fours : 0); }
};

/// The cut of `length` lines with the fewest points.
WinogradCut winogradCut(std::int64_t length);

/// Maps [n, h, w, c] contiguous. A strip is a row of tiles; strips are numbered by sample and row.
struct WinogradShape {
  WinogradShape(std::int64_t samples, std::int64_t height, std::int64_t width);

  std::int64_t n, h, w;
  WinogradCut rows, columns;
  std::int64_t strips() const { return n * rows.count(); }
  std::int64_t tiles() const { return strips() * columns.count(); }
  /// How many strips before this one are four rows high.
  std::int64_t highBefore(std::int64_t strip) const;
};

/// The products of a block of strips in four parts, each over the tiles that have its points: part 0 the 5 x 5 points of all tiles, 1 the
/// row -2 (tiles four rows high), 2 the column -2 (tiles four columns wide), 3 the point of both.
inline constexpr int kWinogradParts = 4;
inline constexpr std::array<std::int64_t, kWinogradParts> kWinogradPoints{25, 5, 5, 1};

/// Strips [first, last) of a shape.
struct WinogradBlock {
  std::int64_t first = 0, last = 0;
  /// Tiles of a part before a strip of the block.
  std::int64_t tilesBefore(const WinogradShape& shape, int part, std::int64_t strip) const;
  std::int64_t tiles(const WinogradShape& shape, int part) const { return tilesBefore(shape, part, last); }
};

/// G g G^T of every pair of channels: weights [out, in, 3, 3] -> per part [points, out, in].
void winogradWeights(const float* weights, std::int64_t out, std::int64_t in, const std::array<float*, kWinogradParts>& parts);

/// Strips [first, last), all of `block`, of a map with c channels -> per part [tile of the block, points, c].
void winogradInput(const float* map, const WinogradShape& shape, std::int64_t c, const WinogradBlock& block, std::int64_t first,
                   std::int64_t last, const std::array<float*, kWinogradParts>& parts);

/// Products [tile of the block, points, c] of the strips [first, last) -> map + bias [+ other], then ReLU where asked. `other`
/// [n, h, w, c] may be null.
void winogradOutput(const std::array<const float*, kWinogradParts>& parts, const WinogradShape& shape, std::int64_t c,
                    const WinogradBlock& block, std::int64_t first, std::int64_t last, const float* bias, const float* other, bool relu,
                    float* map);

}  // namespace spurioscope
