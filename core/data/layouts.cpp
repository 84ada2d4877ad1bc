#include "data/layout.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/error.h"
#include "data/labelled_table.h"
#include "data/table_files.h"

namespace spurioscope {

std::span<const Layout* const> layouts() {
  static const std::array all{
      &kCelebaLayout,
      &kCamelyonLayout,
      &kTextsLayout,
      &kMetadataLayout,
      &kTokensLayout,
      &kHdf5Layout,
      &kIdxLayout,
      &kUrbanCarsLayout,
      &kSpucoLayout,
      &kImageFolderLayout,
  };
  return all;
}

namespace {

void requireTaken(const Layout& layout, const DataChoices& choices, const Where& where) {
  if (!choices.overlapping.empty() && (!choices.attributes.empty() || !choices.attributeFile.empty())) {
    throw Error{Kind::Usage, "groups either overlap or part the samples by an attribute", where,
                "Leave out --overlapping, or --attribute and --attribute-file."};
  }
  for (const auto* names : {&choices.attributes, &choices.overlapping}) {
    for (auto name = names->begin(); name != names->end(); ++name) {
      if (std::find(names->begin(), name, *name) == name) continue;
      throw Error{Kind::Usage, "the attribute '" + *name + "' is named twice", where, "Name each attribute once."};
    }
  }
  const auto refuse = [&](const std::string& option) {
    throw Error{Kind::Usage, "the layout '" + std::string(layout.name) + "' has nothing that " + option + " could name", where,
                "Leave " + option + " out."};
  };
  if ((!layout.takes.columns || layout.takes.texts) && !choices.image.empty()) refuse("--column image");
  if (!layout.takes.columns && !choices.split.empty()) refuse("--column split");
  if (!layout.takes.texts && !choices.text.empty()) refuse("--column text");
  if (!layout.takes.texts && !choices.text2.empty()) refuse("--column text2");
  if (!layout.takes.target && !choices.y.empty()) refuse("--target (--column y)");
  if (!layout.takes.attributes && !choices.attributes.empty()) refuse("--attribute (--column attribute)");
  if (!layout.takes.overlapping && !choices.overlapping.empty()) refuse("--overlapping");
  if (!layout.takes.attributeFile && !choices.attributeFile.empty()) refuse("--attribute-file");
}

bool holdsLabelledTable(const std::filesystem::path& folder) {
  const auto files = filesIn(folder, {".csv"});
  return std::any_of(files.begin(), files.end(), [](const auto& file) {
    const auto rows = firstRows(file);
    return rows && hasUsualColumns(*rows);
  });
}

/// Where the folder named is one of those above the data set (group_DRO's --root_dir: cub holds data/waterbird_complete95_forest2water2):
/// folders below it, at most three deep, with a table that says what its images are. Links are not followed.
std::vector<std::filesystem::path> foldersOfTables(const std::filesystem::path& folder, const DataChoices& choices) {
  constexpr std::size_t kMostFolders = 64;  // more are folders of images
  std::vector<std::filesystem::path> found, level{folder};
  for (int depth = 0; depth < 3 && found.empty(); ++depth) {
    std::vector<std::filesystem::path> below;
    for (const auto& parent : level) {
      std::error_code error;
      for (const auto& entry : std::filesystem::directory_iterator(parent, error)) {
        if (!entry.is_symlink(error) && entry.is_directory(error)) below.push_back(entry.path());
        if (below.size() > kMostFolders) return {};
      }
    }
    std::sort(below.begin(), below.end());
    for (const auto& one : below) {
      const Layout* const listed[]{&kCelebaLayout, &kCamelyonLayout, &kTextsLayout};
      const bool tells =
          std::any_of(std::begin(listed), std::end(listed), [&](const Layout* layout) { return layout->recognises(one, choices); });
      if (tells || holdsLabelledTable(one)) found.push_back(one);
    }
    level = std::move(below);
  }
  return found;
}

}  // namespace

std::filesystem::path dataFolder(const std::filesystem::path& path, const DataChoices& choices) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return path;
  for (const Layout* layout : layouts()) {
    if (layout == &kSpucoLayout || layout == &kImageFolderLayout) break;  // they take any folders of images
    if (layout->recognises(path, choices)) return path;
  }
  const auto found = foldersOfTables(path, choices);
  if (found.empty()) return path;
  if (found.size() == 1) return found[0];
  std::string names;
  for (const auto& one : found) names += (names.empty() ? "'" : ", '") + one.lexically_relative(path).string() + "'";
  throw Error{Kind::Data, "several data sets lie here: " + names, Where{path.string(), {}, {}}, "Name the folder of one of them."};
}

OpenDataset openDataset(const std::filesystem::path& named, const DatasetOptions& options, std::stop_token stop,
                        Progress& progress) {
  std::error_code error;
  const Where where{named.string(), {}, {}};
  if (!std::filesystem::exists(named, error)) {
    throw Error{Kind::Io, "there is no such file or folder", where, "Name the data set's folder or its metadata file."};
  }
  const auto path = dataFolder(named, options.choices);
  std::string known;
  for (const Layout* layout : layouts()) {
    if (layout->recognises(path, options.choices)) {
      requireTaken(*layout, options.choices, where);
      return layout->open(path, options, stop, progress);
    }
    known += std::string(known.empty() ? "" : "; ") + layout->description;
  }
  throw Error{Kind::Unsupported, "no known layout of a data set fits", where, "Known are: " + known + "."};
}

}  // namespace spurioscope
