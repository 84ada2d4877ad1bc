#include "checkpoint/crc32.h"

#include <zlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace spurioscope {
namespace {

std::uint32_t byZlib(std::uint32_t crc, std::span<const std::byte> bytes) {
  return static_cast<std::uint32_t>(crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

#if defined(__x86_64__)

#define SPURIOSCOPE_CLMUL __attribute__((target("pclmul,sse4.1"), always_inline)) inline

SPURIOSCOPE_CLMUL __m128i load(const std::byte* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }

/// x moved on by the distance that the constants stand for, and the bytes there added.
SPURIOSCOPE_CLMUL __m128i folded(__m128i x, __m128i constants, __m128i next) {
  return _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(x, constants, 0x00), _mm_clmulepi64_si128(x, constants, 0x11)), next);
}

/// Folding of 64 bytes at a time: V. Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel
/// 2009, with the constants of its section on the reflected polynomial. `bytes` is a multiple of 16, at least 64; `state` is the complement
/// of the checksum before.  @returns the complement of the checksum
__attribute__((target("pclmul,sse4.1"))) std::uint32_t byMultiplication(std::uint32_t state, const std::byte* data, std::size_t bytes) {
  const __m128i by512 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4), by128 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
  __m128i a = _mm_xor_si128(load(data), _mm_cvtsi32_si128(static_cast<int>(state)));
  __m128i b = load(data + 16), c = load(data + 32), d = load(data + 48);
  data += 64, bytes -= 64;
  for (; bytes >= 64; data += 64, bytes -= 64) {
    a = folded(a, by512, load(data));
    b = folded(b, by512, load(data + 16));
    c = folded(c, by512, load(data + 32));
    d = folded(d, by512, load(data + 48));
  }
  a = folded(folded(folded(a, by128, b), by128, c), by128, d);
  for (; bytes >= 16; data += 16, bytes -= 16) a = folded(a, by128, load(data));
  // 128 bits to 64, to 32 (Barrett).
  const __m128i low32 = _mm_setr_epi32(-1, 0, -1, 0);
  a = _mm_xor_si128(_mm_srli_si128(a, 8), _mm_clmulepi64_si128(a, by128, 0x10));
  const __m128i by64 = _mm_set_epi64x(0, 0x0163cd6124);
  a = _mm_xor_si128(_mm_srli_si128(a, 4), _mm_clmulepi64_si128(_mm_and_si128(a, low32), by64, 0x00));
  const __m128i barrett = _mm_set_epi64x(0x01f7011641, 0x01db710641);
  __m128i quotient = _mm_clmulepi64_si128(_mm_and_si128(a, low32), barrett, 0x10);
  quotient = _mm_clmulepi64_si128(_mm_and_si128(quotient, low32), barrett, 0x00);
  return static_cast<std::uint32_t>(_mm_extract_epi32(_mm_xor_si128(a, quotient), 1));
}

#undef SPURIOSCOPE_CLMUL

bool multiplies() {
  static const bool can = __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
  return can;
}

#endif

}  // namespace

std::uint32_t crc32Of(std::uint32_t crc, std::span<const std::byte> bytes) {
#if defined(__x86_64__)
  if (bytes.size() >= 64 && multiplies()) {
    const auto whole = bytes.size() / 16 * 16;
    crc = ~byMultiplication(~crc, bytes.data(), whole);
    bytes = bytes.subspan(whole);
  }
#endif
  return bytes.empty() ? crc : byZlib(crc, bytes);
}

}  // namespace spurioscope
