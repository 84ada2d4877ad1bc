// JTT's predictions of an epoch: output_{train,val,test}_epoch_{e}.csv with y_pred_<run>, y_true_<run>, indices_<run> and
// pred_prob_<run>_<class> (which hold the network's outputs, not probabilities). Source: FIELD.md 5.3.
#include <algorithm>
#include <regex>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/number_text.h"
#include "records/group_curves.h"
#include "records/record_files.h"

namespace spurioscope {
namespace {

constexpr int kMostClasses = 100'000;

struct Columns {
  std::size_t predicted = 0, label = 0, index = 0;
};

std::optional<Columns> columnsOf(const CsvTable& table) {
  Columns columns;
  const auto starting = [&](const char* prefix) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < table.header.size(); ++i) {
      if (table.header[i].starts_with(prefix)) return i;
    }
    return std::nullopt;
  };
  const auto predicted = starting("y_pred_"), label = starting("y_true_"), index = starting("indices_");
  if (!predicted || !label || !index) return std::nullopt;
  return Columns{*predicted, *label, *index};
}

bool recognises(const std::filesystem::path& file) {
  const auto head = headTable(file);
  return head && columnsOf(*head);
}

/// "output_train_epoch_" and 7 of "output_train_epoch_7.csv".
std::optional<std::pair<std::string, int>> epochOf(const std::filesystem::path& file) {
  static const std::regex pattern("(.*epoch_)([0-9]{1,6})(.*)\\.csv");
  std::smatch match;
  const std::string name = file.filename().string();
  if (!std::regex_match(name, match, pattern)) return std::nullopt;
  return std::pair{match[1].str() + "*" + match[3].str(), static_cast<int>(*parseInteger(match[2].str()))};
}

struct Epoch {
  GroupCounts byClass;
  std::set<int> wrong;  ///< indices: JTT's error set
};

Epoch epochFrom(const std::filesystem::path& path, int epoch) {
  const std::string file = path.string();
  const auto table = parseCsv(readTextFile(path), file);
  const auto columns = columnsOf(table);
  if (!columns)
    throw Error{Kind::Format, "the columns y_pred_, y_true_ and indices_ are missing", Where{file, {}, "line 1"},
                "Give the file as JTT writes it."};
  Epoch out;
  out.byClass.epoch = epoch;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto y = static_cast<std::size_t>(countAt(table, row, columns->label, kMostClasses, file));
    const int predicted = countAt(table, row, columns->predicted, kMostClasses, file);
    if (out.byClass.n.size() <= y) out.byClass.n.resize(y + 1), out.byClass.correct.resize(y + 1);
    ++out.byClass.n[y];
    if (predicted == static_cast<int>(y)) ++out.byClass.correct[y];
    else out.wrong.insert(countAt(table, row, columns->index, 2'000'000'000, file));
  }
  if (table.rows.empty()) throw Error{Kind::Format, "there is no prediction", Where{file, {}, {}}, "The run ended before the epoch did."};
  return out;
}

RunRecord read(const std::filesystem::path& path) {
  std::vector<std::pair<int, std::filesystem::path>> files;
  const auto own = epochOf(path);
  if (own) {
    for (const auto& file : filesOf(path.parent_path())) {
      const auto other = epochOf(file);
      if (other && other->first == own->first && (file == path || recognises(file))) files.emplace_back(other->second, file);
    }
    std::sort(files.begin(), files.end());
  }
  if (files.empty()) files.emplace_back(own ? own->second : 0, path);
  RunRecord record;
  record.title = "JTT predictions, " + path.filename().string();
  std::vector<GroupCounts> counts;
  RecordSeries errors{"misclassified", -1, {}, {}, {}, {}};
  RecordTable sets{"error sets", {"epoch", "samples", "misclassified", "of which new", "share (%)"}, {}};
  std::set<int> before;
  for (const auto& [epoch, file] : files) {
    auto one = epochFrom(file, epoch);
    double n = 0;
    for (const double each : one.byClass.n) n += each;
    const auto fresh = std::count_if(one.wrong.begin(), one.wrong.end(), [&](int sample) { return !before.contains(sample); });
    sets.rows.push_back({std::to_string(epoch), numberText(n), std::to_string(one.wrong.size()), std::to_string(fresh),
                         fixedText(100 * static_cast<double>(one.wrong.size()) / n, 2)});
    errors.x.push_back(epoch), errors.y.push_back(static_cast<double>(one.wrong.size()));
    before = std::move(one.wrong);
    counts.push_back(std::move(one.byClass));
    record.files.push_back(file.string());
  }
  std::size_t classes = 0;
  for (const auto& at : counts) classes = std::max(classes, at.n.size());
  for (auto& at : counts) at.n.resize(classes), at.correct.resize(classes);
  std::vector<std::string> names;
  for (std::size_t y = 0; y < classes; ++y) names.push_back("class " + std::to_string(y));
  record.curves.push_back(accuracyPanel("Accuracy by class", counts, names, {}));
  record.curves.push_back({RecordPanel::Kind::Lines, "JTT's error set", "epoch", "misclassified samples", {}, {std::move(errors)}});
  record.tables.push_back(lastTable("last epoch", counts, names, {}));
  record.tables.push_back(std::move(sets));
  record.notes.push_back(
      "The file names classes, not groups. The error set is what JTT up-weights when the epoch is the one that it takes; 'of which new' "
      "compares with the epoch before.");
  std::erase(record.files, path.string());
  record.files.insert(record.files.begin(), path.string());
  return record;
}

}  // namespace

const RecordFormat kJttPredictions{"jtt-predictions", "JTT's predictions of an epoch (CSV with y_pred_..., y_true_..., indices_...)",
                                   recognises, read};

}  // namespace spurioscope
