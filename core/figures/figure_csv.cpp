#include "figures/figure_csv.h"

#include <algorithm>
#include <cmath>

#include "base/csv.h"
#include "base/number_text.h"
#include "figures/bar_slots.h"
#include "figures/layout.h"

namespace spurioscope::figures {
namespace {

using Fields = std::vector<std::string>;

std::string at(const std::vector<double>& values, std::size_t index) { return index < values.size() ? numberText(values[index]) : ""; }

/// [series, category, x, y, low, high] of every value of a panel.
std::vector<Fields> seriesRows(const Panel& panel) {
  std::vector<Fields> rows;
  const bool bars = panel.kind == PanelKind::Bars;
  const auto category = [&](double index) -> std::string {
    return bars && index > -0.5 && index < static_cast<double>(panel.categories.size()) - 0.5
               ? panel.categories[static_cast<std::size_t>(std::lround(index))]
               : "";
  };
  for (const auto& series : panel.series) {
    for (std::size_t i = 0; i < series.y.size(); ++i) {
      const double index = i < series.x.size() ? series.x[i] : static_cast<double>(i);
      rows.push_back({series.name, category(index), at(series.x, i), at(series.y, i), at(series.low, i), at(series.high, i)});
    }
  }
  for (std::size_t i = 0; bars && i < panel.baseline.size(); ++i)
    if (std::isfinite(panel.baseline[i]))
      rows.push_back({"baseline", category(static_cast<double>(i)), numberText(static_cast<double>(i)), at(panel.baseline, i), "", ""});
  return rows;
}

/// [row, column, value] of every pixel.
std::vector<Fields> mapRows(const Panel& panel) {
  std::vector<Fields> rows;
  for (std::size_t i = 0; i < panel.map.size(); ++i) {
    const auto width = static_cast<std::size_t>(panel.width);
    rows.push_back({std::to_string(i / width), std::to_string(i % width), numberText(static_cast<double>(panel.map[i]))});
  }
  return rows;
}

Fields joined(const std::string& panel, bool series, const Fields& first, bool maps, const Fields& second) {
  Fields fields{panel};
  if (series) fields.insert(fields.end(), first.begin(), first.end());
  if (maps) fields.insert(fields.end(), second.begin(), second.end());
  return fields;
}

}  // namespace

std::string figureCsv(const FigureData& figure) {
  const auto isMap = [](const Panel& panel) { return panel.kind == PanelKind::Map; };
  const bool maps = std::any_of(figure.panels.begin(), figure.panels.end(), isMap);
  const bool series = !std::all_of(figure.panels.begin(), figure.panels.end(), isMap);
  std::string text = csvRow(joined("panel", series, {"series", "category", "x", "y", "low", "high"}, maps, {"row", "column", "value"}));
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const auto& panel = figure.panels[i];
    if (isMap(panel))
      for (const auto& row : mapRows(panel)) text += csvRow(joined(panelLetter(i), series, Fields(6), true, row));
    else
      for (const auto& row : seriesRows(panel)) text += csvRow(joined(panelLetter(i), true, row, maps, Fields(3)));
  }
  return text;
}

}  // namespace spurioscope::figures
