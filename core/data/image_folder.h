#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/pixels.h"

namespace spurioscope {

class PixelCache;

/// Looks at every file of a data set without decoding it.
struct FolderLook {
  std::vector<std::uint64_t> sizes;       ///< per name; 0 where it cannot be opened
  std::vector<int> unreadable;            ///< indices, ascending
  std::string firstReason;                ///< of unreadable.front()
};

/// Cost: one open and fstat a file, spread over `threads`. @throws Error{Kind::Io} for the folder, Error{Kind::Cancelled}.
FolderLook lookAtFiles(const std::filesystem::path& folder, const std::vector<std::string>& names, int threads,
                       std::stop_token stop, Progress& progress);

/// Images in a folder, decoded and preprocessed when read, through a cache where one is given.
/// @param names  per sample, relative to the folder   @throws Error{Kind::Io} when the folder cannot be opened.
std::shared_ptr<const PixelSource> imageFolder(const std::filesystem::path& folder, std::vector<std::string> names,
                                               const Preprocessing& preprocessing, std::unique_ptr<PixelCache> cache);

}  // namespace spurioscope
