#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/csv.h"
#include "data/dataset.h"

namespace spurioscope {

/// A label of every sample as an id, and the names of the ids.
struct Labels {
  std::vector<int> ids;
  std::vector<std::string> names;
};

/// Values of one column with their places, for messages.
struct LabelTexts {
  std::string file, column;
  std::vector<std::string> values;
  std::vector<std::size_t> lines;  ///< of the file, from 1; empty where there are none
};

/// One column of a table, for the rows given.
LabelTexts columnTexts(const CsvTable& table, std::size_t column, const std::vector<std::size_t>& rows, const std::string& file);

/// - whole numbers: they are the ids, named "<word> 0", "<word> 1", ... up to the largest
/// - only -1 and 1 (CelebA): ids 0 and 1, named "not <column>" and "<column>"
/// - text: distinct values in byte order, which are the names
/// @throws Error{Kind::Data} with file, line and remedy for numbers mixed with text, numbers below 0 or above 99,999, empty text, more
/// than 100,000 distinct texts.
Labels labelsOf(const LabelTexts& texts, const std::string& word);
/// As labelsOf, but any value other than -1 and 1 is an error.
Labels plusMinusLabels(const LabelTexts& texts);

/// Distinct texts in byte order; pairs with an order of their own in the projects that use them (small_dogs before big_dogs, urban
/// before country) keep that.
Labels labelsOfNames(const std::vector<std::string>& values);

/// Several attributes as one: id = c_0 + n_0 * (c_1 + n_1 * ...), as group_DRO numbers confounders; names joined by " + ".
/// None: a single value "any", so class = group. @throws Error{Kind::Range} beyond 100,000 combinations.
Labels combined(const std::vector<Labels>& labels, std::size_t samples);

/// Gives the samples, which have their names and splits, their classes and attributes with the names of these.
void takeLabels(Dataset& dataset, const Labels& y, const Labels& a);

}  // namespace spurioscope
