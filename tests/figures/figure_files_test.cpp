#include <gtest/gtest.h>

#include <cstdlib>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/number_text.h"
#include "figures/write_figure.h"
#include "tests/base/temporary_folder.h"
#include "tests/figures/example_figure.h"

namespace spurioscope::figures {
namespace {

std::string written(const FigureData& figure, const std::string& ending, const Format& format = {}) {
  const TemporaryFolder folder;
  const auto path = folder / ("figure" + ending);
  writeFigureFile(figure, path.string(), format);
  return readTextFile(path);
}

/// The number after `key` in a text.
double numberAfter(const std::string& text, const std::string& key) {
  const auto at = text.find(key);
  return at == std::string::npos ? -1 : std::strtod(text.c_str() + at + key.size(), nullptr);
}

std::uint32_t bigEndian(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = (value << 8) | static_cast<unsigned char>(bytes.at(at + i));
  return value;
}

Kind kindOf(const FigureData& figure, const std::string& path, const Format& format = {}) {
  try {
    writeFigureFile(figure, path, format);
  } catch (const Error& error) {
    EXPECT_FALSE(error.remedy().empty() && error.kind() == Kind::Usage) << error.what();
    return error.kind();
  }
  return Kind::Internal;
}

TEST(FigureFiles, AreTheSameBytesEachTime) {
  for (const char* ending : {".pdf", ".svg", ".png", ".csv"}) {
    EXPECT_EQ(written(exampleFigure(), ending), written(exampleFigure(), ending)) << ending;
    EXPECT_EQ(written(exampleMaps(), ending), written(exampleMaps(), ending)) << ending;
  }
}

TEST(FigureFiles, PdfHasTheSizeAskedForAndTrueTypeFontsOnly) {
  Format format;
  format.widthMm = 120;
  format.heightMm = 90;
  const auto pdf = written(exampleFigure(), ".pdf", format);
  EXPECT_TRUE(pdf.starts_with("%PDF-"));
  EXPECT_NE(pdf.find("%%EOF"), std::string::npos);
  const auto box = pdf.find("/MediaBox [ 0 0 ");
  ASSERT_NE(box, std::string::npos);
  char* rest = nullptr;
  const double width = std::strtod(pdf.c_str() + box + 16, &rest), height = std::strtod(rest, nullptr);
  EXPECT_NEAR(width * 25.4 / 72, 120, 0.01);
  EXPECT_NEAR(height * 25.4 / 72, 90, 0.01);
  EXPECT_EQ(pdf.find("/Type3"), std::string::npos);
  EXPECT_NE(pdf.find("/FontFile2"), std::string::npos);  // FontFile2 is TrueType (ISO 32000-1, table 122)
}

TEST(FigureFiles, PdfDateFollowsSourceDateEpoch) {
  ::setenv("SOURCE_DATE_EPOCH", "1000000000", 1);
  const auto dated = written(exampleFigure(), ".pdf");
  ::unsetenv("SOURCE_DATE_EPOCH");
  const auto fixed = written(exampleFigure(), ".pdf");
  EXPECT_NE(dated.find("20010909014640Z"), std::string::npos);
  EXPECT_NE(fixed.find("20250101000000Z"), std::string::npos);
}

TEST(FigureFiles, PngRecordsItsResolution) {
  Format format;
  format.dpi = 600;
  const auto png = written(exampleMaps(), ".png", format);
  EXPECT_TRUE(png.starts_with("\x89PNG\r\n\x1a\n"));
  EXPECT_NEAR(bigEndian(png, 16), 89 / 25.4 * 600, 1);
  const auto chunk = png.find("pHYs");
  ASSERT_NE(chunk, std::string::npos);
  EXPECT_NEAR(bigEndian(png, chunk + 4), 600 / 0.0254, 1);
  EXPECT_EQ(png.at(chunk + 12), 1);
  EXPECT_LT(chunk, png.find("IDAT"));
}

TEST(FigureFiles, SvgKeepsItsTextAndSize) {
  auto figure = exampleFigure();
  figure.note = "a < b & \"c\"";
  const auto svg = written(figure, ".svg");
  for (const char* text :
       {">Accuracy by group</text>", ">pullover/water (n = 500)</text>", ">accuracy (%)</text>", ">a &lt; b &amp; &quot;c&quot;</text>",
        "font-weight=\"bold\">b</text>", "Arial, Helvetica, 'DejaVu Sans', sans-serif"})
    EXPECT_NE(svg.find(text), std::string::npos) << text;
  EXPECT_NEAR(numberAfter(svg, "width=\""), 89, 0.01);
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
}

TEST(FigureFiles, CsvNumbersReadBackAsTheSame) {
  const auto figure = exampleFigure();
  const auto table = parseCsv(written(figure, ".csv"), "figure.csv");
  EXPECT_EQ(table.header, (std::vector<std::string>{"panel", "series", "category", "x", "y", "low", "high"}));
  std::size_t row = 4 + 4;  // panel a: four bars and four baselines
  for (const auto& series : figure.panels[1].series) {
    for (std::size_t i = 0; i < series.y.size(); ++i, ++row) {
      EXPECT_EQ(table.rows.at(row)[0], "b");
      EXPECT_EQ(table.rows[row][1], series.name);
      EXPECT_EQ(parseNumber(table.rows[row][4]), series.y[i]);
      EXPECT_EQ(parseNumber(table.rows[row][6]), series.high[i]);
    }
  }
  EXPECT_EQ(table.rows[0][2], "pullover/water (n = 500)");
  EXPECT_EQ(table.rows[4][1], "baseline");
}

TEST(FigureFiles, CsvOfMapsHasARowForEachPixel) {
  const auto figure = exampleMaps();
  const auto table = parseCsv(written(figure, ".csv"), "figure.csv");
  EXPECT_EQ(table.header, (std::vector<std::string>{"panel", "row", "column", "value"}));
  ASSERT_EQ(table.rows.size(), 3u * 64u);
  EXPECT_EQ(table.rows[64 + 10], (std::vector<std::string>{"b", "1", "2", numberText(static_cast<double>(figure.panels[1].map[10]))}));
}

TEST(FigureFiles, CsvOfMapsAndSeriesHasAllColumns) {
  const FigureData figure{{exampleMap("m", false), exampleHistogram()}, 1, ""};
  const auto table = parseCsv(written(figure, ".csv"), "figure.csv");
  EXPECT_EQ(table.header.size(), 10u);
  EXPECT_EQ(table.rows.size(), 64u + 4u * 300u);
}

TEST(FigureFiles, UnknownValuesAndEmptySeriesAreLeftOut) {
  auto figure = exampleFigure();
  for (auto& panel : figure.panels) {
    panel.series.push_back({"empty", 5, {}, {}, {}, {}});
    panel.series.push_back({"unknown", 6, {0, kNaN, 2}, {kNaN, 1, HUGE_VAL}, {kNaN, kNaN, kNaN}, {1, kNaN, -HUGE_VAL}});
  }
  figure.panels[0].baseline[1] = kNaN;
  for (const PanelKind kind : {PanelKind::Bars, PanelKind::Lines, PanelKind::Scatter, PanelKind::Histogram}) {
    figure.panels.push_back({kind, "nothing at all", "x", "y", {}, {}, {}, 0, 0, {}, false});
    figure.panels.push_back({kind, "one value", "", "", {"c"}, {kNaN}, {{"s", 0, {3}, {5}, {}, {}}}, 0, 0, {}, false});
  }
  figure.panels.push_back({PanelKind::Map, "unknown", "", "", {}, {}, {}, 1, 2, {NAN, INFINITY}, true});
  const auto svg = written(figure, ".svg");
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("\"inf"), std::string::npos);
  EXPECT_TRUE(written(figure, ".pdf").starts_with("%PDF-"));
  EXPECT_NE(written(figure, ".csv").find("nan"), std::string::npos);
}

TEST(FigureFiles, TextThatIsNotUtf8IsDrawnWithReplacements) {
  auto figure = exampleFigure();
  figure.panels[0].title = "bad \xff byte\x01";
  EXPECT_NE(written(figure, ".svg").find("bad \xEF\xBF\xBD byte"), std::string::npos);
  EXPECT_FALSE(written(figure, ".pdf").empty());
}

TEST(FigureFiles, AnotherEndingIsAUsageErrorThatNamesThoseThatAre) {
  const TemporaryFolder folder;
  EXPECT_EQ(kindOf(exampleFigure(), (folder / "figure.gif").string()), Kind::Usage);
  EXPECT_EQ(kindOf(exampleFigure(), (folder / "figure").string()), Kind::Usage);
  try {
    writeFigureFile(exampleFigure(), (folder / "figure.eps").string(), {});
  } catch (const Error& error) {
    for (const char* ending : {".pdf", ".svg", ".png", ".csv"}) EXPECT_NE(error.remedy().find(ending), std::string::npos);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(FigureFiles, WhatCannotBeDrawnOrWrittenIsToldAndLeavesNothing) {
  const TemporaryFolder folder;
  const auto path = (folder / "figure.png").string();
  const auto with = [](double width, double height, double font, int dpi) { return Format{width, height, font, dpi}; };
  EXPECT_EQ(kindOf({}, path), Kind::Usage);
  EXPECT_EQ(kindOf(exampleFigure(), path, with(kNaN, 0, 7, 300)), Kind::Usage);
  EXPECT_EQ(kindOf(exampleFigure(), path, with(10, 0, 7, 300)), Kind::Usage);
  EXPECT_EQ(kindOf(exampleFigure(), path, with(89, 20, 7, 300)), Kind::Usage);
  EXPECT_EQ(kindOf(exampleFigure(), path, with(4000, 4000, 7, 2400)), Kind::Usage);
  auto shape = exampleMaps();
  shape.panels[0].height = 9;
  EXPECT_EQ(kindOf(shape, path), Kind::Shape);
  EXPECT_EQ(kindOf(exampleFigure(), (folder / "no" ).string() + "/such/figure.pdf"), Kind::Io);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace spurioscope::figures
