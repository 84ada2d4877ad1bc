#include "data/overlapping_groups.h"

#include <array>

#include "base/error.h"
#include "base/number_text.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

std::optional<bool> yesOrNo(const std::string& text) {
  if (text.empty()) return false;
  if (const auto number = parseNumber(text)) {
    if (*number == -1) return false;
    return *number >= 0 && *number <= 1 ? std::optional(*number >= 0.5) : std::nullopt;
  }
  const std::string word = lowerCase(text);
  if (word == "yes" || word == "true") return true;
  return word == "no" || word == "false" || word == "nan" ? std::optional(false) : std::nullopt;
}

}  // namespace

Labels yesNoLabels(const LabelTexts& texts) {
  Labels labels{{}, {texts.column}};
  for (std::size_t i = 0; i < texts.values.size(); ++i) {
    const auto value = yesOrNo(texts.values[i]);
    if (!value) {
      throw Error{Kind::Data, "'" + texts.values[i] + "' in column '" + texts.column + "' is neither yes nor no",
                  Where{texts.file, {}, texts.lines.empty() ? "sample " + std::to_string(i) : "line " + std::to_string(texts.lines[i])},
                  "Overlapping groups need columns of 1 and 0 (or -1, yes and no, true and false, shares from 0 to 1)."};
    }
    labels.ids.push_back(*value);
  }
  return labels;
}

void takeOverlapping(Dataset& dataset, const Labels& y, const std::vector<Labels>& attributes) {
  dataset.classNames = y.names;
  dataset.attributeNames.clear();
  dataset.attributeSets.assign(dataset.samples.size(), {});
  for (std::size_t a = 0; a < attributes.size(); ++a) {
    dataset.attributeNames.push_back(attributes[a].names[0]);
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
      if (attributes[a].ids[i] != 0) dataset.attributeSets[i].push_back(static_cast<int>(a));
    }
  }
  for (std::size_t i = 0; i < dataset.samples.size(); ++i) dataset.samples[i].y = y.ids[i];
}

}  // namespace spurioscope
