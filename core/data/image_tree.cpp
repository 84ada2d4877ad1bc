#include "data/image_tree.h"

#include <algorithm>

#include "base/error.h"
#include "base/number_text.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

constexpr int kMaxLevels = 5;

bool isHidden(const std::filesystem::path& path) { return path.filename().string().starts_with('.'); }

/// Entries of a folder in byte order. @throws Error{Kind::Io}
std::vector<std::filesystem::directory_entry> listed(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::directory_entry> entries;
  auto entry = std::filesystem::directory_iterator(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (!isHidden(entry->path())) entries.push_back(*entry);
  }
  if (error) {
    throw Error{Kind::Io, "cannot list the folder: " + error.message(), Where{folder.string(), {}, {}}, "Check that you may read it."};
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

/// Folders down to the first image, or nothing. `budget` bounds the folders that are listed on the way.
std::optional<int> levelsToImage(const std::filesystem::path& folder, int level, int& budget) {
  if (level > kMaxLevels || --budget < 0) return std::nullopt;
  std::error_code error;
  std::vector<std::filesystem::path> below;
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (isHidden(entry.path())) continue;
    if (isImageName(entry.path()) && entry.is_regular_file(error)) return level;
    if (entry.is_directory(error)) below.push_back(entry.path());
    if (++seen >= 1000) break;
  }
  std::sort(below.begin(), below.end());
  for (const auto& inner : below) {
    if (const auto found = levelsToImage(inner, level + 1, budget)) return found;
  }
  return std::nullopt;
}

/// The walk's result besides the images.
struct LeftOut {
  std::size_t count = 0;
  std::string first;
  std::vector<std::string> emptyFolders;
};

void note(LeftOut& left, const std::string& name) {
  if (left.count++ == 0) left.first = name;
}

void walk(const std::filesystem::path& root, const std::string& below, int levels, TreeImage& current, std::vector<TreeImage>& images,
          LeftOut& left) {
  const std::size_t before = images.size();
  for (const auto& entry : listed(root / below)) {
    const std::string part = entry.path().filename().string(), name = below.empty() ? part : below + '/' + part;
    const bool isFolder = entry.is_directory();
    if (isFolder && levels > 0) {
      current.folders.push_back(part);
      walk(root, name, levels - 1, current, images, left);
      current.folders.pop_back();
    } else if (!isFolder && levels == 0 && isImageName(entry.path())) {
      images.push_back(current);
      images.back().name = name;
    } else {
      note(left, name);
    }
  }
  if (images.size() == before) left.emptyFolders.push_back(below);
}

}  // namespace

std::optional<Split> splitOfFolder(const std::string& name) { return parseInteger(name) ? std::nullopt : parseSplit(name); }

std::optional<TreeShape> shapeOf(const std::filesystem::path& root) {
  TreeShape shape;
  std::error_code error;
  int budget = 2000;
  std::optional<int> levels;
  for (const auto& entry : std::filesystem::directory_iterator(root, error)) {
    if (!splitOfFolder(entry.path().filename().string()) || !entry.is_directory(error)) continue;
    shape.splits = true;
    if (!levels) levels = levelsToImage(entry.path(), 0, budget);
  }
  if (!shape.splits) levels = levelsToImage(root, 0, budget);
  if (!levels) return std::nullopt;
  shape.levels = *levels;
  return shape;
}

std::vector<Sample> samplesOf(const std::vector<TreeImage>& images) {
  std::vector<Sample> samples;
  for (const auto& image : images) samples.push_back({image.name, 0, 0, 0, image.split});
  return samples;
}

std::vector<TreeImage> imagesBelow(const std::filesystem::path& root, const TreeShape& shape, std::vector<std::string>& problems) {
  std::vector<TreeImage> images;
  LeftOut left;
  TreeImage current;
  if (!shape.splits) {
    walk(root, {}, shape.levels, current, images, left);
  } else {
    for (const auto& entry : listed(root)) {
      const std::string name = entry.path().filename().string();
      const auto split = splitOfFolder(name);
      if (!split || !entry.is_directory()) continue;
      current.split = *split;
      walk(root, name, shape.levels, current, images, left);
    }
  }
  if (images.empty())
    throw Error{Kind::Data, "there is no image", Where{root.string(), {}, {}},
                "Put PNG, JPEG, BMP or WebP files into the folders of the classes."};
  if (left.count > 0) {
    problems.push_back((root / left.first).string() + ": " + std::to_string(left.count) +
                       " files or folders like this one are left out: images end in .png, .jpg, .jpeg, .bmp or .webp and lie " +
                       std::to_string(shape.levels) + " folders deep" + (shape.splits ? " in train, val and test" : ""));
  }
  if (!left.emptyFolders.empty()) {
    problems.push_back((root / left.emptyFolders[0]).string() + ": no image is in this folder" +
                       (left.emptyFolders.size() > 1 ? " and " + std::to_string(left.emptyFolders.size() - 1) + " others" : "") +
                       "; a class that has none anywhere gets no number");
  }
  return images;
}

}  // namespace spurioscope
