#include "engine/figure_result.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/number_text.h"
#include "engine/inside/figure_parts.h"
#include "engine/inside/guard.h"
#include "engine/inside/statistics_figure.h"
#include "engine/run_record.h"

namespace spurioscope::engine {
namespace {

constexpr double kPercent = 100;

// ---- what evaluate and ablate print ----

class JsonResult {
 public:
  JsonResult(Json document, std::string file) : document_(std::move(document)), file_(std::move(file)) {
    if (document_.is_object() && document_.contains("error"))
      failFormat(file_, "the file holds the error that a command printed, not a result");
    edited_ = document_.is_object() && document_.contains("after") && document_.contains("change");
    const Json& splits = edited_ ? document_["after"] : document_;
    if (!splits.is_object() || splits.empty()) failFormat(file_, "the JSON is no result of evaluate or ablate");
    for (const auto& [split, evaluation] : splits.items())
      if (!evaluation.is_object() || !evaluation.contains("groups"))
        failFormat(file_, "the JSON is no result of evaluate or ablate", "'" + split + "'");
  }

  Figure figure(const std::string& wanted) const {
    const std::vector<std::string> fitting = edited_ ? std::vector<std::string>{"groups", "change"} : std::vector<std::string>{"groups"};
    const auto kind = chosenKind(wanted, fitting, file_, edited_ ? "a result of ablate" : "a result of evaluate");
    Figure figure;
    for (const auto& [split, evaluation] : (edited_ ? document_["after"] : document_).items())
      figure.panels.push_back(kind == "groups" ? groups(split, evaluation) : change(split, evaluation));
    figure.note = kind == "groups" ? "Error bars: Wilson 95 % intervals." : "Error bars: 95 % intervals of the paired difference.";
    if (kind == "groups" && edited_) figure.note += " Baseline: before the edits.";
    return figure;
  }

 private:
  FigurePanel groups(const std::string& split, const Json& evaluation) const {
    FigurePanel panel;
    panel.title = "Accuracy by group, " + split;
    panel.xLabel = "accuracy (%)";
    std::map<int, double> before;
    if (edited_ && document_.contains("before") && document_["before"].contains(split))
      for (const auto& group : list(document_["before"][split], "groups")) before[id(group)] = number(group, "accuracy") * kPercent;
    for (const auto& group : list(evaluation, "groups")) {
      const int g = id(group);
      panel.categories.push_back(nameWithN(name(group), number(group, "n")));
      if (edited_) panel.baseline.push_back(before.contains(g) ? before[g] : std::nan(""));
      addBar(panel, name(group), g, group, "accuracy");
    }
    return panel;
  }

  FigurePanel change(const std::string& split, const Json& evaluation) const {
    std::map<int, std::string> names;
    for (const auto& group : list(evaluation, "groups")) names[id(group)] = name(group);
    FigurePanel panel;
    panel.title = "Change of accuracy, " + split;
    panel.xLabel = "change (percentage points)";
    for (const auto& row : list(document_["change"], split)) {
      const int g = id(row);
      const std::string group = names.contains(g) ? names[g] : "group " + std::to_string(g);
      panel.categories.push_back(nameWithN(group, number(row, "n")));
      addBar(panel, group, g, row, "change");
    }
    return panel;
  }

  void addBar(FigurePanel& panel, const std::string& name, int group, const Json& row, const char* value) const {
    const double category = static_cast<double>(panel.categories.size() - 1);
    panel.series.push_back(
        {name, group, {category}, {number(row, value) * kPercent}, {number(row, "low") * kPercent}, {number(row, "high") * kPercent}});
  }

  const Json& list(const Json& object, const std::string& key) const {
    if (!object.is_object() || !object.contains(key) || !object[key].is_array()) failFormat(file_, "a list is missing", "'" + key + "'");
    return object[key];
  }

  double number(const Json& row, const char* key) const {
    if (row.is_object() && row.contains(key)) {
      if (row[key].is_number()) return row[key].get<double>();
      if (row[key].is_string())
        if (const auto value = parseNumber(row[key].get<std::string>())) return *value;
    }
    failFormat(file_, "a number is missing", std::string("'") + key + "'");
  }

  int id(const Json& row) const {
    const double value = number(row, "id");
    if (!(value >= 0 && value < 1e6)) failFormat(file_, "a group's id is out of range", "'id'");
    return static_cast<int>(value);
  }

  std::string name(const Json& group) const {
    return group.contains("name") && group["name"].is_string() ? group["name"].get<std::string>() : "group " + std::to_string(id(group));
  }

  Json document_;
  std::string file_;
  bool edited_ = false;
};

// ---- the CSV of sweep ----

struct GroupOfSweep {
  std::string name;
  double n = 0;
  std::vector<std::array<double, 3>> changes;  ///< change, low, high
};

using SweepRows = std::map<std::string, std::map<int, GroupOfSweep>>;  ///< by split, group

SweepRows sweepRows(const CsvTable& table, const std::string& file) {
  const auto column = [&](const char* name) {
    const auto index = table.column(name);
    if (!index) failFormat(file, "the table is no result of sweep: a column is missing", std::string("'") + name + "'");
    return *index;
  };
  const std::size_t split = column("split"), group = column("group"), n = column("n"), change = column("change"), low = column("low"),
                    high = column("high");
  column("site");
  const auto name = table.column("group_name");  // newer than the other columns
  SweepRows rows;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto number = [&](std::size_t at) {
      const auto value = parseNumber(table.rows[i][at]);
      if (!value)
        failFormat(file, "'" + table.rows[i][at] + "' is no number",
                   "line " + std::to_string(table.lines[i]) + ", column '" + table.header[at] + "'");
      return *value;
    };
    const double g = number(group);
    if (!(g >= 0 && g < 1e6)) failFormat(file, "a group's id is out of range", "line " + std::to_string(table.lines[i]));
    auto& found = rows[table.rows[i][split]][static_cast<int>(g)];
    found.name = name ? table.rows[i][*name] : "group " + std::to_string(static_cast<int>(g));
    found.n = number(n);
    found.changes.push_back({number(change) * kPercent, number(low) * kPercent, number(high) * kPercent});
  }
  if (rows.empty()) failFormat(file, "the table has no rows");
  return rows;
}

/// Value below which the share lies, between neighbours in proportion. `sorted` is not empty.
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const double rest = at - static_cast<double>(below);
  return below + 1 < sorted.size() ? sorted[below] * (1 - rest) + sorted[below + 1] * rest : sorted[below];
}

/// Change of every channel, from the worst to the best, a curve for each group.
FigurePanel sweepPanel(const std::string& split, const std::map<int, GroupOfSweep>& groups) {
  FigurePanel panel;
  panel.kind = PanelKind::Lines;
  panel.title = "Change of accuracy by channel, " + split;
  panel.xLabel = "channels, from the worst change to the best";
  panel.yLabel = "change (points)";
  for (const auto& [g, found] : groups) {
    auto sorted = found.changes;
    std::sort(sorted.begin(), sorted.end());
    FigureSeries series{nameWithN(found.name, found.n), g, {}, {}, {}, {}};
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      series.x.push_back(static_cast<double>(i + 1));
      series.y.push_back(sorted[i][0]);
      series.low.push_back(sorted[i][1]);
      series.high.push_back(sorted[i][2]);
    }
    panel.series.push_back(std::move(series));
  }
  return panel;
}

/// What a channel does to each group when it is taken by chance: median and the range of 95 % of the channels. Densities would not do:
/// most channels change nothing, and a group without any change has no width to draw.
FigurePanel nullPanel(const std::string& split, const std::map<int, GroupOfSweep>& groups) {
  FigurePanel panel;
  panel.title = "Change by one channel of " + std::to_string(groups.begin()->second.changes.size()) + ", " + split;
  panel.xLabel = "change (percentage points)";
  for (const auto& [g, found] : groups) {
    std::vector<double> changes;
    for (const auto& one : found.changes) changes.push_back(one[0]);
    std::sort(changes.begin(), changes.end());
    panel.categories.push_back(nameWithN(found.name, found.n));
    panel.series.push_back({found.name,
                            g,
                            {static_cast<double>(panel.categories.size() - 1)},
                            {quantile(changes, 0.5)},
                            {quantile(changes, 0.025)},
                            {quantile(changes, 0.975)}});
  }
  return panel;
}

Figure sweepFigure(const std::string& file, const std::string& wanted) {
  const auto rows = sweepRows(parseCsv(readTextFile(file), file), file);
  const bool byChannel = chosenKind(wanted, {"sweep", "null"}, file, "a result of sweep") == "sweep";
  Figure figure;
  for (const auto& [split, groups] : rows) figure.panels.push_back(byChannel ? sweepPanel(split, groups) : nullPanel(split, groups));
  figure.note = byChannel ? "One channel edited at a time, sorted for each group. Bands: 95 % intervals of the paired difference."
                          : "One channel edited at a time. Bars: median over channels; lines: 2.5 % to 97.5 % of the channels.";
  return figure;
}

Figure recordFigure(const std::string& file, const std::string& wanted) {
  const bool curves = chosenKind(wanted, {"curves", "table"}, file, "a record of a run") == "curves";
  auto record = openRunRecord(file);
  if (!record) throw Error{Kind::Format, record.failure().what, {file, {}, record.failure().where}, record.failure().remedy};
  return curves ? record->curves : lastValues(*record);
}

bool isHdf5(const InputFile& file) {
  constexpr std::string_view kSignature{"\x89HDF\r\n\x1a\n", 8};
  std::string head(kSignature.size(), '\0');
  if (file.size() < head.size()) return false;
  file.read(0, std::as_writable_bytes(std::span{head}));
  return head == kSignature;
}

}  // namespace

std::vector<std::string> figureKinds() { return {"groups", "change", "sweep", "null", "auroc", "map:SITE:CHANNEL", "curves", "table"}; }

Result<Figure> figureFromResult(const std::string& resultFile, const std::string& kind) {
  return guarded([&]() -> Figure {
    if (isRunRecord(resultFile)) return recordFigure(resultFile, kind);
    if (isHdf5(InputFile(resultFile))) return statisticsFigure(resultFile, kind);
    const std::string text = readTextFile(resultFile);
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) failFormat(resultFile, "the file is empty");
    if (text[first] == '{') return JsonResult(parseJson(text, resultFile), resultFile).figure(kind);
    return sweepFigure(resultFile, kind);
  });
}

}  // namespace spurioscope::engine
