#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "data/number_arrays.h"

namespace spurioscope {

/// What holds texts that are cut into tokens: an HDF5 file, a .npz file, or a folder of .npy files.
struct TokenPlace {
  enum class Kind { Hdf5, Numpy };
  std::filesystem::path path;
  Kind kind = Kind::Hdf5;
};

/// The place that a path names or a folder holds; nothing where no array input_ids is there. Reads only what tells it. Never throws.
std::optional<TokenPlace> tokenPlaceOf(const std::filesystem::path& path);

/// @throws as Hdf5Reader and OpenNumberArrays; Error{Kind::Unsupported} for NumPy's without `openNumpy`.
std::unique_ptr<const NumberArrays> openTokenArrays(const TokenPlace& place, const OpenNumberArrays& openNumpy, std::stop_token stop);

}  // namespace spurioscope
