#pragma once

#include <hdf5.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "reader/frames.h"

namespace spurioscope::reader {

/// The arrays of one HDF5 file, read only as far as is safe: hard links, datasets whose values lie in the file, gzip and shuffle.
/// Everything here may meet a hostile file and runs in the sandbox. Failures are problems, not exceptions.
class Hdf5Arrays {
 public:
  /// @param access  see descriptorAccess
  explicit Hdf5Arrays(hid_t access);

  bool isOpen() const { return file_ >= 0; }
  /// What lies at most 4 groups deep. @returns nothing and TooMany for more than kMaxArrays objects
  Problem list(std::vector<Array>& arrays) const;
  /// `count` rows from `first` of an array of unsigned bytes.
  Problem bytes(const Request& request, std::vector<std::byte>& out);
  /// An array of one side, or of two of which the second is 1, with `count` numbers, as doubles.
  Problem numbers(const Request& request, std::vector<std::byte>& out);

 private:
  Problem open(const std::string& path, Array& array);
  Problem readRows(const Array& array, const Request& request, hid_t type, std::size_t elementBytes, std::vector<std::byte>& out) const;

  hid_t file_ = -1;
  hid_t dataset_ = -1;  ///< the last one stays open: its chunk cache is what makes reading image by image fast
  std::string path_;
  Array array_;
};

}  // namespace spurioscope::reader
