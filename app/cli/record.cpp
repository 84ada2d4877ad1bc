#include "app/cli/record.h"

#include <algorithm>
#include <iostream>

namespace spurioscope::cli {
namespace {

Json numbers(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number(value));
  return list;
}

Json seriesJson(const engine::FigureSeries& series) {
  Json out{{"name", series.name}, {"group", series.group < 0 ? Json(nullptr) : Json(series.group)}, {"length", series.y.size()},
           {"last", series.y.empty() ? Json(nullptr) : number(series.y.back())}};
  if (!series.x.empty()) out["x"] = numbers(series.x);
  out["y"] = numbers(series.y);
  return out;
}

Json json(const engine::RunRecord& record) {
  Json curves = Json::array(), tables = Json::array();
  for (const auto& panel : record.curves.panels) {
    const char* kinds[] = {"bars", "lines", "scatter", "histogram", "map"};
    Json series = Json::array();
    for (const auto& one : panel.series) series.push_back(seriesJson(one));
    curves.push_back({{"title", panel.title},
                      {"kind", kinds[static_cast<int>(panel.kind)]},
                      {"xLabel", panel.xLabel},
                      {"yLabel", panel.yLabel},
                      {"series", series}});
  }
  for (const auto& table : record.tables) tables.push_back({{"name", table.name}, {"columns", table.columns}, {"rows", table.rows}});
  return {{"format", "record"}, {"kind", record.kind}, {"title", record.title}, {"files", record.files},
          {"curves", curves},   {"tables", tables},    {"notes", record.notes}};
}

std::string rounded(double value) {
  std::string text = number(value).dump();
  return text.size() > 8 && text.find('e') == std::string::npos ? text.substr(0, 8) : text;
}

std::string tableText(const engine::RecordTable& table) {
  std::vector<std::vector<std::string>> cells{table.columns};
  cells.insert(cells.end(), table.rows.begin(), table.rows.end());
  return "\n" + table.name + "\n" + rows(cells);
}

std::string text(const engine::RunRecord& record) {
  std::string out = record.title + " (" + record.kind + ")\n";
  for (const auto& file : record.files) out += "read: " + file + "\n";
  for (const auto& panel : record.curves.panels) {
    out += "\n" + panel.title + ", " + (panel.yLabel.empty() ? panel.xLabel : panel.yLabel) + "\n";
    std::vector<std::vector<std::string>> cells{{"curve", "values", "last"}};
    for (const auto& series : panel.series)
      cells.push_back({series.name, std::to_string(series.y.size()),
                       panel.kind == engine::PanelKind::Histogram || series.y.empty() ? "" : rounded(series.y.back())});
    out += rows(cells);
  }
  for (const auto& table : record.tables) out += tableText(table);
  for (const auto& note : record.notes) out += "\nnote: " + note;
  return out + "\n";
}

/// The split that has as many samples as there are predictions.
std::vector<std::string> fittingSplits(const engine::DatasetInfo& data, std::size_t predictions, const std::string& file) {
  const char* names[] = {"train", "val", "test"};
  std::vector<std::string> fitting;
  for (std::size_t i = 0; i < 3; ++i) {
    if (data.splitSizes[i] == static_cast<std::int64_t>(predictions)) fitting.push_back(names[i]);
  }
  if (fitting.size() == 1) return fitting;
  failUsage(std::to_string(predictions) + " predictions " + (fitting.empty() ? "fit no split" : "fit several splits"), file,
            "Name the split that was predicted: --split train, val or test.");
  return {};
}

}  // namespace

int inspectRecord(const std::string& file, const Context& context) {
  const auto record = take(engine::openRunRecord(file));
  print(context, json(record), text(record));
  return 0;
}

int evaluatePredictions(const Subject& subject, Context& context) {
  const auto record = take(engine::openRunRecord(subject.checkpoint));
  if (record.kind != "wilds-predictions") {
    failUsage("the file is a record of a run that has its own figures (" + record.kind + ")", subject.checkpoint,
              "Use `inspect` or `figure` on it.");
  }
  engine::Workbench bench(context.common.settings);
  const auto data = take(bench.openData(subject.dataOptions.request(subject.data), context.stop, context.progress));
  for (const auto& problem : data->problems) std::cerr << "problem: " << problem << '\n';
  std::size_t predictions = 0;
  for (const auto& row : record.tables.front().rows) predictions += static_cast<std::size_t>(std::stoull(row[1]));
  Json document = Json::object();
  std::string words;
  for (const auto& split : subject.splits.empty() ? fittingSplits(*data, predictions, subject.checkpoint) : subject.splits) {
    const auto evaluation = take(engine::evaluatePredictions(subject.checkpoint, *data, split));
    document[split] = json(evaluation);
    words += table(evaluation) + "\n";
  }
  print(context, document, words);
  return 0;
}

}  // namespace spurioscope::cli
