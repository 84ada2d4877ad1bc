// UrbanCars: bg-0.95_co_occur_obj-0.95/train/obj-urban_bg-urban_co_occur_obj-country/*.jpg, val and test in bg-0.5_co_occur_obj-0.5.
// Numbers are the project's: urban 0, country 1, group = obj * 4 + bg * 2 + co_occur_obj. FIELD.md 5.1.
#include <regex>

#include "base/error.h"
#include "data/image_tree.h"
#include "data/labels.h"
#include "data/layout.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

constexpr const char* kBackground = "bg";
constexpr const char* kObject = "co_occur_obj";

const std::regex& groupFolder() {
  static const std::regex pattern("obj-([a-z]+)_bg-([a-z]+)_co_occur_obj-([a-z]+)");
  return pattern;
}

const std::regex& ratioFolder() {
  static const std::regex pattern("bg-[0-9.]+_co_occur_obj-[0-9.]+");
  return pattern;
}

/// The folders of the ratios, or the folder itself where it holds the splits.
std::vector<std::string> ratioFolders(const std::filesystem::path& root) {
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(root, error)) {
    const std::string name = entry.path().filename().string();
    if (std::regex_match(name, ratioFolder()) && entry.is_directory(error)) found.push_back(name);
  }
  std::sort(found.begin(), found.end());
  if (found.empty()) found.push_back({});
  return found;
}

bool holdsGroups(const std::filesystem::path& folder) {
  std::error_code error;
  for (const auto& split : std::filesystem::directory_iterator(folder, error)) {
    if (!splitOfFolder(split.path().filename().string())) continue;
    for (const auto& group : std::filesystem::directory_iterator(split.path(), error)) {
      if (std::regex_match(group.path().filename().string(), groupFolder())) return true;
    }
  }
  return false;
}

bool recognises(const std::filesystem::path& path, const DataChoices&) {
  const auto folders = ratioFolders(path);
  return std::any_of(folders.begin(), folders.end(), [&](const auto& name) { return holdsGroups(path / name); });
}

/// What the names of the folders say of every image.
struct Named {
  std::vector<std::string> object, background, together;
};

std::vector<TreeImage> readTree(const std::filesystem::path& path, Named& named, std::vector<std::string>& problems) {
  std::vector<TreeImage> all;
  std::size_t others = 0;
  for (const auto& ratio : ratioFolders(path)) {
    if (!holdsGroups(path / ratio)) continue;
    for (auto& image : imagesBelow(path / ratio, {.splits = true, .levels = 1}, problems)) {
      std::smatch match;
      if (!std::regex_match(image.folders[0], match, groupFolder())) {
        ++others;
        continue;
      }
      named.object.push_back(match[1]), named.background.push_back(match[2]), named.together.push_back(match[3]);
      if (!ratio.empty()) image.name = ratio + '/' + image.name;
      all.push_back(std::move(image));
    }
  }
  if (others > 0) problems.push_back(path.string() + ": " + std::to_string(others) + " images in folders that name no group are left out");
  return all;
}

Labels prefixed(const std::string& word, const std::vector<std::string>& values) {
  Labels labels = labelsOfNames(values);
  for (auto& name : labels.names) name = word + ' ' + name;
  return labels;
}

OpenDataset open(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress) {
  progress.report("listing the folders", 0, 0);
  Dataset dataset;
  Named named;
  const auto images = readTree(path, named, dataset.problems);
  auto chosen = options.choices.attributes.empty() ? std::vector<std::string>{kObject, kBackground} : options.choices.attributes;
  if (chosen == std::vector<std::string>{kNoColumn}) chosen.clear();
  std::vector<Labels> attributes;
  for (const auto& name : chosen) {
    if (name != kBackground && name != kObject) {
      throw Error{Kind::Usage, "there is no attribute '" + name + "'", Where{path.string(), {}, "--attribute"},
                  "UrbanCars has bg and co_occur_obj."};
    }
    attributes.push_back(prefixed(name, name == kBackground ? named.background : named.together));
  }
  const Labels y = labelsOfNames(named.object), a = combined(attributes, images.size());
  dataset.samples = samplesOf(images);
  takeLabels(dataset, y, a);
  dataset.chosen = {.image = "file", .y = "obj", .split = "folder", .attributes = chosen};
  dataset.path = path.string();
  dataset.name = folderName(path);
  dataset.layout = kUrbanCarsLayout.name;
  dataset.preprocessing = preprocessingNamed("urbancars");
  return openImages(std::move(dataset), path, options, stop, progress);
}

}  // namespace

const Layout kUrbanCarsLayout{
    .name = "urbancars",
    .description = "UrbanCars' folders bg-0.95_co_occur_obj-0.95/train/obj-urban_bg-urban_co_occur_obj-urban/",
    .recognises = recognises,
    .open = open,
    .takes = {.attributes = true},
};

}  // namespace spurioscope
