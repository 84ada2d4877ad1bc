#include "data/attribute_file.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "data/label_rule.h"
#include "data/labels.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

constexpr std::array kNameColumns{"img_filename", "filename", "image", "file_name", "path", "name", "sample", "index"};
constexpr std::array kAttributeColumns{"attribute", "a", "spurious", "place", "background"};

template <std::size_t N>
std::optional<std::size_t> firstOf(const CsvTable& table, const std::array<const char*, N>& names) {
  for (const char* name : names) {
    if (const auto column = table.column(name)) return column;
  }
  return std::nullopt;
}

struct AttributeColumns {
  std::size_t name = 0;
  std::optional<std::size_t> split;  ///< where the names are numbers within a split
  std::vector<std::size_t> attributes;
  std::vector<std::optional<LabelRule>> rules;  ///< of each attribute; empty where none was chosen
};

std::optional<AttributeColumns> usualColumns(const CsvTable& table) {
  AttributeColumns columns;
  const auto name = firstOf(table, kNameColumns);
  if (!name) return std::nullopt;
  columns.name = *name;
  if (table.header[*name] == "index") columns.split = table.column("split");
  if (const auto usual = firstOf(table, kAttributeColumns)) {
    columns.attributes = {*usual};
  } else if (table.header.size() == (columns.split ? 3u : 2u)) {
    for (std::size_t i = 0; i < table.header.size(); ++i) {
      if (i != *name && columns.split != i) columns.attributes = {i};
    }
  }
  return columns;
}

AttributeColumns columnsOf(const CsvTable& table, const DataChoices& choices, const std::string& file) {
  auto columns = usualColumns(table);
  std::string header;
  for (const auto& name : table.header) header += (header.empty() ? "" : ", ") + name;
  const auto named = [&](const std::string& name) {
    if (const auto found = table.column(name)) return *found;
    throw Error{Kind::Usage, "there is no column '" + name + "'", Where{file, {}, "line 1"}, "The columns are: " + header + "."};
  };
  if (columns && !choices.attributes.empty()) {
    columns->attributes.clear();
    for (const auto& name : choices.attributes) {
      auto rule = ruleOnColumn(table, name);
      columns->attributes.push_back(named(rule ? rule->property : name));
      columns->rules.push_back(std::move(rule));
    }
  }
  if (columns && !columns->attributes.empty()) return *columns;
  throw Error{Kind::Data, columns ? "it is not clear which column is the attribute" : "no column names the samples",
              Where{file, {}, "line 1"},
              "The header has: " + header + ". " +
                  (columns ? "Name the attribute with --attribute." : "Call the column with the names of the samples 'image'.")};
}

}  // namespace

std::optional<std::filesystem::path> attributeFileFor(const std::filesystem::path& folder, const DataChoices& choices) {
  if (!choices.attributeFile.empty()) return choices.attributeFile;
  std::vector<std::filesystem::path> found;
  for (const auto& file : filesIn(folder, {".csv"})) {
    const auto rows = firstRows(file);
    const auto columns = rows ? usualColumns(*rows) : std::nullopt;
    if (columns && (!columns->attributes.empty() || !choices.attributes.empty())) found.push_back(file);
  }
  return found.size() == 1 ? std::optional(found[0]) : std::nullopt;
}

void takeAttributeFile(Dataset& dataset, const std::filesystem::path& path, const DataChoices& choices) {
  const std::string file = path.string();
  const CsvTable table = parseCsv(readTextFile(path), file);
  const auto columns = columnsOf(table, choices, file);
  std::unordered_map<std::string, std::size_t> rowOf;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    std::string name = table.rows[row][columns.name];
    if (columns.split) {
      const auto split = parseSplit(table.rows[row][*columns.split]);
      name = (split ? std::string(splitName(*split)) : table.rows[row][*columns.split]) + '/' + name;
    }
    if (!rowOf.emplace(name, row).second) {
      throw Error{Kind::Data, "'" + name + "' is there twice", Where{file, {}, "line " + std::to_string(table.lines[row])},
                  "Keep one row for each sample."};
    }
  }
  std::vector<std::size_t> rows;
  for (const Sample& sample : dataset.samples) {
    const auto found = rowOf.find(sample.name);
    if (found == rowOf.end()) {
      throw Error{Kind::Data, "there is no row for the sample '" + sample.name + "'",
                  Where{file, {}, "column '" + table.header[columns.name] + "'"},
                  "Add a row for every sample, named as in the data set (" + dataset.samples.front().name + ")."};
    }
    rows.push_back(found->second);
  }
  const std::unordered_set<std::size_t> used(rows.begin(), rows.end());
  if (used.size() < table.rows.size()) {
    dataset.problems.push_back(file + ": " + std::to_string(table.rows.size() - used.size()) + " rows name no sample of the data set");
  }
  std::vector<Labels> labels;
  dataset.chosen.attributes.clear();
  for (std::size_t i = 0; i < columns.attributes.size(); ++i) {
    const auto texts = columnTexts(table, columns.attributes[i], rows, file);
    const auto rule = columns.rules.empty() ? std::nullopt : columns.rules[i];
    labels.push_back(rule ? labelsByRule(texts, *rule) : labelsOf(texts, texts.column));
    dataset.chosen.attributes.push_back(rule ? rule->text : texts.column);
  }
  const Labels a = combined(labels, rows.size());
  dataset.attributeNames = a.names;
  for (std::size_t i = 0; i < rows.size(); ++i) dataset.samples[i].a = a.ids[i];
  dataset.chosen.attributeFile = file;
}

}  // namespace spurioscope
