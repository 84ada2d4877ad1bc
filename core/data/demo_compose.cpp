#include "data/demo_compose.h"

#include <algorithm>
#include <array>

#include "base/random.h"
#include "data/demo_garments.h"

namespace spurioscope {
namespace {

using Colour = std::array<int, 3>;

/// A smooth periodic wave without libm: period 1024, range 0..255, extremes at 0 and 512 (smoothstep of a triangle).
int wave(int phase) {
  const int p = phase & 1023;
  const int t = p < 512 ? p : 1024 - p;             // 0..512
  return (t * t * (1536 - 2 * t)) / (512 * 512 * 2) * 255 / 256;
}

int between(Random& random, int low, int high) {   // both included
  return low + static_cast<int>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

Colour jittered(Random& random, const Colour& colour, int by) {
  Colour result;
  for (std::size_t c = 0; c < 3; ++c) result[c] = colour[c] + between(random, -by, by);
  return result;
}

std::uint8_t clip(int value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); }

/// Fills `out` with the mix of two colours that `level` (0..255 for each pixel) tells, plus a little noise.
void paint(Random& random, const std::array<int, kDemoSide * kDemoSide>& level, const Colour& dark, const Colour& light,
           std::span<std::uint8_t> out) {
  std::array<std::array<int, 3>, 256> mix;
  for (int i = 0; i < 256; ++i) {
    for (std::size_t c = 0; c < 3; ++c) mix[static_cast<std::size_t>(i)][c] = dark[c] + (light[c] - dark[c]) * i / 255;
  }
  std::uint64_t noise = 0;
  for (std::size_t i = 0; i < level.size(); ++i) {
    noise = i % 8 == 0 ? random.bits() : noise >> 8;
    const int grain = (static_cast<int>(noise & 15) - 8) * 3 / 8;
    const auto& colour = mix[static_cast<std::size_t>(level[i])];
    for (std::size_t c = 0; c < 3; ++c) out[3 * i + c] = clip(colour[c] + grain);
  }
}

void paintWater(Random& random, std::span<std::uint8_t> out) {
  const int perRow = between(random, 70, 190), perColumn = between(random, -30, 30);  // of a 1024 period, per pixel
  const int bend = between(random, 60, 330), bendPerColumn = between(random, 35, 110);
  const int start = between(random, 0, 1023), bendStart = between(random, 0, 1023);
  std::array<int, kDemoSide * kDemoSide> level;
  for (int x = 0; x < kDemoSide; ++x) {
    const int phase = start + x * perColumn + bend * wave(bendStart + x * bendPerColumn) / 255;
    for (int y = 0; y < kDemoSide; ++y) level[static_cast<std::size_t>(y * kDemoSide + x)] = wave(phase + y * perRow);
  }
  const Colour dark = jittered(random, {32, 84, 164}, 18), light = jittered(random, {94, 162, 232}, 18);
  paint(random, level, dark, light, out);
}

/// Where the pixels of a row or column lie between the nodes of a lattice with cells of `cell` pixels.
struct LatticeSteps {
  std::array<int, kDemoSide> node, weight;  ///< node before the pixel; weight of the next one, 0..255

  LatticeSteps(int cell, int shift) {
    for (int i = 0; i < kDemoSide; ++i) {
      node[static_cast<std::size_t>(i)] = (i + shift) / cell;
      weight[static_cast<std::size_t>(i)] = wave((i + shift) % cell * 512 / cell);
    }
  }
};

/// Value noise on a lattice of cells of `width` x `height` pixels, smoothly interpolated; adds up to 255 * weight / 256.
void addBlotches(Random& random, int width, int height, int weight, std::array<int, kDemoSide * kDemoSide>& level) {
  constexpr int kNodes = kDemoSide / 2 + 3;
  std::array<int, kNodes * kNodes> node;
  for (int& value : node) value = static_cast<int>(random.bits() & 255);
  const int shiftX = between(random, 0, width - 1), shiftY = between(random, 0, height - 1);
  const LatticeSteps across(width, shiftX), down(height, shiftY);
  std::size_t i = 0;
  for (std::size_t y = 0; y < kDemoSide; ++y) {
    const int wy = down.weight[y];
    for (std::size_t x = 0; x < kDemoSide; ++x, ++i) {
      const int* at = node.data() + down.node[y] * kNodes + across.node[x];
      const int wx = across.weight[x];
      const int top = at[0] * (255 - wx) + at[1] * wx, bottom = at[kNodes] * (255 - wx) + at[kNodes + 1] * wx;
      level[i] += (top * (255 - wy) + bottom * wy) / (255 * 255) * weight / 256;
    }
  }
}

void paintLand(Random& random, std::span<std::uint8_t> out) {
  std::array<int, kDemoSide * kDemoSide> level{};
  addBlotches(random, between(random, 3, 9), between(random, 3, 9), 176, level);
  addBlotches(random, between(random, 2, 4), between(random, 2, 4), 80, level);
  const Colour dark = jittered(random, {56, 100, 36}, 18), light = jittered(random, {142, 178, 88}, 18);
  paint(random, level, dark, light, out);
}

/// Muted: near grey, each channel a little off. More colour, like wider shifts below, hides what tells a pullover from a coat: with
/// shifts of 0 to 4 pixels and +-30 here the demo network fits only 0.75 and 0.25 of its minority groups in 20 epochs.
Colour tint(Random& random) {
  const int brightness = between(random, 160, 225);
  return jittered(random, {brightness, brightness, brightness}, 16);
}

}  // namespace

void composeDemoImage(std::span<const std::uint8_t> garment, Texture texture, std::uint64_t seed, std::span<std::uint8_t> out) {
  constexpr int kBrighterThan = 12;                 // grey > 0.05 * 255 = 12.75 for whole greys
  Random random(seed);
  texture == Texture::Water ? paintWater(random, out) : paintLand(random, out);
  const Colour colour = tint(random);
  constexpr int kCentred = (kDemoSide - kGarmentSide) / 2;
  const int left = kCentred + between(random, 0, 1), top = kCentred + between(random, 0, 1);
  for (int y = 0; y < kGarmentSide; ++y) {
    for (int x = 0; x < kGarmentSide; ++x) {
      const int grey = garment[static_cast<std::size_t>(y * kGarmentSide + x)];
      if (grey <= kBrighterThan) continue;
      const auto at = static_cast<std::size_t>(((y + top) * kDemoSide + x + left) * 3);
      for (std::size_t c = 0; c < 3; ++c) out[at + c] = clip(colour[c] * grey / 256);
    }
  }
}

}  // namespace spurioscope
