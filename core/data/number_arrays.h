#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace spurioscope {

/// Arrays of numbers by name, whatever file they stand in. For one thread.
class NumberArrays {
 public:
  virtual ~NumberArrays() = default;
  virtual std::vector<std::string> names() const = 0;
  /// Sides of an array; nothing where there is none of that name.
  /// @throws Error naming the array where there is one that must not or cannot be read (texts, Python objects, external storage).
  virtual std::optional<std::vector<std::uint64_t>> shape(const std::string& name) const = 0;
  /// All numbers of an array that holds one a sample.
  virtual std::vector<double> numbers(const std::string& name, std::uint64_t count, std::stop_token stop) const = 0;
  /// Rows [first, first + rows) of an array [N, columns], row-major.
  virtual std::vector<double> table(const std::string& name, std::uint64_t first, std::uint64_t rows, std::uint64_t columns,
                                    std::stop_token stop) const = 0;
};

/// Opens the arrays of a .npz file, or of the .npy files in a folder. NumPy's formats are read in another room, so whoever opens data sets
/// hands this in (DatasetOptions::openNumpy). @throws Error as reading a checkpoint does
using OpenNumberArrays = std::function<std::unique_ptr<const NumberArrays>(const std::filesystem::path&)>;

}  // namespace spurioscope
