#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset.h"

namespace spurioscope {

/// How images lie below a folder: [split/] level/.../image.
struct TreeShape {
  bool splits = false;  ///< the first folders are train, val, test (any spelling of parseSplit that is a word)
  int levels = 0;       ///< folders between that and the images
};

/// The shape, found on the way to the first image; nothing where there is none within 5 levels. Cheap: visits at most some thousand
/// entries.
std::optional<TreeShape> shapeOf(const std::filesystem::path& root);

/// A folder's name as a split; numbers are not (a class may be called 0).
std::optional<Split> splitOfFolder(const std::string& name);

struct TreeImage {
  std::string name;                  ///< relative to the root: "train/cat/1.jpg"
  Split split = Split::Test;         ///< Test where the tree has no splits
  std::vector<std::string> folders;  ///< the names of the levels
};

/// Samples of these names and splits, without labels.
std::vector<Sample> samplesOf(const std::vector<TreeImage>& images);

/// All images at the depth of `shape`, in byte order of their names. What lies elsewhere or has another ending than PNG, JPEG, BMP and WebP
/// use is left out and told in `problems`, as are folders without images. Cost: one listing of the tree.
/// @throws Error{Kind::Io} when a folder cannot be listed; Error{Kind::Data} when there is no image.
std::vector<TreeImage> imagesBelow(const std::filesystem::path& root, const TreeShape& shape, std::vector<std::string>& problems);

}  // namespace spurioscope
