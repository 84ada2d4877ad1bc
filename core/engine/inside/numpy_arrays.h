#pragma once

#include "data/number_arrays.h"

namespace spurioscope::engine {

/// The arrays of a .npz file, or of the .npy files in a folder, by the checkpoint room's passive reader: plain numbers alone, no pickle.
/// An array is read whole at its first use and kept, as float32: numbers of tokens and labels are exact below 2^24.
/// @throws Error as readCheckpoint
std::unique_ptr<const NumberArrays> openNumpyArrays(const std::filesystem::path& path);

}  // namespace spurioscope::engine
