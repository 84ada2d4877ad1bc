#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace spurioscope {

/// SHA-256 (FIPS 180-4), incremental.
class Sha256 {
 public:
  void add(std::span<const std::byte> bytes);
  void add(const std::string& text);
  std::string hex();  ///< finishes; 64 lower-case hex digits

 private:
  void block(const unsigned char* data);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> pending_{};
  std::uint64_t length_ = 0;
};

std::string sha256Hex(std::span<const std::byte> bytes);

}  // namespace spurioscope
