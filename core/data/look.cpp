#include "data/look.h"

#include <algorithm>

#include "base/error.h"
#include "data/hdf5_reader.h"
#include "data/layout.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

using Path = std::filesystem::path;

/// The header alone: what was read of a longer file may end inside a quoted text.
std::vector<std::string> headerOf(const Path& file) {
  try {
    const auto text = firstLines(file);
    auto header = parseCsv(std::string_view(text).substr(0, text.find('\n')), file.string()).header;
    std::erase(header, "");
    return header;
  } catch (const Error&) {
    return {};  // no table: nothing to map
  }
}

/// The CSV of a folder that its layout would take, or the only one.
Path tableOf(const Path& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return endsWith(path, {".csv"}) ? path : Path();
  for (const char* name : {"metadata.csv", "list_attr_celeba.csv"}) {
    if (std::filesystem::is_regular_file(path / name, error)) return path / name;
  }
  auto files = filesIn(path, {".csv"});
  if (files.size() == 1) return files[0];
  std::erase_if(files, [](const Path& file) { return !file.filename().string().starts_with("metadata_"); });
  return files.size() == 1 ? files[0] : Path();
}

std::vector<NamedRule> rulesOf(const Layout& layout, const Path& path) {
  try {
    return layout.rules(path);
  } catch (const Error&) {
    return {};  // several data sets in a folder, or damaged files: opening it tells
  }
}

void listArrays(const Path& path, DataLook& look, std::stop_token stop) {
  std::error_code error;
  Path file = path;
  if (std::filesystem::is_directory(path, error)) {
    const auto files = filesIn(path, {".h5", ".hdf5"});
    if (files.size() != 1) return;
    file = files[0];
  }
  try {
    for (const auto& array : Hdf5Reader(file).list(stop))
      look.columns.push_back(array.path.starts_with('/') ? array.path.substr(1) : array.path);
    look.table = file;
  } catch (const Error& problem) {
    if (problem.kind() == Kind::Cancelled) throw;  // else opening it tells what is wrong
  }
}

}  // namespace

DataLook lookAtData(const Path& named, const DataChoices& choices, std::stop_token stop) {
  std::error_code error;
  if (!std::filesystem::exists(named, error)) {
    throw Error{Kind::Io, "there is no such file or folder", Where{named.string(), {}, {}},
                "Name the data set's folder or its metadata file."};
  }
  const Path path = dataFolder(named, choices);
  DataLook look;
  for (const Layout* layout : layouts()) {
    if (!layout->recognises(path, choices)) continue;
    look.layout = layout->name;
    look.takes = layout->takes;
    if (layout->rules) look.rules = rulesOf(*layout, path);
    break;
  }
  if (look.layout == kHdf5Layout.name || look.layout == kTokensLayout.name) {
    listArrays(path, look, stop);
    return look;
  }
  const Path table = look.takes.attributeFile && !choices.attributeFile.empty() ? Path(choices.attributeFile) : tableOf(path);
  if (table.empty()) return look;
  look.columns = headerOf(table);
  if (look.columns.empty()) return look;
  look.table = table;
  if (look.layout.empty()) look.takes = kMetadataLayout.takes;
  if (look.layout == kCelebaLayout.name) std::erase(look.columns, "image_id");
  return look;
}

}  // namespace spurioscope
