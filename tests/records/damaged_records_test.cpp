#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "records/predicted_classes.h"
#include "records/run_record.h"
#include "tests/base/temporary_folder.h"

namespace spurioscope {
namespace {

const std::filesystem::path kFiles = std::filesystem::path(SPURIOSCOPE_TESTS_DIR) / "records/files";

TEST(Records, WhatIsNoneIsNotTakenForOne) {
  const TemporaryFolder home;
  home.write("metadata.csv", "img_filename,y,split,place\na.png,0,0,1\n");
  home.write("one.csv", "3\n");
  home.write("words.txt", "some words\n");
  home.write("alone_y_pred_evolution.pt", "PK");
  for (const char* name : {"metadata.csv", "one.csv", "words.txt", "alone_y_pred_evolution.pt", "nothing.csv"})
    EXPECT_EQ(recordFormatOf(home / name), nullptr) << name;
  EXPECT_EQ(recordFormatOf(kFiles), nullptr);
  try {
    readRunRecord(home / "words.txt");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::Unsupported);
    EXPECT_NE(error.remedy().find("group_DRO"), std::string::npos);
  }
}

/// Whatever is cut off or changed, reading either works or says what is wrong.
TEST(Records, DamageIsAnErrorAndNeverMore) {
  for (const char* name : {"group_dro/train.csv", "jtt/output_train_epoch_0.csv", "dfr/dfr_results.pkl", "feldman_zhang/aux_arrays.npz",
                           "evolution/testing_g_evolution.pt"}) {
    const auto whole = readTextFile(kFiles / name);
    const TemporaryFolder home;
    for (const char* beside : {"testing_y_pred_evolution.pt", "testing_y_true_evolution.pt"})
      home.write(beside, readTextFile(kFiles / "evolution" / beside));
    const auto place = std::filesystem::path(name).filename();
    int refused = 0;
    for (std::size_t i = 0; i < 60; ++i) {
      std::string bytes = whole;
      if (i % 2 == 0) bytes.resize(whole.size() * i / 60);
      else bytes[whole.size() * i / 60] = static_cast<char>(bytes[whole.size() * i / 60] ^ 0x11);
      home.write(place.string(), bytes);
      if (recordFormatOf(home / place) == nullptr) continue;
      try {
        readRunRecord(home / place);
      } catch (const Error& error) {
        EXPECT_NE(error.kind(), Kind::Internal) << error.what();
        ++refused;
      }
    }
    EXPECT_GT(refused, 0) << name;
  }
}

TEST(Records, EvolutionTensorsOfDifferentRunsAreRefused) {
  const TemporaryFolder home;
  home.write("x_y_pred_evolution.pt", readTextFile(kFiles / "evolution/testing_y_pred_evolution.pt"));
  home.write("x_y_true_evolution.pt", readTextFile(kFiles / "evolution/testing_y_true_evolution.pt"));
  home.write("x_g_evolution.pt", readTextFile(kFiles / "evolution/training_g_evolution.pt"));
  try {
    readRunRecord(home / "x_g_evolution.pt");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::Format);
    EXPECT_NE(error.where().text().find("x_g_evolution.pt"), std::string::npos);
  }
}

TEST(Records, APickleThatWouldCallSomethingIsOnlyRead) {
  const TemporaryFolder home;
  const auto canary = (home / "canary").string();
  std::string bytes("\x80\x04}(X\x0f\0\0\0dfr_val_results", 24);
  bytes += "cos\nsystem\n(Vtouch " + canary + "\ntRu.";
  home.write("dfr.pkl", bytes);
  ASSERT_NE(recordFormatOf(home / "dfr.pkl"), nullptr);
  EXPECT_THROW(readRunRecord(home / "dfr.pkl"), Error);
  EXPECT_FALSE(std::filesystem::exists(canary));
}

TEST(Records, APredictionThatIsNoClassIsNamedWithItsLine) {
  const TemporaryFolder home;
  home.write("a_pred.csv", "0\n1\nx\n");
  try {
    readPredictedClasses(home / "a_pred.csv");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.where().text().find("line 3"), std::string::npos);
  }
}

}  // namespace
}  // namespace spurioscope
