#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/csv.h"
#include "data/choices.h"
#include "data/dataset.h"

namespace spurioscope {

/// The columns of a table with a row for each image, by their places.
struct TableColumns {
  std::size_t image = 0, y = 0;
  std::vector<std::size_t> attributes;  ///< none: class = group
  std::vector<std::size_t> overlapping;  ///< columns of yes and no instead of attributes
  std::optional<std::size_t> split;     ///< none: all samples are test samples
};

/// The columns that the user names, else those with the usual names (FIELD.md 5.1).
/// @throws Error{Kind::Data} listing what is missing, the file's columns and the option to give; Error{Kind::Usage} for a chosen column
/// that is not there.
TableColumns chooseColumns(const CsvTable& table, const DataChoices& choices, const std::string& file);

/// Whether the usual names are there: an image, a class and an attribute.
bool hasUsualColumns(const CsvTable& table);

/// Samples, names of classes and attributes, the columns chosen and problems of a table; path, layout and preprocessing are left to the
/// caller. Rows of SubpopBench's split 3 are left out and told.
/// @throws Error{Kind::Data} with file, line and remedy for an unknown split, an image without a name, no sample; as labelsOf.
Dataset datasetOfTable(const CsvTable& table, const TableColumns& columns, const DataChoices& choices, const std::string& file);

}  // namespace spurioscope
