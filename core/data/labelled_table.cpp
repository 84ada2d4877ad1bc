#include "data/labelled_table.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/number_text.h"
#include "data/label_rule.h"
#include "data/labels.h"
#include "data/overlapping_groups.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

using Names = std::vector<const char*>;
const Names kImageNames{"img_filename", "filename", "image", "file_name", "path"};
const Names kClassNames{"y", "label", "target"};
const Names kAttributeNames{"spurious", "place", "a", "attribute", "background"};
const Names kSplitNames{"split"};

std::optional<std::size_t> firstOf(const CsvTable& table, const Names& names) {
  for (const char* name : names) {
    if (const auto column = table.column(name)) return column;
  }
  return std::nullopt;
}

/// The one column whose cells (of the first rows) are all of a kind; nothing where there are none or several.
template <class IsOne>
std::optional<std::size_t> columnOf(const CsvTable& table, const IsOne& isOne) {
  constexpr std::size_t kRows = 200;
  std::optional<std::size_t> found;
  for (std::size_t column = 0; column < table.header.size(); ++column) {
    const auto end = table.rows.begin() + static_cast<std::ptrdiff_t>(std::min(kRows, table.rows.size()));
    if (table.rows.empty() || !std::all_of(table.rows.begin(), end, [&](const auto& row) { return isOne(row[column]); })) continue;
    if (found) return std::nullopt;
    found = column;
  }
  return found;
}

std::optional<std::size_t> imageColumnOf(const CsvTable& table) {
  return columnOf(table, [](const std::string& cell) { return isImageName(cell); });
}

/// Words alone: a column of 0, 1 and 2 may be anything.
std::optional<std::size_t> splitColumnOf(const CsvTable& table) {
  return columnOf(table, [](const std::string& cell) { return !parseInteger(cell) && parseSplit(cell).has_value(); });
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// Looks up one role after the other and remembers what is missing, so that one message tells all of it.
class Chooser {
 public:
  Chooser(const CsvTable& table, const std::string& file) : table_(table), file_(file) {}

  using BySight = std::optional<std::size_t> (*)(const CsvTable&);
  /// @param bySight  finds a column by its cells where no name is usual
  std::size_t column(const std::string& chosen, const Names& usual, const char* role, const char* words, BySight bySight = nullptr) {
    auto found = chosen.empty() ? firstOf(table_, usual) : std::optional(named(chosen, role));
    if (!found && bySight != nullptr) found = bySight(table_);
    if (!found)
      missing_ += (missing_.empty() ? "" : ", ") + std::string(words), roles_ += std::string(roles_.empty() ? "" : ",") + role + "=COLUMN";
    return found.value_or(0);
  }

  std::size_t named(const std::string& chosen, const char* role) const {
    if (const auto found = table_.column(chosen)) return *found;
    const bool label = std::string(role) == "y" || std::string(role) == "attribute";
    if (const auto rule = label ? ruleOnColumn(table_, chosen) : std::nullopt) return *table_.column(rule->property);
    throw Error{Kind::Usage, "there is no column '" + chosen + "'",
                Where{file_, {}, std::string(role) == "overlapping" ? "--overlapping" : std::string("--column ") + role},
                "The columns are: " + joined(table_.header) + "."};
  }

  void requireAll() const {
    if (missing_.empty()) return;
    throw Error{Kind::Data, "columns are missing: " + missing_, Where{file_, {}, "line 1"},
                "Choose the columns for them (--column " + roles_ +
                    "; none where there is no attribute or split), or rename them; names are case-sensitive. "
                    "The header has: " +
                    joined(table_.header) + "."};
  }

 private:
  const CsvTable& table_;
  const std::string& file_;
  std::string missing_, roles_;
};

/// Of two columns of one name nobody can say which one is meant. @throws Error{Kind::Data}
void requireSingle(const CsvTable& table, const TableColumns& columns, const std::string& file) {
  std::vector<std::size_t> used{columns.image, columns.y};
  used.insert(used.end(), columns.attributes.begin(), columns.attributes.end());
  used.insert(used.end(), columns.overlapping.begin(), columns.overlapping.end());
  if (columns.split) used.push_back(*columns.split);
  for (const std::size_t column : used) {
    const std::string& name = table.header[column];
    if (std::count(table.header.begin(), table.header.end(), name) > 1) {
      throw Error{Kind::Data, "the header names several columns '" + name + "'", Where{file, {}, "line 1"},
                  "Rename all of them but the one that is meant."};
    }
  }
}

/// The rows that are samples, with their splits.
struct Rows {
  std::vector<std::size_t> rows;
  std::vector<Split> splits;
};

Rows sampleRows(const CsvTable& table, const TableColumns& columns, const std::string& file, Dataset& dataset) {
  Rows found;
  std::size_t otherSplits = 0, firstOther = 0;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string where = "line " + std::to_string(table.lines[row]);
    const std::string& text = columns.split ? table.rows[row][*columns.split] : kNoColumn;
    const auto split = columns.split ? parseSplit(text) : Split::Test;
    if (!split && parseInteger(text) == 3) {
      if (otherSplits++ == 0) firstOther = table.lines[row];
      continue;
    }
    if (!split) {
      throw Error{Kind::Data, "'" + text + "' in column '" + table.header[*columns.split] + "' is not 0 (train), 1 (val) or 2 (test)",
                  Where{file, {}, where},
                  "Write 0, 1, 2 or train, val, test; or use --column split=none to take all rows as test samples."};
    }
    if (table.rows[row][columns.image].empty()) {
      throw Error{Kind::Data, "the image has no name", Where{file, {}, where}, "Fill the column '" + table.header[columns.image] + "'."};
    }
    found.rows.push_back(row);
    found.splits.push_back(*split);
  }
  if (found.rows.empty()) {
    throw Error{Kind::Data, "there is no sample", Where{file, {}, {}}, "The file needs a row for each image, with split 0, 1 or 2."};
  }
  if (otherSplits > 0) {
    dataset.problems.push_back(file + ", line " + std::to_string(firstOther) + ": " + std::to_string(otherSplits) +
                               " rows of split 3 (SubpopBench's further test set) are left out");
  }
  return found;
}

/// Tells of names that stand in several rows: most often a table that was put together twice, or test images among the training ones.
void noteRepeatedNames(Dataset& dataset, const std::string& file) {
  struct Seen {
    Split split;
    bool again = false, elsewhere = false;
  };
  std::unordered_map<std::string_view, Seen> names;
  std::size_t again = 0, elsewhere = 0;
  const Sample* first = nullptr;
  for (const auto& sample : dataset.samples) {
    const auto [found, isNew] = names.try_emplace(sample.name, Seen{sample.split});
    if (isNew) continue;
    auto& seen = found->second;
    if (first == nullptr) first = &sample;
    if (!std::exchange(seen.again, true)) ++again;
    if (seen.split != sample.split && !std::exchange(seen.elsewhere, true)) ++elsewhere;
  }
  if (again == 0) return;
  std::string text = file + ": " + std::to_string(again) + (again == 1 ? " name stands" : " names stand") +
                     " in several rows (the first: '" + first->name + "')";
  if (elsewhere > 0) text += ", " + std::to_string(elsewhere) + " of them in different splits";
  dataset.problems.push_back(text + "; each row counts as a sample of its own");
}

/// The labels of a column, or by the rule on it that the user chose. @param chosen  what the user named; empty: nothing
struct ChosenLabels {
  std::string name;
  Labels labels;
};

ChosenLabels chosenLabels(const CsvTable& table, const LabelTexts& texts, const std::string& chosen, const std::string& word) {
  if (const auto rule = chosen.empty() ? std::nullopt : ruleOnColumn(table, chosen)) return {rule->text, labelsByRule(texts, *rule)};
  return {texts.column, labelsOf(texts, chosen.empty() ? word : texts.column)};
}

}  // namespace

TableColumns chooseColumns(const CsvTable& table, const DataChoices& choices, const std::string& file) {
  Chooser chooser(table, file);
  TableColumns columns;
  columns.image = chooser.column(choices.image, kImageNames, "image", "img_filename (or filename)", imageColumnOf);
  columns.y = chooser.column(choices.y, kClassNames, "y", "y");
  if (choices.split != kNoColumn) columns.split = chooser.column(choices.split, kSplitNames, "split", "split", splitColumnOf);
  for (const auto& name : choices.overlapping) columns.overlapping.push_back(chooser.named(name, "overlapping"));
  if (!choices.overlapping.empty()) {
    // each column has groups of its own
  } else if (choices.attributes.empty()) {
    columns.attributes = {chooser.column({}, kAttributeNames, "attribute", "place (or spurious, or a)")};
  } else if (choices.attributes != std::vector<std::string>{kNoColumn}) {
    for (const auto& name : choices.attributes) columns.attributes.push_back(chooser.named(name, "attribute"));
  }
  chooser.requireAll();
  requireSingle(table, columns, file);
  return columns;
}

bool hasUsualColumns(const CsvTable& table) {
  return firstOf(table, kImageNames) && firstOf(table, kClassNames) && firstOf(table, kAttributeNames);
}

Dataset datasetOfTable(const CsvTable& table, const TableColumns& columns, const DataChoices& choices, const std::string& file) {
  Dataset dataset;
  const auto [rows, splits] = sampleRows(table, columns, file, dataset);
  const auto [yName, y] = chosenLabels(table, columnTexts(table, columns.y, rows, file), choices.y, "class");
  std::vector<Labels> attributes;
  dataset.chosen = {.image = table.header[columns.image], .y = yName, .split = columns.split ? table.header[*columns.split] : kNoColumn,
                    .attributes = {}};
  for (std::size_t i = 0; i < columns.attributes.size(); ++i) {
    const auto texts = columnTexts(table, columns.attributes[i], rows, file);
    auto [name, labels] = chosenLabels(table, texts, choices.attributes.empty() ? "" : choices.attributes[i], "attribute");
    attributes.push_back(std::move(labels));
    dataset.chosen.attributes.push_back(std::move(name));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) dataset.samples.push_back({table.rows[rows[i]][columns.image], 0, 0, 0, splits[i]});
  noteRepeatedNames(dataset, file);
  if (columns.overlapping.empty()) {
    takeLabels(dataset, y, combined(attributes, rows.size()));
    return dataset;
  }
  std::vector<Labels> sets;
  for (const std::size_t column : columns.overlapping) {
    sets.push_back(yesNoLabels(columnTexts(table, column, rows, file)));
    dataset.chosen.overlapping.push_back(table.header[column]);
  }
  takeOverlapping(dataset, y, sets);
  return dataset;
}

}  // namespace spurioscope
