#pragma once

#include <cstddef>
#include <cstdint>

/// What a checkpoint may ask for at most. Real files stay far below; a file above is refused in a second and below 256 MB.
namespace spurioscope::limits {

// Fuzz targets are built with smaller limits (tests/fuzz/CMakeLists.txt), so that they meet each in no time; what a limit does is the same.
#ifdef SPURIOSCOPE_SMALL_LIMITS
inline constexpr std::uint64_t kPart = 256;
#else
inline constexpr std::uint64_t kPart = 1;
#endif

inline constexpr std::uint64_t kZipDirectoryBytes = 32ull << 20;
inline constexpr std::size_t kZipRecords = 100'000;
inline constexpr std::size_t kZipNameBytes = 4096;
inline constexpr std::uint64_t kZipGapBytes = 1u << 20;          ///< between two records; torch leaves none
inline constexpr std::uint64_t kPickleMemory = (96ull << 20) / kPart;  ///< for all values of one pickle
inline constexpr std::uint64_t kPickleOpcodes = 16'000'000 / kPart;
inline constexpr std::uint64_t kPickleBytes = 2ull << 30;        ///< length of one pickle, long byte strings included
inline constexpr std::size_t kPickleStack = 8'000'000 / kPart;
inline constexpr std::size_t kPickleGlobals = 100'000;
inline constexpr std::size_t kPickleMarks = 1'000'000 / kPart;
inline constexpr std::uint64_t kInflatedPickleBytes = (64ull << 20) / kPart;
inline constexpr std::size_t kInflatedPickleRatio = 200;         ///< a compressed pickle that claims more is a bomb
inline constexpr std::size_t kTreeDepth = 100;                   ///< nesting of containers and modules that is shown
inline constexpr std::size_t kTreeVisits = 1'000'000 / kPart;  ///< values visited when the tree is walked
inline constexpr std::size_t kScalars = 20'000;
inline constexpr std::size_t kScalarTexts = (16u << 20) / kPart;  ///< bytes of all texts together
inline constexpr std::size_t kScalarTextBytes = 65'536;
inline constexpr std::size_t kUntensoredItems = 1'000;           ///< a container without tensors and longer than this is not listed
inline constexpr std::size_t kPathBytes = (64u << 20) / kPart;  ///< of all paths together
inline constexpr std::size_t kTensors = 200'000;
inline constexpr std::size_t kTensorRank = 64;
inline constexpr std::uint64_t kExpandedBytes = (1ull << 30) / kPart;  ///< a tensor that repeats elements (stride 0) is copied up to this
inline constexpr std::uint64_t kSafetensorsHeader = 32ull << 20; ///< the reference reader allows 100 MB; 200,000 names need 20
inline constexpr std::size_t kSafetensorsMetadata = 10'000;
inline constexpr std::size_t kNameBytes = 1u << 20;
inline constexpr std::uint64_t kShardIndexBytes = 64ull << 20;
inline constexpr std::size_t kShards = 10'000;
inline constexpr std::uint64_t kVerifiedAtOnce = (64ull << 20) / kPart;  ///< files up to this size are checked whole when opened

inline constexpr auto kRemedy = "It was probably made to fill the memory; do not use it.";  ///< of errors that tell of a limit

}  // namespace spurioscope::limits
