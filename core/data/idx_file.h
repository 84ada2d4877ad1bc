#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace spurioscope {

/// A file of the MNIST family: unsigned bytes in an array of 1 to 4 sides. Plain or gzip.
struct IdxArray {
  std::vector<int> shape;
  std::vector<std::uint8_t> values;  ///< row-major
};

/// The number of sides that the first 4 bytes tell, or nothing for another file. Cheap, never throws.
std::optional<int> idxSides(const std::filesystem::path& file);

/// Reads it all; what is inflated is bounded by the sizes that the header declares.
/// @throws Error{Kind::Io}; Error{Kind::Format} when it is damaged, shorter or longer than it says; Error{Kind::Unsafe} beyond 4 GiB;
/// Error{Kind::Unsupported} for values that are not unsigned bytes.
IdxArray readIdx(const std::filesystem::path& file);

}  // namespace spurioscope
