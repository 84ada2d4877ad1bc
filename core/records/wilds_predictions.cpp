// WILDS' predictions: {dataset}_split:{split}_seed:{s}_epoch:{e}_pred.csv, no header, the predicted class of each sample in the split's
// order. Source: FIELD.md 5.3.
#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/file.h"
#include "base/number_text.h"
#include "records/predicted_classes.h"
#include "records/record_files.h"
#include "records/run_record.h"

namespace spurioscope {
namespace {

constexpr int kMostClasses = 100'000;

/// Every line is a whole number; enough of them that a stray number is no file of predictions. A cut last line is a number as well.
bool recognises(const std::filesystem::path& file) {
  const std::string text = headText(file);
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const auto line = std::string_view(text).substr(at, end - at);
    const auto value = line.size() <= 12 ? parseInteger(line) : std::nullopt;
    if (!value || *value < 0 || *value > kMostClasses) return false;
    ++lines;
    at = end + 1;
  }
  return lines >= 2;
}

RunRecord read(const std::filesystem::path& path) {
  const auto predicted = readPredictedClasses(path);
  std::map<int, std::int64_t> counts;
  for (const int y : predicted) ++counts[y];
  RunRecord record;
  record.title = "Predicted classes, " + path.filename().string();
  record.files = {path.string()};
  RecordPanel bars{RecordPanel::Kind::Bars, "Predicted classes", "share of the samples (%)", {}, {}, {}};
  RecordTable table{"predicted classes", {"class", "samples", "share (%)"}, {}};
  for (const auto& [y, n] : counts) {
    const double share = 100 * static_cast<double>(n) / static_cast<double>(predicted.size());
    const std::string name = "class " + std::to_string(y);
    table.rows.push_back({name, std::to_string(n), fixedText(share, 2)});
    if (bars.categories.size() >= 40) continue;
    bars.categories.push_back(name + " (n = " + std::to_string(n) + ")");
    bars.series.push_back({name, -1, {static_cast<double>(bars.categories.size() - 1)}, {share}, {share}, {share}});
  }
  if (counts.size() == 1)
    record.notes.push_back(
        "Every sample is predicted as the same class: its worst-group accuracy is 0 wherever a group of another class has samples.");
  record.notes.push_back(
      "The file has predictions alone. With the data set (--data) they are compared with the labels of its split, group by group.");
  record.curves.push_back(std::move(bars));
  record.tables.push_back(std::move(table));
  return record;
}

}  // namespace

std::vector<int> readPredictedClasses(const std::filesystem::path& path) {
  const std::string text = readTextFile(path), file = path.string();
  std::vector<int> predicted;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const auto value = parseInteger(std::string_view(text).substr(at, end - at));
    ++line;
    if (!value || *value < 0 || *value > kMostClasses) {
      throw Error{Kind::Format, "the line is no class", Where{file, {}, "line " + std::to_string(line)},
                  "WILDS writes a whole number a line and no header."};
    }
    predicted.push_back(static_cast<int>(*value));
    at = end + 1;
  }
  return predicted;
}

const RecordFormat kWildsPredictions{"wilds-predictions", "WILDS' predictions (CSV without a header, a class a line)", recognises, read};

}  // namespace spurioscope
