#include "data/labels.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/number_text.h"

namespace spurioscope {
namespace {

constexpr int kMaxId = 100'000;

[[noreturn]] void wrong(const LabelTexts& texts, std::size_t i, const std::string& what, const std::string& remedy) {
  const std::string place = texts.lines.empty() ? "sample " + std::to_string(i) : "line " + std::to_string(texts.lines[i]);
  throw Error{Kind::Data, "'" + texts.values[i] + "' in column '" + texts.column + "' " + what, Where{texts.file, {}, place}, remedy};
}

bool allOf(const LabelTexts& texts, bool (*holds)(const std::string&)) {
  return std::all_of(texts.values.begin(), texts.values.end(), holds);
}

bool isPlusMinus(const std::string& text) { return parseInteger(text) == 1 || parseInteger(text) == -1; }
bool isNumber(const std::string& text) { return parseNumber(text).has_value(); }

Labels numbered(const LabelTexts& texts, const std::string& word) {
  Labels labels;
  int count = 0;
  for (std::size_t i = 0; i < texts.values.size(); ++i) {
    const auto value = parseInteger(texts.values[i]);
    if (!value || *value < 0 || *value >= kMaxId) {
      wrong(texts, i, "is not a whole number from 0 to " + std::to_string(kMaxId - 1), "Number classes and attribute values 0, 1, 2, ...");
    }
    labels.ids.push_back(static_cast<int>(*value));
    count = std::max(count, labels.ids.back() + 1);
  }
  for (int id = 0; id < count; ++id) labels.names.push_back(word + ' ' + std::to_string(id));
  return labels;
}

}  // namespace

LabelTexts columnTexts(const CsvTable& table, std::size_t column, const std::vector<std::size_t>& rows, const std::string& file) {
  LabelTexts texts{file, table.header[column], {}, {}};
  for (const std::size_t row : rows) {
    texts.values.push_back(table.rows[row][column]);
    texts.lines.push_back(table.lines[row]);
  }
  return texts;
}

Labels plusMinusLabels(const LabelTexts& texts) {
  Labels labels{{}, {"not " + texts.column, texts.column}};
  for (std::size_t i = 0; i < texts.values.size(); ++i) {
    if (!isPlusMinus(texts.values[i])) wrong(texts, i, "is not -1 or 1", "Write 1 where the picture has the attribute and -1 where not.");
    labels.ids.push_back(parseInteger(texts.values[i]) == 1);
  }
  return labels;
}

Labels labelsOf(const LabelTexts& texts, const std::string& word) {
  const bool negative = std::find_if(texts.values.begin(), texts.values.end(), [](const auto& text) { return parseInteger(text) == -1; }) !=
                        texts.values.end();
  const bool both = std::any_of(texts.values.begin(), texts.values.end(), [](const auto& text) { return parseInteger(text) == 1; });
  if (negative && both && allOf(texts, isPlusMinus)) return plusMinusLabels(texts);
  // A column with any number in it is meant as numbers: a word among them is an error, not a further class.
  if (std::any_of(texts.values.begin(), texts.values.end(), isNumber)) return numbered(texts, word);
  for (std::size_t i = 0; i < texts.values.size(); ++i) {
    if (texts.values[i].empty()) wrong(texts, i, "is empty", "Fill the column in every row.");
  }
  auto labels = labelsOfNames(texts.values);
  if (labels.names.size() > kMaxId) {
    throw Error{Kind::Data, "column '" + texts.column + "' has " + std::to_string(labels.names.size()) + " different texts",
                Where{texts.file, {}, {}}, "Name a column with fewer values."};
  }
  return labels;
}

Labels labelsOfNames(const std::vector<std::string>& values) {
  static const std::array<std::vector<std::string>, 2> kProjectOrders{{{"small_dogs", "big_dogs"}, {"urban", "country"}}};
  std::map<std::string, int> ids;
  for (const auto& value : values) ids.emplace(value, 0);
  Labels labels;
  for (const auto& [name, id] : ids) labels.names.push_back(name);
  for (const auto& order : kProjectOrders) {
    if (std::is_permutation(order.begin(), order.end(), labels.names.begin(), labels.names.end())) labels.names = order;
  }
  for (std::size_t i = 0; i < labels.names.size(); ++i) ids[labels.names[i]] = static_cast<int>(i);
  for (const auto& value : values) labels.ids.push_back(ids[value]);
  return labels;
}

Labels combined(const std::vector<Labels>& labels, std::size_t samples) {
  Labels all{std::vector<int>(samples, 0), {"any"}};
  if (labels.empty()) return all;
  all.names = {""};
  for (const Labels& one : labels) {
    if (one.names.size() > kMaxId / all.names.size()) {
      throw Error{Kind::Range, "the attributes have more than 100,000 combinations", {}, "Choose fewer attributes."};
    }
    const auto stride = static_cast<int>(all.names.size());
    std::vector<std::string> names;
    for (const auto& name : one.names) {
      for (const auto& before : all.names) names.push_back(before.empty() ? name : before + " + " + name);
    }
    all.names = std::move(names);
    for (std::size_t i = 0; i < samples; ++i) all.ids[i] += stride * one.ids[i];
  }
  return all;
}

void takeLabels(Dataset& dataset, const Labels& y, const Labels& a) {
  dataset.classNames = y.names;
  dataset.attributeNames = a.names;
  for (std::size_t i = 0; i < dataset.samples.size(); ++i) dataset.samples[i].y = y.ids[i], dataset.samples[i].a = a.ids[i];
}

}  // namespace spurioscope
