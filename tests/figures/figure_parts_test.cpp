#include <gtest/gtest.h>

#include <numeric>

#include "figures/axis.h"
#include "figures/bar_slots.h"
#include "figures/colours.h"
#include "figures/density.h"
#include "figures/layout.h"
#include "figures/text_measure.h"
#include "tests/figures/example_figure.h"

namespace spurioscope::figures {
namespace {

std::vector<std::string> labels(const Axis& axis) {
  std::vector<std::string> out;
  for (const double tick : axis.ticks) out.push_back(axis.label(tick));
  return out;
}

TEST(Axis, HasTicksAtRoundValues) {
  EXPECT_EQ(labels(axisOver(0, 99.8, 6, true)), (std::vector<std::string>{"0", "20", "40", "60", "80", "100"}));
  EXPECT_EQ(labels(axisOver(-0.3, 0.31, 6, false)), (std::vector<std::string>{"\u22120.2", "0", "0.2"}));
  EXPECT_EQ(labels(axisOver(0, 1e-6, 3, true)), (std::vector<std::string>{"0", "5e\u22127", "1e\u22126"}));
}

TEST(Axis, IsNeverEmpty) {
  for (const auto& [low, high] : {std::pair{5.0, 5.0}, {0.0, 0.0}, {kNaN, 1.0}, {2.0, 1.0}, {-1e308, 1e308}, {1e20, 1e20}}) {
    const Axis axis = axisOver(low, high, 5, true);
    EXPECT_LT(axis.low, axis.high) << low;
    EXPECT_GE(axis.ticks.size(), 2u) << low;
    EXPECT_LE(axis.ticks.size(), 12u) << low;
  }
}

TEST(Density, HasAnAreaOfOneAndStandsAroundItsValues) {
  const auto values = exampleHistogram().series[0].y;
  const auto density = kernelDensity(values, 5);
  double area = 0;
  for (const double y : density.y) area += y * (density.x[1] - density.x[0]);
  EXPECT_NEAR(area, 1, 0.01);  // three bandwidths on each side hold 99.7 % of an outermost value
  const auto top = std::max_element(density.y.begin(), density.y.end()) - density.y.begin();
  EXPECT_NEAR(density.x[static_cast<std::size_t>(top)], 0, 0.25);
}

TEST(Density, EndsWhereManyValuesAreTheSmallest) {
  auto values = exampleHistogram().series[1].y;
  for (double& value : values) value = std::max(value, 0.0);  // as a channel after ReLU
  const auto density = kernelDensity(values, 5);
  EXPECT_EQ(density.x.front(), 0);
  double area = 0;
  for (std::size_t i = 1; i < density.y.size(); ++i) area += (density.y[i] + density.y[i - 1]) / 2 * (density.x[i] - density.x[i - 1]);
  EXPECT_NEAR(area, 1, 0.01);
}

TEST(Density, OfEqualValuesIsANarrowPeakAndOfNoneIsEmpty) {
  const std::vector<double> equal(5, 2.0), none{kNaN};
  EXPECT_GT(kernelDensity(equal, 1).y[256], 50);
  EXPECT_TRUE(kernelDensity(none, 1).x.empty());
}

TEST(Colours, OfMapsAreBalancedAroundZero) {
  const std::vector<float> values{-1, 0, 4, NAN};
  const auto range = balancedRange(values);
  EXPECT_EQ(range.low, -4);
  EXPECT_EQ(range.high, 4);
  const auto pixels = mapPixels(values, range, true);
  EXPECT_EQ(pixels[3], 0xf7);  // 0 is the neutral middle
  EXPECT_EQ(pixels[6], 0xb2);
  EXPECT_EQ(rangeOf(values).low, -1);
}

TEST(Bars, BelongToTheCategoryOfTheirX) {
  Panel panel;
  panel.categories = {"a", "b"};
  panel.series = {{"s", 0, {1}, {5}, {}, {}}, {"t", 1, {}, {1, 2}, {}, {}}, {"u", 2, {7, -3, kNaN}, {1, 1, 1}, {}, {}}};
  const auto slots = barSlots(panel);
  EXPECT_EQ(slots[0].size(), 1u);
  EXPECT_EQ(slots[1].size(), 2u);
  EXPECT_EQ(mostBarsPerCategory(panel), 2u);
}

TEST(Layout, PutsPanelsInRowsInsideThePage) {
  const TextMeasure measure;
  const auto layout = layoutOf(exampleFigure(), {}, measure);
  ASSERT_EQ(layout.cells.size(), 4u);
  EXPECT_EQ(layout.cells[0].y, layout.cells[1].y);
  EXPECT_GE(layout.cells[2].y, layout.cells[0].bottom());
  for (const auto& cell : layout.cells) {
    EXPECT_LE(cell.right(), layout.width);
    EXPECT_LE(cell.bottom(), layout.height);
  }
  EXPECT_EQ(panelLetter(1), "b");
  EXPECT_EQ(panelLetter(26), "aa");
}

TEST(TextMeasure, CutsAndBreaksAtTheGivenWidth) {
  const TextMeasure measure;
  const std::string text = "one two three \u00e4\u00f6\u00fc";
  EXPECT_EQ(measure.cut(text, 7, 1000), text);
  EXPECT_LE(measure.width(measure.cut(text, 7, 30), 7), 30);
  const auto lines = measure.lines(text, 7, 30);
  EXPECT_GT(lines.size(), 1u);
  EXPECT_EQ(std::accumulate(lines.begin() + 1, lines.end(), lines[0], [](const auto& a, const auto& b) { return a + " " + b; }), text);
}

}  // namespace
}  // namespace spurioscope::figures
