#pragma once

#include <filesystem>
#include <vector>

namespace spurioscope {

/// The classes of a file of predictions, a whole number a line, in the order of the file.
/// @throws Error{Kind::Format} with the line, Kind::Io
std::vector<int> readPredictedClasses(const std::filesystem::path& file);

}  // namespace spurioscope
