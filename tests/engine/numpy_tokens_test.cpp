#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <map>

#include "checkpoint/zip_writer.h"
#include "engine/workbench.h"
#include "tests/base/temporary_folder.h"

// Texts that are cut into tokens already, in NumPy's files.
namespace spurioscope::engine {
namespace {

template <class T>
std::string npy(const char* type, const std::string& shape, const std::vector<T>& values) {
  std::string header = std::string("{'descr': '") + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
  header.resize(117, ' ');
  std::string text("\x93NUMPY\x01\x00\x76\x00", 10);
  text += header + "\n";
  return text + std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

class NumpyTokens : public ::testing::Test {
 protected:
  NumpyTokens() {
    arrays = {{"input_ids", npy<std::int64_t>("<i8", "4, 4", {2, 5, 3, 0, 2, 6, 7, 3, 2, 3, 0, 0, 2, 9, 3, 0})},
              {"attention_mask", npy<std::uint8_t>("|b1", "4, 4", {1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0})},
              {"labels", npy<std::int32_t>("<i4", "4,", {0, 1, 1, 0})},
              {"a", npy<float>("<f4", "4,", {0, 1, 0, 1})},
              {"age", npy<double>("<f8", "4,", {20, 41.5, 39, 60})},
              {"split", npy<std::int64_t>("<i8", "4,", {0, 1, 2, 0})}};
  }
  std::string npz() const {
    const auto file = folder / "tokens.npz";
    std::ofstream stream(file, std::ios::binary);
    ZipWriter zip([&](std::span<const std::byte> bytes) {
      stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    });
    for (const auto& [name, content] : arrays) zip.add(name + ".npy", content);
    zip.finish();
    return file.string();
  }
  std::shared_ptr<const DatasetInfo> open(const std::string& path, const DataChoices& choices = {}) {
    const auto opened = bench.openData({path, choices});
    EXPECT_TRUE(opened.ok()) << opened.failure().what << " " << opened.failure().where;
    return opened.ok() ? *opened : std::make_shared<DatasetInfo>();
  }

  std::map<std::string, std::string> arrays;
  const TemporaryFolder folder;
  Workbench bench;
};

TEST_F(NumpyTokens, OfAnNpzFileAreReadWithTheirLabels) {
  const auto info = open(npz());
  EXPECT_EQ(info->layout, "tokens");
  EXPECT_EQ(info->splitSizes, (std::array<std::int64_t, 3>{2, 1, 1}));
  EXPECT_EQ(info->chosen.y, "labels");
  ASSERT_EQ(info->samples.size(), 4u);
  EXPECT_EQ(info->samples[1].group, 3);
  EXPECT_EQ(bench.text(1)->first, "2 6 7 3");
  EXPECT_EQ(bench.text(2)->first, "2 3");
}

TEST_F(NumpyTokens, OfAFolderOfArraysAreReadAlike) {
  for (const auto& [name, content] : arrays) folder.write("set/" + name + ".npy", content);
  EXPECT_EQ(open((folder / "set").string())->samples.size(), 4u);
  EXPECT_EQ(open((folder / "set/input_ids.npy").string())->samples.size(), 4u);
  EXPECT_EQ(bench.text(0)->first, "2 5 3");
}

TEST_F(NumpyTokens, TakeARuleForAnAttribute) {
  const auto info = open(npz(), {.attributes = {"age>=40"}});
  EXPECT_EQ(info->chosen.attributes, std::vector<std::string>{"age>=40"});
  EXPECT_EQ(info->samples[1].group, 3);
  EXPECT_EQ(info->samples[2].group, 2);
}

TEST_F(NumpyTokens, WordsAndPicklesAreNamedAndNotRead) {
  arrays["split"] = npy<std::int64_t>("|O", "4,", {0, 1, 2, 0});
  const auto failure = bench.openData(npz()).failure();
  EXPECT_EQ(failure.kind, "data");
  EXPECT_NE(failure.what.find("pickle"), std::string::npos) << failure.what;
  EXPECT_NE(failure.where.find("'split'"), std::string::npos) << failure.where;
}

TEST_F(NumpyTokens, WithoutAMaskAreRefused) {
  arrays.erase("attention_mask");
  EXPECT_NE(bench.openData(npz()).failure().what.find("padding"), std::string::npos);
}

}  // namespace
}  // namespace spurioscope::engine
