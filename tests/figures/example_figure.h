#pragma once

#include <cmath>
#include <limits>

#include "base/random.h"
#include "figures/figure_data.h"

namespace spurioscope::figures {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

inline const std::vector<std::string>& exampleGroups() {
  static const std::vector<std::string> names{"pullover/water", "pullover/land", "coat/water", "coat/land"};
  return names;
}

/// A bar per group with its interval, and a baseline.
inline Panel exampleBars() {
  Panel panel;
  panel.title = "Accuracy by group";
  panel.xLabel = "accuracy (%)";
  const double after[] = {99.8, 72.6, 34.8, 96.6}, before[] = {99.8, 74.6, 22.8, 97.6};
  for (std::size_t g = 0; g < 4; ++g) {
    panel.categories.push_back(exampleGroups()[g] + " (n = 500)");
    panel.baseline.push_back(before[g]);
    panel.series.push_back({exampleGroups()[g],
                            static_cast<int>(g),
                            {static_cast<double>(g)},
                            {after[g]},
                            {after[g] - 3.5},
                            {std::min(after[g] + 3.2, 100.0)}});
  }
  return panel;
}

inline Panel exampleLines() {
  Panel panel;
  panel.kind = PanelKind::Lines;
  panel.title = "Accuracy over epochs";
  panel.xLabel = "epoch";
  panel.yLabel = "accuracy (%)";
  const double end[] = {99.8, 74.6, 22.8, 97.6};
  for (int g = 0; g < 4; ++g) {
    Series series{exampleGroups()[static_cast<std::size_t>(g)] + " (n = 500)", g, {}, {}, {}, {}};
    for (int epoch = 1; epoch <= 20; ++epoch) {
      const double y = end[g] * (1 - std::exp(-epoch / 4.0)) + 2 * std::sin(epoch + g);
      series.x.push_back(epoch);
      series.y.push_back(y);
      series.low.push_back(y - 3);
      series.high.push_back(y + 3);
    }
    panel.series.push_back(series);
  }
  return panel;
}

inline Panel exampleScatter() {
  Random random(1);
  Panel panel{PanelKind::Scatter, "layer4.1.conv2", "mean activation", "minority AUROC", {}, {}, {}, 0, 0, {}, false};
  panel.series = {{"on", -1, {}, {}, {}, {}}, {"switched off", 2, {}, {}, {}, {}}};
  for (int i = 0; i < 64; ++i) {
    auto& series = panel.series[i % 13 == 0 ? 1 : 0];
    series.x.push_back(random.normal() * 0.2);
    series.y.push_back(0.5 + 0.15 * random.normal());
  }
  return panel;
}

inline Panel exampleHistogram() {
  Random random(2);
  Panel panel{PanelKind::Histogram, "Activation by group", "activation", "density", {}, {}, {}, 0, 0, {}, false};
  for (int g = 0; g < 4; ++g) {
    Series series{exampleGroups()[static_cast<std::size_t>(g)] + " (n = 300)", g, {}, {}, {}, {}};
    for (int i = 0; i < 300; ++i) series.y.push_back(g * 0.7 + random.normal() * (0.5 + 0.1 * g));
    panel.series.push_back(series);
  }
  return panel;
}

inline Panel exampleMap(const std::string& title, bool diverging) {
  Panel panel{PanelKind::Map, title, "", "", {}, {}, {}, 8, 8, {}, diverging};
  for (int i = 0; i < 64; ++i) {
    const double x = i % 8 - 3.5, y = i / 8 - 2.5;
    panel.map.push_back(static_cast<float>((diverging ? 0.4 * x : 1.7) * std::exp(-(x * x + y * y) / 8)));
  }
  return panel;
}

inline FigureData exampleFigure() {
  return {{exampleBars(), exampleLines(), exampleScatter(), exampleHistogram()}, 2,
          "fashion-backgrounds, test; 95 % intervals (Wilson); preset corrected; checkpoint 3f9a2c."};
}

inline FigureData exampleMaps() {
  return {{exampleMap("Minority (n = 1,000)", false), exampleMap("Majority (n = 1,000)", false), exampleMap("Difference", true)},
          3,
          "layer4.1.conv2 : 35; test."};
}

}  // namespace spurioscope::figures
