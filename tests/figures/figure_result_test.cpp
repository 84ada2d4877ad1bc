#include <gtest/gtest.h>

#include <hdf5.h>

#include <cmath>

#include "base/file.h"
#include "engine/figure_result.h"
#include "tests/base/temporary_folder.h"

namespace spurioscope::engine {
namespace {

constexpr const char* kGroups = R"({"groups": [{"id": 0, "name": "coat/land", "n": 500, "accuracy": 0.9, "low": 0.87, "high": 0.92},
                                              {"id": 2, "name": "coat/water", "n": 0, "accuracy": "nan", "low": "nan", "high": "nan"}]})";

std::string ablation() {
  return std::string(R"({"before": {"test": )") + kGroups + R"(}, "after": {"test": )" + kGroups +
         R"(}, "change": {"test": [{"id": 2, "n": 500, "change": -0.1, "low": -0.2, "high": 0.05, "p": 1}]}, "changedLogits": 3})";
}

constexpr const char* kSweep = "site,channel,split,group,n,correct_before,correct_after,change,low,high,p\n"
                               "conv1,0,test,0,500,400,410,0.02,0.01,0.03,0.5\nconv1,1,test,0,500,400,390,-0.02,-0.03,-0.01,0.5\n";

struct Id {
  hid_t id;
  herr_t (*close)(hid_t);
  ~Id() { close(id); }
  operator hid_t() const { return id; }
};

void attribute(hid_t file, const char* name, const std::string& text, bool variable = false) {
  const Id type{H5Tcopy(H5T_C_S1), H5Tclose};
  H5Tset_size(type, variable ? H5T_VARIABLE : text.size() + 1);
  const Id space{H5Screate(H5S_SCALAR), H5Sclose};
  const Id attribute{H5Acreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
  const char* const pointer = text.c_str();
  H5Awrite(attribute, type, variable ? static_cast<const void*>(&pointer) : pointer);
}

void array(hid_t group, const char* name, const std::vector<hsize_t>& shape, const std::vector<float>& values) {
  const Id space{H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose};
  const Id set{H5Dcreate2(group, name, H5T_NATIVE_FLOAT, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose};
  H5Dwrite(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
}

/// One site of two channels and two groups, maps of 1 x 2.
void writeStatistics(const std::string& path, bool tellsMinority) {
  const Id file{H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose};
  attribute(file, "groups", "coat/land\ncoat/water");
  attribute(file, "split", "test");
  if (tellsMinority) attribute(file, "minority", "1");
  const Id sites{H5Gcreate2(file, "sites", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose};
  const Id site{H5Gcreate2(sites, "layer1.conv", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose};
  array(site, "n", {2, 2}, {10, 20, 10, 20});
  array(site, "minority_auroc", {2}, {0.25f, 0.75f});
  array(site, "maps", {2, 2, 1, 2}, {0, 0, 0, 0, 1, 2, 3, 5});
}

Failure failureOf(const std::string& file, const std::string& kind) {
  const auto result = figureFromResult(file, kind);
  return result ? Failure{} : result.failure();
}

TEST(FigureFromResult, OfAblateShowsGroupsWithBaselineAndChanges) {
  const TemporaryFolder folder;
  folder.write("ablate.json", ablation());
  const auto groups = figureFromResult((folder / "ablate.json").string(), "");
  ASSERT_TRUE(groups) << groups.failure().what;
  const auto& panel = groups->panels.at(0);
  EXPECT_EQ(panel.categories.at(0), "coat/land (n = 500)");
  EXPECT_DOUBLE_EQ(panel.series.at(0).y.at(0), 90);
  EXPECT_DOUBLE_EQ(panel.baseline.at(0), 90);
  EXPECT_TRUE(std::isnan(panel.series.at(1).y.at(0)));
  EXPECT_EQ(panel.series.at(1).group, 2);
  const auto change = figureFromResult((folder / "ablate.json").string(), "change");
  ASSERT_TRUE(change);
  EXPECT_EQ(change->panels.at(0).categories.at(0), "coat/water (n = 500)");
  EXPECT_DOUBLE_EQ(change->panels.at(0).series.at(0).y.at(0), -10);
}

TEST(FigureFromResult, OfSweepSortsTheChangesOfEachGroup) {
  const TemporaryFolder folder;
  folder.write("sweep.csv", kSweep);
  const auto sweep = figureFromResult((folder / "sweep.csv").string(), "");
  ASSERT_TRUE(sweep) << sweep.failure().what;
  EXPECT_EQ(sweep->panels.at(0).kind, PanelKind::Lines);
  EXPECT_EQ(sweep->panels.at(0).series.at(0).y, (std::vector<double>{-2, 2}));
  EXPECT_EQ(sweep->panels.at(0).series.at(0).low, (std::vector<double>{-3, 1}));
  const auto null = figureFromResult((folder / "sweep.csv").string(), "null");
  ASSERT_TRUE(null);
  EXPECT_EQ(null->panels.at(0).kind, PanelKind::Bars);
  EXPECT_DOUBLE_EQ(null->panels.at(0).series.at(0).y.at(0), 0);        // median of -2 and 2
  EXPECT_DOUBLE_EQ(null->panels.at(0).series.at(0).low.at(0), -1.9);   // 2.5 % of the way from one to the other
  EXPECT_DOUBLE_EQ(null->panels.at(0).series.at(0).high.at(0), 1.9);
}

TEST(FigureFromResult, OfSweepNamesTheGroupsWhereTheTableDoes) {
  const TemporaryFolder folder;
  folder.write("sweep.csv",
               "site,channel,split,group,n,correct_before,correct_after,change,low,high,p,group_name\nconv1,0,test,0,500,400,410,0.02,0.01,"
               "0.03,0.5,coat / land\n");
  EXPECT_EQ(figureFromResult((folder / "sweep.csv").string(), "")->panels.at(0).series.at(0).name, "coat / land (n = 500)");
  folder.write("old.csv", kSweep);
  EXPECT_EQ(figureFromResult((folder / "old.csv").string(), "")->panels.at(0).series.at(0).name, "group 0 (n = 500)");
}

TEST(FigureFromResult, OfEvaluateHasNoBaseline) {
  const TemporaryFolder folder;
  folder.write("evaluate.json", std::string(R"({"test": )") + kGroups + "}");
  EXPECT_TRUE(figureFromResult((folder / "evaluate.json").string(), "")->panels.at(0).baseline.empty());
}

TEST(FigureFromResult, OfStatisticsShowsAurocAndMaps) {
  const TemporaryFolder folder;
  const auto path = (folder / "statistics.h5").string();
  writeStatistics(path, true);
  const auto auroc = figureFromResult(path, "");
  ASSERT_TRUE(auroc) << auroc.failure().what;
  EXPECT_EQ(auroc->panels.at(0).series.at(0).y, (std::vector<double>{0.25, 0.75}));
  const auto maps = figureFromResult(path, "map:layer1.conv:1");
  ASSERT_TRUE(maps) << maps.failure().what;
  ASSERT_EQ(maps->panels.size(), 3u);
  EXPECT_EQ(maps->panels[0].map, (std::vector<float>{3, 5}));
  EXPECT_EQ(maps->panels[2].map, (std::vector<float>{2, 3}));
  EXPECT_TRUE(maps->panels[2].diverging);
  writeStatistics(path, false);
  EXPECT_EQ(figureFromResult(path, "map:layer1.conv:1")->panels.size(), 2u);  // a map per group
}

TEST(FigureFromResult, OfStatisticsReadsTheTextsOfFixedLengthOnTheSitesAlone) {
  const TemporaryFolder folder;
  const auto path = (folder / "statistics.h5").string();
  writeStatistics(path, true);
  const auto file = [&] { return Id{H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose}; };
  {
    const auto open = file();
    const Id sites{H5Gopen2(open, "sites", H5P_DEFAULT), H5Gclose};
    for (const auto* name : {"groups", "split", "minority"}) H5Adelete(open, name);
    attribute(open, "groups", "other/one\nother/two", true);
    attribute(sites, "groups", "coat/land\ncoat/water");
  }
  EXPECT_EQ(figureFromResult(path, "map:layer1.conv:1")->panels.at(0).title, "coat/land (n = 10)");
  {
    const auto open = file();
    const Id sites{H5Gopen2(open, "sites", H5P_DEFAULT), H5Gclose};
    H5Adelete(sites, "groups");
  }
  EXPECT_NE(failureOf(path, "map:layer1.conv:1").what.find("no text of a known length"), std::string::npos);
}

TEST(FigureFromResult, TellsWhichKindsFit) {
  const TemporaryFolder folder;
  folder.write("evaluate.json", std::string(R"({"test": )") + kGroups + "}");
  folder.write("sweep.csv", kSweep);
  const auto path = (folder / "statistics.h5").string();
  writeStatistics(path, true);
  EXPECT_NE(failureOf((folder / "evaluate.json").string(), "change").remedy.find("groups"), std::string::npos);
  EXPECT_NE(failureOf((folder / "sweep.csv").string(), "auroc").remedy.find("sweep, null"), std::string::npos);
  EXPECT_NE(failureOf(path, "sweep").remedy.find("auroc, map:SITE:CHANNEL"), std::string::npos);
  EXPECT_EQ(failureOf(path, "map:layer1.conv:2").kind, "range");
  EXPECT_EQ(failureOf(path, "map:layer1.conv:-1").kind, "range");
  EXPECT_NE(failureOf(path, "map:other:1").remedy.find("layer1.conv"), std::string::npos);
  EXPECT_EQ(failureOf(path, "map:").kind, "usage");
}

TEST(FigureFromResult, RefusesWhatIsNoResult) {
  const TemporaryFolder folder;
  const char* texts[] = {"",
                         "{",
                         "{}",
                         "[1]",
                         R"({"error": {"kind": "io"}})",
                         R"({"test": {"groups": [{"id": -1, "n": 1}]}})",
                         R"({"test": {"groups": 3}})",
                         R"({"after": {"test": {"groups": []}}, "change": {}, "before": 3})",
                         R"({"after": 1, "change": 2})",
                         R"({"after": {"test": {"groups": [{}]}}, "change": {}})",
                         "site,channel\n",
                         "site,channel,split,group,n,change,low,high\n",
                         "site,channel,split,group,n,change,low,high\na,b,c,d,e,f,g,h\n"};
  for (const char* text : texts) {
    folder.write("result", text);
    const auto result =
        figureFromResult((folder / "result").string(), std::string(text).find("after") != std::string::npos ? "change" : "");
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.failure().kind, "format") << text;
  }
  writeStatistics((folder / "whole.h5").string(), true);
  const auto whole = readTextFile(folder / "whole.h5");
  for (const std::size_t size : {std::size_t{8}, whole.size() / 4, whole.size() / 2, whole.size() - 1}) {
    folder.write("cut.h5", whole.substr(0, size));
    EXPECT_EQ(failureOf((folder / "cut.h5").string(), "").kind, "format") << size;
  }
  EXPECT_EQ(failureOf((folder / "missing").string(), "").kind, "io");
}

}  // namespace
}  // namespace spurioscope::engine
