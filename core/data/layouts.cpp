#include "data/layout.h"

#include <array>
#include <string>

#include "base/error.h"

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
    throw Error{Kind::Usage, "groups either overlap or part the samples by an attribute", where, "Leave out --overlapping, or --attribute and --attribute-file."};
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

}  // namespace

OpenDataset openDataset(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop,
                        Progress& progress) {
  std::error_code error;
  const Where where{path.string(), {}, {}};
  if (!std::filesystem::exists(path, error)) {
    throw Error{Kind::Io, "there is no such file or folder", where, "Name the data set's folder or its metadata file."};
  }
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
