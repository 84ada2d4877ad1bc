// What DFR's evaluation pickles: base_model_results, dfr_val_results and dfr_train_results. Read passively, as every pickle. FIELD.md 5.3.
#include <algorithm>
#include <map>
#include <optional>

#include "base/error.h"
#include "base/json.h"
#include "base/number_text.h"
#include "checkpoint/byte_source.h"
#include "checkpoint/formats.h"
#include "records/record_files.h"
#include "records/run_record.h"

namespace spurioscope {
namespace {

constexpr std::uint64_t kMostBytes = 16 << 20;

bool recognises(const std::filesystem::path& file) {
  const std::string head = headText(file);
  if (head.size() < 2 || head[0] != '\x80' || head[1] < 2 || head[1] > 5) return false;
  return head.find("dfr_val_results") != head.npos || head.find("dfr_train_results") != head.npos;
}

using Values = std::map<std::string, std::vector<double>>;  ///< dotted path -> a number, or the numbers of a list, in their order

std::optional<double> numberOf(const ScalarInfo& scalar) {
  if (const auto* real = std::get_if<double>(&scalar.value)) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&scalar.value)) return static_cast<double>(*whole);
  return std::nullopt;
}

std::string keyOf(const ValuePath& path, bool& inList) {
  std::string key;
  inList = !path.empty() && std::holds_alternative<std::int64_t>(path.back());
  for (std::size_t i = 0; i < path.size() - (inList ? 1 : 0); ++i) {
    key += (key.empty() ? "" : ".") + (std::holds_alternative<std::string>(path[i]) ? std::get<std::string>(path[i])
                                                                                    : std::to_string(std::get<std::int64_t>(path[i])));
  }
  return key;
}

Values valuesOf(const CheckpointParts& parts) {
  Values values;
  bool inList = false;
  for (const auto& scalar : parts.scalars) {
    if (scalar.path.empty()) continue;
    if (const auto number = numberOf(scalar)) values[keyOf(scalar.path, inList)].push_back(*number);
  }
  return values;
}

struct Method {
  const char* key;
  const char* name;
};
constexpr Method kMethods[]{
    {"base_model_results", "ERM"}, {"dfr_val_results", "DFR, validation"}, {"dfr_train_results", "DFR, training subset"}};

/// Test accuracies by group: test_accs of DFR, accuracy_{y}_{place} of the base model, in the order of y and place.
std::vector<double> testAccuracies(const Values& values, const std::string& method) {
  if (const auto found = values.find(method + ".test_accs"); found != values.end()) return found->second;
  std::vector<double> accuracies;
  for (const auto& [key, numbers] : values) {
    if (key.starts_with(method + ".test.accuracy_") && numbers.size() == 1) accuracies.push_back(numbers[0]);
  }
  return accuracies;
}

std::optional<double> oneOf(const Values& values, std::initializer_list<std::string> keys) {
  for (const auto& key : keys) {
    if (const auto found = values.find(key); found != values.end() && found->second.size() == 1) return found->second[0];
  }
  return std::nullopt;
}

RunRecord read(const std::filesystem::path& path) {
  const auto source = openFile(path);
  if (source->size() > kMostBytes)
    throw Error{Kind::Unsafe,
                "a result of DFR has a few hundred numbers, this file " + std::to_string(source->size()) + " bytes",
                source->where(),
                {}};
  const auto values = valuesOf(readPickledValues(source, path));
  RunRecord record;
  record.title = "DFR results, " + path.filename().string();
  record.files = {path.string()};
  RecordPanel bars{RecordPanel::Kind::Bars, "Test accuracy by group", "accuracy (%)", {}, {}, {}};
  RecordTable table{"test accuracy (%)", {"method", "worst", "mean"}, {}};
  RecordTable hypers{"chosen settings", {"method", "C", "weight of class 0", "weight of class 1"}, {}};
  std::size_t groups = 0;
  for (const auto& method : kMethods) groups = std::max(groups, testAccuracies(values, method.key).size());
  for (std::size_t g = 0; g < groups; ++g) table.columns.push_back("group " + std::to_string(g));
  for (const auto& method : kMethods) {
    const std::string key = method.key;
    const auto accuracies = testAccuracies(values, key);
    const auto worst = oneOf(values, {key + ".test_worst_acc", key + ".test.worst_accuracy"}),
               mean = oneOf(values, {key + ".test_mean_acc", key + ".test.mean_accuracy"});
    if (accuracies.empty() && !worst) continue;
    const auto percent = [](std::optional<double> share) { return share ? fixedText(100 * *share, 2) : std::string("-"); };
    std::vector<std::string> row{method.name, percent(worst), percent(mean)};
    for (std::size_t g = 0; g < groups; ++g) {
      row.push_back(g < accuracies.size() ? percent(accuracies[g]) : "-");
      if (g >= accuracies.size()) continue;
      const double value = 100 * accuracies[g];
      bars.categories.push_back(std::string(method.name) + ", group " + std::to_string(g));
      bars.series.push_back(
          {bars.categories.back(), static_cast<int>(g), {static_cast<double>(bars.categories.size() - 1)}, {value}, {value}, {value}});
    }
    table.rows.push_back(std::move(row));
    if (const auto best = values.find(key + ".best_hypers"); best != values.end() && best->second.size() == 3) {
      hypers.rows.push_back({method.name, numberText(best->second[0]), numberText(best->second[1]), numberText(best->second[2])});
    }
  }
  if (table.rows.empty())
    throw Error{Kind::Format, "the pickle names DFR's results but holds none that can be read", source->where(),
                "Give the file that dfr_evaluate_spurious.py wrote."};
  record.curves.push_back(std::move(bars));
  record.tables.push_back(std::move(table));
  if (!hypers.rows.empty()) record.tables.push_back(std::move(hypers));
  record.notes.push_back(
      "The mean is over test samples (plain); the published tables of Waterbirds give the adjusted average. The file does not say how many "
      "samples a group has, so there are no intervals.");
  return record;
}

}  // namespace

const RecordFormat kDfrResults{"dfr-results", "a result of DFR (a pickle with dfr_val_results)", recognises, read};

}  // namespace spurioscope
