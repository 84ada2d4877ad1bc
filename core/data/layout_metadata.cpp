// The Waterbirds layout and its relatives (FIELD.md 5.1): a CSV file with one row for each image. group_DRO, DFR, Silent-Majority
// and WILDS write metadata.csv with img_filename, y, split and place (DFR: spurious); SubpopBench writes metadata_<name>.csv with
// filename, split, y and a.
#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/number_text.h"
#include "data/layout.h"

namespace spurioscope {
namespace {

constexpr int kMaxId = 100'000;

/// The columns that are read, by the names that stand in the file.
struct Columns {
  std::size_t image = 0, y = 0, a = 0, split = 0;
  std::string attribute;  ///< "place", "spurious" or "a"
};

std::optional<std::size_t> firstOf(const CsvTable& table, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const auto column = table.column(name)) return column;
  }
  return std::nullopt;
}

Columns columnsOf(const CsvTable& table, const std::string& file) {
  const auto image = firstOf(table, {"img_filename", "filename"}), y = table.column("y"), split = table.column("split");
  const auto a = firstOf(table, {"spurious", "place", "a"});
  std::string missing;
  const auto need = [&](bool there, const char* name) {
    if (!there) missing += std::string(missing.empty() ? "" : ", ") + name;
  };
  need(image.has_value(), "img_filename (or filename)");
  need(y.has_value(), "y");
  need(split.has_value(), "split");
  need(a.has_value(), "place (or spurious, or a)");
  if (!missing.empty()) {
    std::string there;
    for (const std::string& name : table.header) there += (there.empty() ? "" : ", ") + name;
    throw Error{Kind::Data, "columns are missing: " + missing, Where{file, {}, "line 1"},
                "The header has: " + there + ". Rename or add columns; names are case-sensitive."};
  }
  return {*image, *y, *a, *split, table.header[*a]};
}

int idAt(const CsvTable& table, std::size_t row, std::size_t column, const std::string& file) {
  const std::string& text = table.rows[row][column];
  const auto value = parseInteger(text);
  if (value && *value >= 0 && *value < kMaxId) return static_cast<int>(*value);
  throw Error{Kind::Data, "'" + text + "' in column '" + table.header[column] + "' is not a whole number from 0 to " +
                              std::to_string(kMaxId - 1),
              Where{file, {}, "line " + std::to_string(table.lines[row])},
              "Number classes and attribute values 0, 1, 2, ..."};
}

/// Rows become samples; rows of a split that is none of the three (SubpopBench uses 3) are left out and told.
void readSamples(const CsvTable& table, const Columns& columns, const std::string& file, Dataset& dataset) {
  std::size_t otherSplits = 0, firstOther = 0;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string where = "line " + std::to_string(table.lines[row]), &splitText = table.rows[row][columns.split];
    const auto split = parseSplit(splitText);
    if (!split && parseInteger(splitText) == 3) {
      if (otherSplits++ == 0) firstOther = table.lines[row];
      continue;
    }
    if (!split) {
      throw Error{Kind::Data, "'" + splitText + "' in column 'split' is not 0 (train), 1 (val) or 2 (test)", Where{file, {}, where},
                  "Write 0, 1, 2 or train, val, test."};
    }
    const std::string& name = table.rows[row][columns.image];
    if (name.empty()) {
      throw Error{Kind::Data, "the image has no name", Where{file, {}, where},
                  "Fill the column '" + table.header[columns.image] + "'."};
    }
    dataset.samples.push_back({name, idAt(table, row, columns.y, file), idAt(table, row, columns.a, file), 0, *split});
  }
  if (dataset.samples.empty()) {
    throw Error{Kind::Data, "there is no sample", Where{file, {}, {}}, "The file needs a row for each image."};
  }
  if (otherSplits > 0) {
    dataset.problems.push_back(file + ", line " + std::to_string(firstOther) + ": " + std::to_string(otherSplits) +
                               " rows of split 3 are left out; train, val and test are used.");
  }
}

/// CUB's pictures lie in folders such as "001.Black_footed_Albatross/".
bool namesBirds(const Dataset& dataset, const CsvTable& table, const std::filesystem::path& path) {
  if (table.column("place_filename")) return true;
  std::string text = path.string();
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  if (text.find("waterbird") != std::string::npos) return true;
  const std::string& name = dataset.samples.front().name;
  const auto digit = [&](std::size_t i) { return i < name.size() && std::isdigit(static_cast<unsigned char>(name[i])); };
  return digit(0) && digit(1) && digit(2) && name.size() > 3 && name[3] == '.' && name.find('/') != std::string::npos;
}

/// Ids are counted over the whole file, so that they agree between splits.
void nameIds(const CsvTable& table, const std::filesystem::path& path, Dataset& dataset) {
  int nClasses = 0, nAttributes = 0;
  for (const Sample& sample : dataset.samples) {
    nClasses = std::max(nClasses, sample.y + 1);
    nAttributes = std::max(nAttributes, sample.a + 1);
  }
  if (nClasses <= 2 && nAttributes <= 2 && namesBirds(dataset, table, path)) {
    dataset.classNames = {"landbird", "waterbird"};
    dataset.attributeNames = {"land", "water"};
    return;
  }
  for (int y = 0; y < nClasses; ++y) dataset.classNames.push_back("class " + std::to_string(y));
  for (int a = 0; a < nAttributes; ++a) dataset.attributeNames.push_back("attribute " + std::to_string(a));
}

/// metadata.csv of a folder, else its only metadata_*.csv; nothing where there is none.
std::optional<std::filesystem::path> metadataIn(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::is_regular_file(folder / "metadata.csv", error)) return folder / "metadata.csv";
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("metadata_") && name.ends_with(".csv")) found.push_back(entry.path());
  }
  if (found.size() == 1) return found[0];
  return std::nullopt;
}

std::optional<std::filesystem::path> metadataOf(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return metadataIn(path);
  return path.extension() == ".csv" ? std::optional(path) : std::nullopt;
}

/// SubpopBench's metadata lies beside the folder of the images: the answer is the metadata's folder, or the one subfolder of it that
/// has the first image.
std::filesystem::path imageFolderOf(const std::filesystem::path& metadata, const Dataset& dataset) {
  const auto folder = metadata.has_parent_path() ? metadata.parent_path() : std::filesystem::path(".");
  std::error_code error;
  const std::filesystem::path first = std::filesystem::path(dataset.samples.front().name).lexically_normal();
  if (first.is_absolute() || first.string().starts_with("..") || std::filesystem::exists(folder / first, error)) return folder;
  std::vector<std::filesystem::path> holding;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.is_directory(error) && std::filesystem::exists(entry.path() / first, error)) holding.push_back(entry.path());
  }
  return holding.size() == 1 ? holding[0] : folder;
}

bool recognises(const std::filesystem::path& path) { return metadataOf(path).has_value(); }

OpenDataset open(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress) {
  const std::filesystem::path metadata = *metadataOf(path);
  const std::string file = metadata.string();
  progress.report("reading the metadata", 0, 0);
  const CsvTable table = parseCsv(readTextFile(metadata), file);
  const Columns columns = columnsOf(table, file);
  Dataset dataset;
  readSamples(table, columns, file, dataset);
  nameIds(table, std::filesystem::absolute(metadata), dataset);
  const auto folder = imageFolderOf(metadata, dataset);
  dataset.name = std::filesystem::absolute(metadata).parent_path().filename().string();
  dataset.layout = kMetadataLayout.name;
  dataset.path = file;
  dataset.preprocessing = paperEvaluation();
  return openImages(std::move(dataset), folder, options, stop, progress);
}

}  // namespace

const Layout kMetadataLayout{
    .name = "waterbirds",
    .description = "a folder with metadata.csv (columns img_filename or filename, y, split, and place, spurious or a) and its images",
    .recognises = recognises,
    .open = open,
};

}  // namespace spurioscope
