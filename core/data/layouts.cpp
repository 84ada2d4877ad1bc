#include "data/layout.h"

#include <array>
#include <string>

#include "base/error.h"

namespace spurioscope {

std::span<const Layout* const> layouts() {
  static constexpr std::array<const Layout*, 1> all{
      &kMetadataLayout,
  };
  return all;
}

OpenDataset openDataset(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop,
                        Progress& progress) {
  std::error_code error;
  const Where where{path.string(), {}, {}};
  if (!std::filesystem::exists(path, error)) {
    throw Error{Kind::Io, "there is no such file or folder", where, "Name the data set's folder or its metadata file."};
  }
  std::string known;
  for (const Layout* layout : layouts()) {
    if (layout->recognises(path)) return layout->open(path, options, stop, progress);
    known += std::string(known.empty() ? "" : "; ") + layout->description;
  }
  throw Error{Kind::Unsupported, "no known layout of a data set fits", where, "Known are: " + known + "."};
}

}  // namespace spurioscope
