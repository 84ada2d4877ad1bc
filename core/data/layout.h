#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>

#include "data/label_rule.h"
#include "data/pixel_cache.h"
#include "data/pixels.h"

namespace spurioscope {

/// What of DataChoices a layout can follow; the rest is refused, so that no choice is silently without effect. `preprocess` always works.
struct TakesChoices {
  bool columns = false;        ///< image and split
  bool target = false;         ///< y
  bool attributes = false;
  bool overlapping = false;    ///< columns of yes and no instead of attributes
  bool attributeFile = false;
  bool texts = false;          ///< text and text2, and no image
};

/// One way in which data sets lie on disk. A new layout is one file that defines such a value and one line in layouts.cpp.
struct Layout {
  const char* name;         ///< "waterbirds"
  const char* description;  ///< what must be there, for the message when no layout fits
  /// Whether `path` (a folder or a file that exists) holds this layout, by content; cheap, never throws for foreign content.
  bool (*recognises)(const std::filesystem::path& path, const DataChoices& choices);
  /// Opens it. @throws as openDataset.
  OpenDataset (*open)(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress);
  TakesChoices takes;
  std::vector<NamedRule> (*rules)(const std::filesystem::path& path) = nullptr;  ///< that it offers for classes and attributes
};

/// All known layouts, in the order in which they are tried.
std::span<const Layout* const> layouts();

/// The folder named, or the one folder with a table of samples below it (at most three deep) where the folder named is no data set itself:
/// of group_DRO's cub/ its data/waterbird_complete95_forest2water2. Files are what they are. @throws Error{Kind::Data} naming several.
std::filesystem::path dataFolder(const std::filesystem::path& path, const DataChoices& choices);

extern const Layout kCamelyonLayout, kCelebaLayout, kHdf5Layout, kIdxLayout, kImageFolderLayout, kMetadataLayout, kSpucoLayout,
    kTextsLayout, kTokensLayout, kUrbanCarsLayout;

/// The last steps that layouts of image files share. `dataset` has everything but problems about files, fingerprint and groups;
/// `folder` holds the files that the samples name; `dataset.preprocessing` is the layout's, which the user's choice changes.
/// @throws Error{Kind::Data} when no file at all can be opened; as lookAtFiles, findGroups.
OpenDataset openImages(Dataset dataset, const std::filesystem::path& folder, const DatasetOptions& options, std::stop_token stop,
                       Progress& progress);

/// The preprocessing that the user wants of this data set. @throws Error{Kind::Usage}
void choosePreprocessing(Dataset& dataset, const DataChoices& choices);

/// SHA-256 over names, labels and splits of the samples and a number for each (the size of its file, or of what stands for it).
std::string fingerprintOf(const Dataset& dataset, const std::vector<std::uint64_t>& sizes);

/// The cache of a data set's pixels, or null where none is wanted or none can be made (told in `problems`). A data set must have its
/// fingerprint; `place` (a folder or a file) tells copies apart.
std::unique_ptr<PixelCache> openCache(Dataset& dataset, const std::filesystem::path& place, const DatasetOptions& options);

/// Tells in `dataset.problems` about empty groups and single classes.
void noteGroupProblems(Dataset& dataset);

}  // namespace spurioscope
