#include "data/label_rule.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/number_text.h"

namespace spurioscope {
namespace {

bool holds(double number, std::string_view sign, double value) {
  if (sign == ">=") return number >= value;
  if (sign == "<=") return number <= value;
  if (sign == ">") return number > value;
  if (sign == "<") return number < value;
  return number == value;
}

double medianOf(std::vector<double> numbers) {
  if (numbers.empty()) return 0;
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  return numbers.size() % 2 == 1 ? *middle : (*middle + *std::max_element(numbers.begin(), middle)) / 2;
}

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos ? std::string() : std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

}  // namespace

std::optional<LabelRule> parseLabelRule(std::string_view text) {
  const auto at = text.find_last_of("<>=%");
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const bool two = text[at] == '=' && std::string_view("<>=").find(text[at - 1]) != std::string_view::npos;
  const auto begin = two ? at - 1 : at;
  LabelRule rule{std::string(text), trimmed(text.substr(0, begin)), std::string(text.substr(begin, at + 1 - begin)), 0, false};
  if (rule.sign == "==") rule.sign = "=";
  const std::string against = trimmed(text.substr(at + 1));
  if (against == "median" && !rule.property.empty() && (rule.sign[0] == '<' || rule.sign[0] == '>')) {
    rule.ofMedian = true;
    return rule;
  }
  const auto value = parseNumber(against);
  if (!value || !std::isfinite(*value) || rule.property.empty()) return std::nullopt;
  if (rule.sign == "%" && !(*value >= 2 && *value <= 1000 && *value == std::floor(*value))) return std::nullopt;
  rule.value = *value;
  return rule;
}

std::optional<LabelRule> ruleOnColumn(const CsvTable& table, const std::string& name) {
  if (table.column(name)) return std::nullopt;
  auto rule = parseLabelRule(name);
  return rule && table.column(rule->property) ? rule : std::nullopt;
}

Labels labelsByRule(const LabelTexts& texts, const LabelRule& rule) {
  const bool remainder = rule.sign == "%";
  Labels labels{{}, {"not " + rule.text, rule.text}};
  if (remainder) {
    labels.names.clear();
    for (int rest = 0; rest < static_cast<int>(rule.value); ++rest) labels.names.push_back(rule.text + " = " + std::to_string(rest));
  }
  std::vector<double> numbers;
  for (std::size_t i = 0; i < texts.values.size(); ++i) {
    const auto number = parseNumber(texts.values[i]);
    const bool fits = number && !std::isnan(*number) && (!remainder || (*number >= 0 && *number < 1e15 && *number == std::floor(*number)));
    if (!fits) {
      const std::string place = texts.lines.empty() ? "sample " + std::to_string(i) : "line " + std::to_string(texts.lines[i]);
      throw Error{Kind::Data,
                  "'" + texts.values[i] + "' in column '" + texts.column + "' is no " + (remainder ? "whole number from 0" : "number"),
                  Where{texts.file, {}, place}, "The rule '" + rule.text + "' needs a number for every sample."};
    }
    numbers.push_back(*number);
  }
  const double value = rule.ofMedian ? medianOf(numbers) : rule.value;
  for (const double number : numbers)
    labels.ids.push_back(remainder ? static_cast<int>(std::fmod(number, value)) : int{holds(number, rule.sign, value)});
  return labels;
}

}  // namespace spurioscope
