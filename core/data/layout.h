#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>

#include "data/pixels.h"

namespace spurioscope {

/// One way in which data sets lie on disk. A new layout is one file that defines such a value and one line in layouts.cpp.
struct Layout {
  const char* name;         ///< "waterbirds"
  const char* description;  ///< what must be there, for the message when no layout fits
  /// Whether `path` (a folder or a file that exists) holds this layout, by content; cheap, never throws for foreign content.
  bool (*recognises)(const std::filesystem::path& path);
  /// Opens it. @throws as openDataset.
  OpenDataset (*open)(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress);
};

/// All known layouts, in the order in which they are tried.
std::span<const Layout* const> layouts();

extern const Layout kMetadataLayout;

/// The last steps that layouts of image files share. `dataset` has everything but problems about files, fingerprint and groups;
/// `folder` holds the files that the samples name.
/// @throws Error{Kind::Data} when no file at all can be opened; as lookAtFiles, findGroups.
OpenDataset openImages(Dataset dataset, const std::filesystem::path& folder, const DatasetOptions& options, std::stop_token stop,
                       Progress& progress);

/// Tells in `dataset.problems` about empty groups and single classes.
void noteGroupProblems(Dataset& dataset);

}  // namespace spurioscope
