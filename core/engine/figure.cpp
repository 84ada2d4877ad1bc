#include "engine/figure.h"

#include "engine/inside/guard.h"
#include "figures/write_figure.h"

namespace spurioscope::engine {
namespace {

figures::PanelKind kindOf(PanelKind kind) {
  switch (kind) {
    case PanelKind::Bars: return figures::PanelKind::Bars;
    case PanelKind::Lines: return figures::PanelKind::Lines;
    case PanelKind::Scatter: return figures::PanelKind::Scatter;
    case PanelKind::Histogram: return figures::PanelKind::Histogram;
    case PanelKind::Map: break;
  }
  return figures::PanelKind::Map;
}

figures::FigureData dataOf(const Figure& figure) {
  figures::FigureData data{{}, figure.columns, figure.note};
  for (const auto& panel : figure.panels) {
    figures::Panel copy{kindOf(panel.kind), panel.title, panel.xLabel, panel.yLabel,   panel.categories, panel.baseline, {},
                        panel.height,       panel.width, panel.map,    panel.diverging};
    for (const auto& series : panel.series) copy.series.push_back({series.name, series.group, series.x, series.y, series.low, series.high});
    data.panels.push_back(std::move(copy));
  }
  return data;
}

}  // namespace

Result<bool> writeFigure(const Figure& figure, const std::string& path, const FigureFormat& format) {
  return guarded([&] {
    figures::writeFigureFile(dataOf(figure), path, {format.widthMm, format.heightMm, format.fontPt, format.dpi});
    return true;
  });
}

}  // namespace spurioscope::engine
