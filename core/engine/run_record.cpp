#include "engine/run_record.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "engine/inside/guard.h"
#include "metrics/group_report.h"
#include "records/predicted_classes.h"
#include "records/run_record.h"

namespace spurioscope::engine {
namespace {

PanelKind kindOf(RecordPanel::Kind kind) {
  return kind == RecordPanel::Kind::Bars ? PanelKind::Bars : kind == RecordPanel::Kind::Histogram ? PanelKind::Histogram : PanelKind::Lines;
}

FigurePanel panelOf(const RecordPanel& from) {
  FigurePanel panel;
  panel.kind = kindOf(from.kind);
  panel.title = from.title;
  panel.xLabel = from.xLabel;
  panel.yLabel = from.yLabel;
  panel.categories = from.categories;
  for (const auto& series : from.series) panel.series.push_back({series.name, series.group, series.x, series.y, series.low, series.high});
  return panel;
}

FigurePanel lastOf(const FigurePanel& curves) {
  FigurePanel bars;
  bars.kind = PanelKind::Bars;
  bars.title = curves.title + ", last";
  bars.xLabel = curves.yLabel;
  for (const auto& series : curves.series) {
    if (series.y.empty()) continue;
    const auto place = static_cast<double>(bars.categories.size());
    const double y = series.y.back();
    bars.categories.push_back(series.name);
    bars.series.push_back({series.name,
                           series.group,
                           {place},
                           {y},
                           {series.low.empty() ? y : series.low.back()},
                           {series.high.empty() ? y : series.high.back()}});
  }
  return bars;
}

/// Samples of a split in their order, with the groups of each.
struct SplitLabels {
  std::vector<int> label, groups;
  std::vector<std::size_t> ends;
};

SplitLabels labelsOf(const DatasetInfo& data, int split) {
  SplitLabels out;
  for (std::size_t i = 0; i < data.samples.size(); ++i) {
    if (data.samples[i].split != split) continue;
    out.label.push_back(data.samples[i].y);
    const auto groups = data.groupsOf(static_cast<int>(i));
    out.groups.insert(out.groups.end(), groups.begin(), groups.end());
    out.ends.push_back(out.groups.size());
  }
  return out;
}

}  // namespace

bool isRunRecord(const std::string& file) { return recordFormatOf(file) != nullptr; }

Result<RunRecord> openRunRecord(const std::string& file) {
  return guarded([&] {
    auto read = readRunRecord(file);
    RunRecord record{read.kind, read.title, read.files, {}, {}, read.notes};
    for (const auto& panel : read.curves) record.curves.panels.push_back(panelOf(panel));
    for (auto& table : read.tables) record.tables.push_back({table.name, table.columns, table.rows});
    const bool intervals = std::any_of(record.curves.panels.begin(), record.curves.panels.end(), [](const auto& panel) {
      return std::any_of(panel.series.begin(), panel.series.end(),
                         [](const auto& series) { return !series.low.empty() && series.low != series.high; });
    });
    record.curves.note = read.title + (intervals ? ". Bands: Wilson 95 % intervals." : ".");
    return record;
  });
}

Figure lastValues(const RunRecord& record) {
  Figure figure;
  for (const auto& panel : record.curves.panels) figure.panels.push_back(panel.kind == PanelKind::Lines ? lastOf(panel) : panel);
  figure.note = record.title + ". Last values.";
  return figure;
}

Result<SplitEvaluation> evaluatePredictions(const std::string& file, const DatasetInfo& data, const std::string& split) {
  return guarded([&] {
    const auto predicted = readPredictedClasses(file);
    const int number = split == "train" ? 0 : split == "val" ? 1 : 2;
    const auto labels = labelsOf(data, number);
    if (labels.label.size() != predicted.size()) {
      throw Error{Kind::Data,
                  "the file has " + std::to_string(predicted.size()) + " predictions, the split '" + split + "' " +
                      std::to_string(labels.label.size()) + " samples",
                  {file, {}, {}},
                  "Name the split that was predicted (--split), and the data set's own version of it."};
    }
    std::vector<std::int64_t> trainSizes;
    for (const auto& group : data.groups) trainSizes.push_back(group.counts[0]);
    const Membership groups = data.overlapping ? Membership(labels.groups, labels.ends) : Membership(labels.groups);
    const auto report = groupReport({predicted, labels.label, groups, {}}, static_cast<int>(data.groups.size()),
                                    static_cast<int>(data.classNames.size()), trainSizes);
    SplitEvaluation out;
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    out.split = split;
    for (const auto& group : report.groups) {
      const bool any = group.n > 0;
      out.groups.push_back({group.id, data.groups[static_cast<std::size_t>(group.id)].name, group.n, group.correct,
                            group.accuracy.value_or(kNan), any ? group.low : kNan, any ? group.high : kNan, kNan});
    }
    out.plain = report.averages.plain;
    out.adjusted = report.averages.adjusted;
    out.groupMean = report.averages.groupMean;
    out.worst = report.averages.worst;
    out.worstGroup = report.worstGroup;
    out.classOrder.resize(data.classNames.size());
    std::iota(out.classOrder.begin(), out.classOrder.end(), 0);
    out.confusion = report.confusion;
    out.onePredictedClass = report.onePredictedClass;
    out.samplesDone = out.samplesTotal = static_cast<std::int64_t>(predicted.size());
    out.exact = true;
    return out;
  });
}

}  // namespace spurioscope::engine
