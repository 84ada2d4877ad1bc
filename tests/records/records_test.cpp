// Records of runs that tests/tools/make_records.py wrote with torch, numpy and pickle, against the numbers
// that numpy worked out beside them.
#include "records/run_record.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json.h"
#include "base/number_text.h"

namespace spurioscope {
namespace {

const std::filesystem::path kFiles = std::filesystem::path(SPURIOSCOPE_TESTS_DIR) / "records/files";

const Json& expected() {
  static const Json json = parseJson(readTextFile(kFiles / "expected.json"), "expected.json");
  return json;
}

const RecordPanel& panel(const RunRecord& record, std::string_view title) {
  const auto found = std::find_if(record.curves.begin(), record.curves.end(), [&](const auto& one) { return one.title == title; });
  EXPECT_NE(found, record.curves.end()) << title;
  return found == record.curves.end() ? record.curves.front() : *found;
}

const RecordTable& table(const RunRecord& record, const std::string& name) {
  const auto found = std::find_if(record.tables.begin(), record.tables.end(), [&](const auto& one) { return one.name == name; });
  EXPECT_NE(found, record.tables.end()) << name;
  return found == record.tables.end() ? record.tables.front() : *found;
}

const RecordSeries& average(const RecordPanel& panel, const std::string& name) {
  const auto found = std::find_if(panel.series.begin(), panel.series.end(), [&](const auto& one) { return one.name == name; });
  EXPECT_NE(found, panel.series.end()) << name;
  return found == panel.series.end() ? panel.series.front() : *found;
}

double number(const std::string& text) { return parseNumber(text).value_or(-1); }

constexpr double kFloat32 = 1e-4;  // percent, of means over float32 values
constexpr double kTwoDecimals = 0.005001;

TEST(EvolutionTensors, GiveTheCurvesOfEverySplitThatStandsBeside) {
  const auto record = readRunRecord(kFiles / "evolution/testing_y_pred_evolution.pt");
  EXPECT_EQ(record.kind, "evolution-tensors");
  EXPECT_EQ(record.curves.front().title, "Accuracy by group, testing");
  for (const char* split : {"training", "testing", "validating"}) {
    const auto& numpy = expected()["evolution"][split];
    const auto& accuracy = panel(record, std::string("Accuracy by group, ") + split);
    const auto& loss = panel(record, std::string("Loss by group, ") + split);
    for (std::size_t g = 0; g < 4; ++g) {
      ASSERT_EQ(accuracy.series[g].y.size(), 5u);
      EXPECT_EQ(accuracy.series[g].group, static_cast<int>(g));
      for (std::size_t e = 0; e < 5; ++e) {
        EXPECT_NEAR(accuracy.series[g].y[e], numpy["accuracy"][e][g].get<double>(), kFloat32);
        EXPECT_NEAR(loss.series[g].y[e], numpy["loss"][e][g].get<double>(), 1e-6);
      }
    }
    for (std::size_t e = 0; e < 5; ++e) {
      EXPECT_NEAR(average(accuracy, "plain average").y[e], numpy["plain"][e].get<double>(), kFloat32);
      EXPECT_NEAR(average(accuracy, "adjusted average").y[e], numpy["adjusted"][e].get<double>(), kFloat32);
    }
  }
}

TEST(EvolutionTensors, RowsOfValidatingComeAfterTheirEpoch) {
  const auto record = readRunRecord(kFiles / "evolution/training_g_evolution.pt");
  EXPECT_EQ(panel(record, "Accuracy by group, testing").series[0].x, (std::vector<double>{0, 1, 2, 3, 4}));
  EXPECT_EQ(panel(record, "Accuracy by group, validating").series[0].x, (std::vector<double>{1, 2, 3, 4, 5}));
}

TEST(EvolutionTensors, FollowShuffledSamplesByTheirIndex) {
  const auto record = readRunRecord(kFiles / "evolution/training_y_pred_evolution.pt");
  for (const char* split : {"training", "testing", "validating"}) {
    const auto& rows = table(record, std::string(split) + ", forgetting between epochs").rows;
    ASSERT_EQ(rows.size(), 4u);
    for (std::size_t g = 0; g < 4; ++g) {
      EXPECT_NEAR(number(rows[g][2]), expected()["evolution"][split]["eventsASample"][g].get<double>(), 0.000501);
      EXPECT_NEAR(number(rows[g][3]), expected()["evolution"][split]["neverLearned"][g].get<double>(), kTwoDecimals);
      EXPECT_NEAR(number(rows[g][4]), expected()["evolution"][split]["neverForgotten"][g].get<double>(), kTwoDecimals);
    }
  }
}

TEST(GroupDroLog, EpochsAreTheMeansOfTheirRowsByTheSamplesBehindThem) {
  const auto record = readRunRecord(kFiles / "group_dro/val.csv");
  EXPECT_EQ(record.kind, "group-dro-log");
  EXPECT_EQ(record.files.size(), 2u);
  for (const char* split : {"train", "val"}) {
    const auto& accuracy = panel(record, std::string("Accuracy by group, ") + split);
    for (std::size_t g = 0; g < 4; ++g) {
      for (std::size_t e = 0; e < 3; ++e) EXPECT_NEAR(accuracy.series[g].y[e], expected()["groupDro"][split][e][g].get<double>(), 1e-9);
    }
  }
}

TEST(JttPredictions, TellTheErrorSetOfEveryEpoch) {
  const auto record = readRunRecord(kFiles / "jtt/output_train_epoch_1.csv");
  EXPECT_EQ(record.kind, "jtt-predictions");
  const auto& sets = table(record, "error sets").rows;
  ASSERT_EQ(sets.size(), 2u);
  for (std::size_t e = 0; e < 2; ++e) {
    EXPECT_EQ(number(sets[e][2]), expected()["jtt"][e]["wrong"].get<double>());
    EXPECT_EQ(number(sets[e][3]), expected()["jtt"][e]["new"].get<double>());
    for (std::size_t c = 0; c < 2; ++c)
      EXPECT_NEAR(record.curves[0].series[c].y[e], expected()["jtt"][e]["accuracy"][c].get<double>(), 1e-9);
  }
}

TEST(WildsPredictions, CountTheClasses) {
  const auto record = readRunRecord(kFiles / "wilds/waterbirds_split:test_seed:0_epoch:best_pred.csv");
  EXPECT_EQ(record.kind, "wilds-predictions");
  EXPECT_EQ(number(record.tables[0].rows[1][1]), expected()["wilds"]["ones"].get<double>());
}

TEST(DfrResults, AreReadFromThePickleWithoutRunningIt) {
  const auto record = readRunRecord(kFiles / "dfr/dfr_results.pkl");
  EXPECT_EQ(record.kind, "dfr-results");
  const auto& rows = record.tables[0].rows;
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0], (std::vector<std::string>{"ERM", "72.00", "88.00", "99.00", "75.00", "72.00", "96.00"}));
  EXPECT_EQ(rows[1], (std::vector<std::string>{"DFR, validation", "89.00", "94.00", "97.00", "91.00", "89.00", "95.00"}));
  EXPECT_EQ(rows[2][3], "95.00");
  EXPECT_EQ(table(record, "chosen settings").rows[1], (std::vector<std::string>{"DFR, training subset", "0.1", "1", "3"}));
}

TEST(FeldmanZhang, MemorizationIsCountedAtThePapersThreshold) {
  const auto record = readRunRecord(kFiles / "feldman_zhang/infl_mem.npz");
  EXPECT_EQ(record.kind, "feldman-zhang");
  const auto& numpy = expected()["feldmanZhang"];
  const auto& rows = table(record, "memorization").rows;
  EXPECT_NEAR(number(rows[1][1]), numpy["mean"].get<double>(), 5.1e-5);
  EXPECT_EQ(number(rows[4][1]), numpy["memorized"].get<double>());
  EXPECT_EQ(number(table(record, "most memorized training samples").rows[0][0]), numpy["largest"].get<double>());
  EXPECT_EQ(record.curves[0].series[0].y.size(), 300u);
  EXPECT_EQ(table(record, "influence").rows[0][1], "7");
}

TEST(FeldmanZhang, OneSubsetsCorrectnessIsReadFromCompressedArrays) {
  const auto record = readRunRecord(kFiles / "feldman_zhang/aux_arrays.npz");
  const auto& rows = table(record, "accuracy").rows;
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0][1], "210");
  EXPECT_EQ(rows[1][1], "90");
}

}  // namespace
}  // namespace spurioscope
