#pragma once

#include <cstdint>
#include <span>

namespace spurioscope {

inline constexpr int kDemoSide = 32;
inline constexpr std::size_t kDemoBytes = kDemoSide * kDemoSide * 3;

enum class Texture { Water = 0, Land = 1 };

/// A garment on a seeded texture: blue waves or green blotches. A garment pixel is one brighter than 0.05 (grey >= 13); the
/// garment is shaded, tinted with a muted colour and set at most a pixel off the centre. Integers only, so every machine makes
/// the same image of a seed (held by a golden hash in tests/data). Cost: about 10 microseconds.
/// @param garment  28 x 28 grey values   @param out  32 x 32 x 3, RGB, row-major
void composeDemoImage(std::span<const std::uint8_t> garment, Texture texture, std::uint64_t seed, std::span<std::uint8_t> out);

}  // namespace spurioscope
