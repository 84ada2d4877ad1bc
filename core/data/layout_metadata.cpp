// A CSV file with one row for each image (FIELD.md 5.1). group_DRO, DFR, Silent-Majority and WILDS write metadata.csv with img_filename, y,
// split and place (DFR: spurious); SubpopBench writes metadata_<name>.csv with filename, split, y and a. Columns with other names are
// mapped by the user.
#include <algorithm>
#include <cctype>
#include <string>

#include "base/file.h"
#include "data/labelled_table.h"
#include "data/layout.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

/// Names of classes and places stand in no column; Waterbirds is told by its names of files and folders.
bool namesBirds(const Dataset& dataset, const CsvTable& table, const std::filesystem::path& path) {
  if (table.column("place_filename")) return true;
  if (lowerCase(path.string()).find("waterbird") != std::string::npos) return true;
  const std::string& name = dataset.samples.front().name;
  const auto digit = [&](std::size_t i) { return i < name.size() && std::isdigit(static_cast<unsigned char>(name[i])); };
  return digit(0) && digit(1) && digit(2) && name.size() > 3 && name[3] == '.' && name.find('/') != std::string::npos;
}

void nameBirds(Dataset& dataset) {
  dataset.classNames = {"landbird", "waterbird"};
  dataset.attributeNames = {"land", "water"};
}

bool isUsual(const DataChoices& chosen) {
  const auto& a = chosen.attributes;
  return chosen.y == "y" && chosen.split == "split" && (chosen.image == "img_filename" || chosen.image == "filename") && a.size() == 1 &&
         (a[0] == "place" || a[0] == "spurious" || a[0] == "a");
}

/// metadata.csv of a folder, else its only metadata_*.csv, else its only CSV file with the usual columns, else, where the user names the
/// column of the images, its only CSV file. (A CSV with attributes alone belongs to another layout, whatever is named.)
std::optional<std::filesystem::path> metadataIn(const std::filesystem::path& folder, const DataChoices& choices) {
  std::error_code error;
  if (std::filesystem::is_regular_file(folder / "metadata.csv", error)) return folder / "metadata.csv";
  const auto files = filesIn(folder, {".csv"});
  std::vector<std::filesystem::path> named, usual;
  for (const auto& file : files) {
    if (file.filename().string().starts_with("metadata_")) named.push_back(file);
    const auto rows = firstRows(file);
    if (rows && hasUsualColumns(*rows)) usual.push_back(file);
  }
  for (const auto& found : {named, usual, choices.image.empty() ? usual : files}) {
    if (found.size() == 1) return found[0];
  }
  return std::nullopt;
}

std::optional<std::filesystem::path> metadataOf(const std::filesystem::path& path, const DataChoices& choices) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return metadataIn(path, choices);
  return endsWith(path, {".csv"}) ? std::optional(path) : std::nullopt;
}

bool recognises(const std::filesystem::path& path, const DataChoices& choices) { return metadataOf(path, choices).has_value(); }

OpenDataset open(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress) {
  const std::filesystem::path metadata = *metadataOf(path, options.choices);
  const std::string file = metadata.string();
  progress.report("reading the metadata", 0, 0);
  const CsvTable table = parseCsv(readTextFile(metadata), file);
  const TableColumns columns = chooseColumns(table, options.choices, file);
  Dataset dataset = datasetOfTable(table, columns, options.choices, file);
  const bool usual = isUsual(dataset.chosen), binary = dataset.nClasses() <= 2 && dataset.nAttributes() <= 2;
  const bool numbered = !dataset.overlapping() && dataset.classNames[0] == "class 0" && dataset.attributeNames[0] == "attribute 0";
  if (usual && binary && numbered && namesBirds(dataset, table, std::filesystem::absolute(metadata))) nameBirds(dataset);
  dataset.name = folderName(metadata);
  dataset.layout = usual ? kMetadataLayout.name : "csv";
  dataset.path = file;
  // SubpopBench's CelebA is evaluated as group_DRO's.
  dataset.preprocessing = preprocessingNamed(metadata.filename() == "metadata_celeba.csv" ? "celeba-group-dro" : "waterbirds-eval");
  const auto folder = folderHolding(folderOf(metadata), dataset.samples.front().name);
  return openImages(std::move(dataset), folder, options, stop, progress);
}

}  // namespace

const Layout kMetadataLayout{
    .name = "waterbirds",
    .description = "a folder with metadata.csv (columns img_filename or filename, y, split, and place, spurious or a; others by --column) "
                   "and its images",
    .recognises = recognises,
    .open = open,
    .takes = {.columns = true, .target = true, .attributes = true, .overlapping = true},
};

}  // namespace spurioscope
