#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace spurioscope {

/// The demo's data file (resources/demo/garments.bin): which Fashion-MNIST pictures are used, and their pixels.
/// Little-endian: 8 bytes "SPGARM1\n", u32 n, n records of {u32 index, u8 split, u8 group}, then a zlib stream of n * 784 bytes.
struct GarmentRecord {
  std::uint32_t index = 0;  ///< in Fashion-MNIST's training file (splits 0 and 1) or test file (split 2)
  std::uint8_t split = 0;   ///< 0 train, 1 val, 2 test
  std::uint8_t group = 0;   ///< y * 2 + a; y: 0 pullover, 1 coat; a: 0 water, 1 land
};

inline constexpr int kGarmentSide = 28;
inline constexpr std::size_t kGarmentPixels = kGarmentSide * kGarmentSide;

/// @param pixels  n * 784 grey values, row-major   @returns the file's bytes
std::vector<std::byte> packGarments(std::span<const GarmentRecord> records, std::span<const std::uint8_t> pixels);

/// The records only; cheap. @throws Error{Kind::Internal} when the bytes are not such a file.
std::vector<GarmentRecord> garmentRecords(std::span<const std::byte> file);
/// All pixels, n * 784; inflates 6 MB (about 25 ms). @throws Error{Kind::Internal}
std::vector<std::uint8_t> garmentPixels(std::span<const std::byte> file);

}  // namespace spurioscope
