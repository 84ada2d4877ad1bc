#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace spurioscope {

/// The checksum of zip and gzip (polynomial 0x04C11DB7, reflected), continued from `crc`; 0 begins. By carry-less multiplication where the
/// processor has it (about 10 times zlib's speed), else zlib's.
std::uint32_t crc32Of(std::uint32_t crc, std::span<const std::byte> bytes);

}  // namespace spurioscope
