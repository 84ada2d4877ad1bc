// Camelyon17 as WILDS stores it (FIELD.md 5.1): metadata.csv with a row for each patch whose file name follows from the row, and splits
// that follow from the centre: 1 is validation, 2 is test; of the others, split 0 is training and split 1 validation within the training
// centres.
#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/file.h"
#include "base/number_text.h"
#include "data/label_rule.h"
#include "data/labels.h"
#include "data/layout.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

constexpr std::array kNeeded{"patient", "node", "x_coord", "y_coord", "tumor", "center", "split"};

std::filesystem::path metadataOf(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error) ? path / "metadata.csv" : path;
}

bool recognises(const std::filesystem::path& path, const DataChoices& choices) {
  if (!choices.image.empty() || !choices.y.empty() || !choices.split.empty()) return false;  // the user maps the columns of the table
  const auto rows = endsWith(metadataOf(path), {".csv"}) ? firstRows(metadataOf(path)) : std::nullopt;
  return rows && std::all_of(kNeeded.begin(), kNeeded.end(), [&](const char* name) { return rows->column(name).has_value(); });
}

std::optional<Split> splitOf(const std::string& centre, const std::string& split) {
  const auto number = parseInteger(centre);
  if (number == 1) return Split::Validation;
  if (number == 2) return Split::Test;
  return parseInteger(split) == 0 ? std::optional(Split::Train) : std::nullopt;
}

/// Rows that are used and their splits.
struct Rows {
  std::vector<std::size_t> rows;
  std::vector<Split> splits;
};

Rows usedRows(const CsvTable& table, const std::string& file, Dataset& dataset) {
  Rows used;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto split = splitOf(table.rows[row][*table.column("center")], table.rows[row][*table.column("split")]);
    if (!split) continue;
    used.rows.push_back(row);
    used.splits.push_back(*split);
  }
  if (used.rows.empty()) throw Error{Kind::Data, "there is no sample", Where{file, {}, {}}, "Download the data set again."};
  if (used.rows.size() < table.rows.size()) {
    dataset.problems.push_back(file + ": " + std::to_string(table.rows.size() - used.rows.size()) +
                               " patches of the validation set within the training centres (id_val) are left out");
  }
  return used;
}

std::string fileName(const CsvTable& table, std::size_t row) {
  const auto value = [&](const char* column) { return table.rows[row][*table.column(column)]; };
  const std::string place = "patient_" + value("patient") + "_node_" + value("node");
  return "patches/" + place + "/patch_" + place + "_x_" + value("x_coord") + "_y_" + value("y_coord") + ".png";
}

/// Those of a column, or by a rule on one.
Labels labelsNamed(const CsvTable& table, const std::string& name, const std::vector<std::size_t>& rows, const std::string& file) {
  const auto rule = ruleOnColumn(table, name);
  const auto column = table.column(rule ? rule->property : name);
  if (!column) {
    throw Error{Kind::Usage, "there is no column '" + name + "'", Where{file, {}, "--attribute"},
                "Choose center, slide, patient or node, or a rule on one of them (x_coord>=4000)."};
  }
  const auto texts = columnTexts(table, *column, rows, file);
  return rule ? labelsByRule(texts, *rule) : labelsOf(texts, name);
}

OpenDataset open(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress) {
  const auto metadata = metadataOf(path);
  const std::string file = metadata.string();
  progress.report("reading the metadata", 0, 0);
  const CsvTable table = parseCsv(readTextFile(metadata), file);
  Dataset dataset;
  const auto [rows, splits] = usedRows(table, file, dataset);
  auto names = options.choices.attributes.empty() ? std::vector<std::string>{"center"} : options.choices.attributes;
  if (names == std::vector<std::string>{kNoColumn}) names.clear();
  std::vector<Labels> attributes;
  for (const auto& name : names) attributes.push_back(labelsNamed(table, name, rows, file));
  const Labels y = labelsOf(columnTexts(table, *table.column("tumor"), rows, file), "class"), a = combined(attributes, rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) dataset.samples.push_back({fileName(table, rows[i]), 0, 0, 0, splits[i]});
  takeLabels(dataset, y, a);
  if (y.names.size() == 2) dataset.classNames = {"normal", "tumor"};
  dataset.chosen = {.image = "patient, node, x_coord, y_coord", .y = "tumor", .split = "center, split", .attributes = names};
  dataset.path = file;
  dataset.name = folderName(metadata);
  dataset.layout = kCamelyonLayout.name;
  dataset.preprocessing = preprocessingNamed("wilds-camelyon17");
  return openImages(std::move(dataset), folderOf(metadata), options, stop, progress);
}

}  // namespace

const Layout kCamelyonLayout{
    .name = "camelyon17",
    .description = "WILDS Camelyon17: metadata.csv (patient, node, x_coord, y_coord, tumor, center, split) and patches/",
    .recognises = recognises,
    .open = open,
    .takes = {.attributes = true},
};

}  // namespace spurioscope
