#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/labels.h"

namespace spurioscope {

/// A class or attribute that follows from a number: "age>=40" (also >, <, <=, =), "age>=median", "label%2" (the remainder).
struct LabelRule {
  std::string text;       ///< as it was written; what the label is called
  std::string property;   ///< what stands before the sign: a column, or a property of the samples
  std::string sign;       ///< ">=", "<=", ">", "<", "=" or "%"
  double value = 0;       ///< of "%" a whole number from 2 to 1,000
  bool ofMedian = false;  ///< compares with the median of all samples instead of `value`
};

/// A rule that a data set offers, and what it means.
struct NamedRule {
  std::string text, meaning;
};

/// Nothing where the text is no rule.
std::optional<LabelRule> parseLabelRule(std::string_view text);
/// The rule that a user's name for a column is: nothing where the table has a column of that very name, or none that the rule speaks of.
std::optional<LabelRule> ruleOnColumn(const CsvTable& table, const std::string& name);

/// Comparisons: 0 "not age>=40", 1 "age>=40". Remainders: "label%2 = 0", "label%2 = 1", ... `texts` are the property's values; their file
/// and lines are told in errors. The median of an even number of values is the mean of the middle two.
/// @throws Error{Kind::Data} for a value that is no number, of "%" no whole number from 0.
Labels labelsByRule(const LabelTexts& texts, const LabelRule& rule);

}  // namespace spurioscope
