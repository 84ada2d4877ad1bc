// The logs of group_DRO and JTT: train.csv, val.csv, test.csv with a row each `log_every` batches (train) or each epoch. Statistics are
// reset after a row, so an epoch's figure is the mean of its rows weighted by the samples behind each. Source: FIELD.md 5.3.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "base/file.h"
#include "records/group_curves.h"
#include "records/record_files.h"

namespace spurioscope {
namespace {

constexpr std::size_t kMostGroups = 10'000;

std::string named(const char* what, std::size_t group) { return std::string(what) + "_group:" + std::to_string(group); }

bool recognises(const std::filesystem::path& file) {
  const auto head = headTable(file);
  return head && head->column("epoch") && head->column("batch") && head->column(named("avg_acc", 0)) &&
         head->column(named("processed_data_count", 0));
}

struct Columns {
  std::size_t epoch = 0;
  std::vector<std::size_t> accuracy, loss, count;
};

Columns columnsOf(const CsvTable& table, const std::string& file) {
  Columns columns;
  const auto need = [&](const std::string& name) {
    if (const auto found = table.column(name)) return *found;
    throw Error{Kind::Format, "the column '" + name + "' is missing", Where{file, {}, "line 1"}, "Give the log as group_DRO writes it."};
  };
  columns.epoch = need("epoch");
  for (std::size_t g = 0; g < kMostGroups && table.column(named("avg_acc", g)); ++g) {
    columns.accuracy.push_back(*table.column(named("avg_acc", g)));
    columns.count.push_back(need(named("processed_data_count", g)));
    columns.loss.push_back(need(named("avg_loss", g)));
  }
  return columns;
}

struct Epoch {
  GroupCounts counts;
  std::vector<double> lossSum;
};

std::vector<Epoch> epochsOf(const CsvTable& table, const Columns& columns, const std::string& file) {
  std::map<double, Epoch> epochs;
  const std::size_t groups = columns.accuracy.size();
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const double at = numberAt(table, row, columns.epoch, file);
    if (!std::isfinite(at)) continue;
    Epoch& epoch = epochs[at];
    epoch.counts.epoch = at;
    epoch.counts.n.resize(groups), epoch.counts.correct.resize(groups), epoch.lossSum.resize(groups);
    for (std::size_t g = 0; g < groups; ++g) {
      const double n = numberAt(table, row, columns.count[g], file);
      if (!(n > 0 && n < 1e15)) continue;  // no sample of the group behind this row
      epoch.counts.n[g] += n;
      epoch.counts.correct[g] += n * numberAt(table, row, columns.accuracy[g], file);
      epoch.lossSum[g] += n * numberAt(table, row, columns.loss[g], file);
    }
  }
  std::vector<Epoch> out;
  for (auto& [at, epoch] : epochs) out.push_back(std::move(epoch));
  return out;
}

RecordPanel lossPanel(const std::string& title, const std::vector<Epoch>& epochs, std::size_t groups) {
  RecordPanel panel{RecordPanel::Kind::Lines, title, "epoch", "mean loss", {}, {}};
  for (std::size_t g = 0; g < groups; ++g) {
    RecordSeries series{groupNumbers(groups)[g], static_cast<int>(g), {}, {}, {}, {}};
    for (const Epoch& epoch : epochs) {
      if (epoch.counts.n[g] <= 0) continue;
      series.x.push_back(epoch.counts.epoch);
      series.y.push_back(epoch.lossSum[g] / epoch.counts.n[g]);
    }
    if (!series.x.empty()) panel.series.push_back(std::move(series));
  }
  return panel;
}

/// The file asked for and, where all three stand together, its fellows.
std::vector<std::filesystem::path> logsBeside(const std::filesystem::path& file) {
  std::vector<std::filesystem::path> logs{file};
  const std::string own = file.filename().string();
  if (own != "train.csv" && own != "val.csv" && own != "test.csv") return logs;
  for (const char* name : {"train.csv", "val.csv", "test.csv"}) {
    const auto other = file.parent_path() / name;
    if (own != name && recognises(other)) logs.push_back(other);
  }
  return logs;
}

RunRecord read(const std::filesystem::path& path) {
  RunRecord record;
  record.title = "group_DRO log of " + (path.has_parent_path() ? path.parent_path().filename().string() : path.stem().string());
  std::vector<RecordPanel> losses;
  for (const auto& log : logsBeside(path)) {
    const std::string file = log.string(), split = log.stem().string();
    const auto table = parseCsv(readTextFile(log), file);
    const auto columns = columnsOf(table, file);
    const auto epochs = epochsOf(table, columns, file);
    if (epochs.empty()) {
      record.notes.push_back(file + ": there is no row");
      continue;
    }
    std::vector<GroupCounts> counts;
    for (const Epoch& epoch : epochs) counts.push_back(epoch.counts);
    const auto names = groupNumbers(columns.accuracy.size());
    record.files.push_back(file);
    record.curves.push_back(accuracyPanel("Accuracy by group, " + split, counts, names, {}));
    losses.push_back(lossPanel("Loss by group, " + split, epochs, columns.accuracy.size()));
    record.tables.push_back(lastTable(split + ", last epoch", counts, names, {}));
  }
  if (record.curves.empty())
    throw Error{Kind::Format, "the log has no row", Where{path.string(), {}, {}}, "The run ended before its first epoch did."};
  record.curves.insert(record.curves.end(), losses.begin(), losses.end());
  record.notes.push_back(
      "Figures of training are means over the batches of an epoch, while the weights still moved. The losses are the log's own.");
  return record;
}

}  // namespace

const RecordFormat kGroupDroLog{"group-dro-log", "a log of group_DRO or JTT (CSV with epoch, batch, avg_acc_group:0, ...)", recognises,
                                read};

}  // namespace spurioscope
