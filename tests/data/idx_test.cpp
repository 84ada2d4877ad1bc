// The MNIST family: IDX files, plain and gzip, good and damaged.
#include <zlib.h>

#include "data/as_rgb.h"
#include "data/idx_file.h"
#include "data/look.h"
#include "tests/data/opening.h"

namespace spurioscope {
namespace {

std::string idxHeader(const std::vector<int>& shape) {
  std::string text{'\0', '\0', '\x08', static_cast<char>(shape.size())};
  for (const int side : shape) {
    for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(side >> shift & 255);
  }
  return text;
}

/// An IDX file of the values given, else of bytes that count by sevens.
std::string idx(const std::vector<int>& shape, std::string values = {}) {
  std::size_t n = 1;
  for (const int side : shape) n *= static_cast<std::size_t>(side);
  for (std::size_t i = 0; values.size() < n; ++i) values += static_cast<char>(i * 7 % 251);
  return idxHeader(shape) + values;
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data())), stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data()), stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

class Idx : public ::testing::Test {
 protected:
  Idx() {
    folder.write("train-images-idx3-ubyte.gz", gzip(idx({4, 6, 5})));
    folder.write("train-labels-idx1-ubyte.gz", gzip(idx({4}, {0, 1, 2, 1})));
    folder.write("t10k-images-idx3-ubyte", idx({2, 6, 5}));
    folder.write("t10k-labels-idx1-ubyte", idx({2}, {2, 0}));
  }

  const TemporaryFolder folder;
};

TEST_F(Idx, OpensTrainAndTest) {
  const auto data = opened(folder);
  EXPECT_EQ(data.dataset->layout, "idx");
  EXPECT_EQ(data.dataset->inSplit(Split::Train).size(), 4u);
  EXPECT_EQ(data.dataset->inSplit(Split::Test).size(), 2u);
  EXPECT_EQ(data.dataset->channels(), 1);
  EXPECT_EQ(data.dataset->samples[5].name, "test/1");
  EXPECT_EQ(data.dataset->preprocessing.text(), "grey, native size 5x6, mean 0.131, std 0.308");
  const auto pixels = pixelsOf(data, 1);
  ASSERT_EQ(pixels.size(), 30u);
  EXPECT_EQ(pixels[2], (30 + 2) * 7 % 251);
  EXPECT_EQ(opened(folder, "t10k-images-idx3-ubyte").dataset->fingerprint, data.dataset->fingerprint);
}

TEST_F(Idx, IsResizedAndColouredWhereWanted) {
  const auto data = opened(folder, {}, {.preprocess = "resize=8x8,channels=3"});
  EXPECT_EQ(pixelsOf(data, 0).size(), 8u * 8 * 3);
  holds(openingError(folder, {}, {.preprocess = "crop=7"}), {"shape|", "5 x 6", "7 x 7"});
}

TEST_F(Idx, GreyIsRepeatedForAColourNetwork) {
  const auto grey = opened(folder), rgb = asRgb(grey);
  const auto one = pixelsOf(grey, 3), three = pixelsOf(rgb, 3);
  ASSERT_EQ(three.size(), 3 * one.size());
  for (std::size_t i = 0; i < three.size(); ++i) EXPECT_EQ(three[i], one[i / 3]);
  EXPECT_EQ(rgb.dataset->preprocessing.mean[2], grey.dataset->preprocessing.mean[0]);
  EXPECT_EQ(asRgb(rgb).dataset, rgb.dataset);
}

TEST_F(Idx, TakesAttributesByIndex) {
  folder.write("colour.csv", "index,split,colour\n0,train,red\n1,train,green\n2,train,red\n3,train,red\n0,test,green\n1,test,red\n");
  const auto data = opened(folder).dataset;
  EXPECT_EQ(data->attributeNames, (std::vector<std::string>{"green", "red"}));
  EXPECT_EQ(data->samples[4].group, 2 * 2 + 0);
}

TEST_F(Idx, RulesMakeClassesAndAttributes) {
  const auto data = opened(folder, {}, {.y = "label%2", .attributes = {"label>=1"}}).dataset;  // labels 0 1 2 1, 2 0
  EXPECT_EQ(groupNames(*data), "label%2 = 0 / not label>=1, label%2 = 0 / label>=1, label%2 = 1 / not label>=1, label%2 = 1 / label>=1");
  EXPECT_EQ(data->samples[2].group, 1);
  EXPECT_EQ(data->samples[3].group, 3);
  EXPECT_EQ(data->chosen.y, "label%2");
  EXPECT_EQ(opened(folder, {}, {.attributes = {"index%2"}}).dataset->samples[5].a, 1);
}

TEST_F(Idx, RulesLookAtPixels) {
  std::string frame(3 * 3, '\xFF'), dot(3 * 3, '\0');
  frame[4] = '\0', dot[4] = '\xFF';
  const TemporaryFolder other;
  other.write("train-images-idx3-ubyte", idx({2, 3, 3}, frame + dot)), other.write("train-labels-idx1-ubyte", idx({2}, {0, 1}));
  const auto framed = opened(other, {}, {.attributes = {"background>0.5"}}).dataset;
  EXPECT_EQ(framed->samples[0].a, 1);
  EXPECT_EQ(framed->samples[1].a, 0);
  EXPECT_EQ(opened(other, {}, {.attributes = {"brightness<0.2"}}).dataset->samples[1].a, 1);
  holds(openingError(other, {}, {.attributes = {"colour"}}), {"usage|", "grey", "--attribute"});
  other.write("train-images-idx3-ubyte", idx({2, 1, 1, 3}, {9, 0, 0, 0, 0, 9}));
  const auto coloured = opened(other, {}, {.attributes = {"colour"}}).dataset;
  EXPECT_EQ(coloured->attributeNames[static_cast<std::size_t>(coloured->samples[1].a)], "blue");
}

TEST_F(Idx, TheMedianPartsImagesInHalves) {
  const auto data = opened(folder, {}, {.attributes = {"label>median"}}).dataset;  // labels 0 1 2 1, 2 0
  EXPECT_EQ(data->attributeNames, (std::vector<std::string>{"not label>median", "label>median"}));
  EXPECT_EQ(data->samples[1].a, 0);
  EXPECT_EQ(data->samples[2].a, 1);
  std::vector<std::string> pixels{"\x0A\x0A", "\x1E\x1E", "\x14\x14", "\x28\x28"};  // 10, 30, 20, 40: the median is 25
  const TemporaryFolder other;
  other.write("train-images-idx3-ubyte", idx({4, 1, 2}, pixels[0] + pixels[1] + pixels[2] + pixels[3]));
  other.write("train-labels-idx1-ubyte", idx({4}, {0, 1, 0, 1}));
  const auto bright = opened(other, {}, {.attributes = {"brightness<=median"}}).dataset;
  std::vector<int> attributes;
  for (const auto& sample : bright->samples) attributes.push_back(sample.a);
  EXPECT_EQ(attributes, (std::vector<int>{1, 0, 1, 0}));
  holds(openingError(folder, {}, {.attributes = {"label%median"}}), {"usage|", "'label%median'"});
  holds(openingError(folder, {}, {.attributes = {"label=median"}}), {"usage|", "'label=median'"});
}

TEST_F(Idx, EveryRuleThatIsOfferedOpens) {
  const auto opens = [](const TemporaryFolder& where, std::size_t expected) {
    const auto look = lookAtData(where.path(), {}, {});
    EXPECT_EQ(look.rules.size(), expected);
    for (const auto& rule : look.rules) {
      EXPECT_FALSE(rule.meaning.empty());
      const auto data = opened(where, {}, {.y = rule.text, .attributes = {rule.text}}).dataset;
      EXPECT_EQ(data->chosen.y, rule.text);
      EXPECT_EQ(data->chosen.attributes, (std::vector<std::string>{rule.text}));
    }
  };
  opens(folder, 6);
  const TemporaryFolder coloured;
  coloured.write("train-images-idx3-ubyte", idx({3, 2, 2, 3})), coloured.write("train-labels-idx1-ubyte", idx({3}, {0, 1, 2}));
  opens(coloured, 10);
}

TEST_F(Idx, WhatIsNoRuleIsTold) {
  holds(openingError(folder, {}, {.attributes = {"size>3"}}), {"usage|", "'size>3'", "label%2"});
  holds(openingError(folder, {}, {.y = "label%0"}), {"usage|", "'label%0'", "--target"});
}

TEST_F(Idx, RulesHoldForColumnsOfACsv) {
  folder.write("age.csv", "index,split,age\n0,train,10\n1,train,50\n2,train,40\n3,train,3\n0,test,99\n1,test,1\n");
  const auto data = opened(folder, {}, {.attributes = {"age>=40"}}).dataset;
  EXPECT_EQ(data->attributeNames, (std::vector<std::string>{"not age>=40", "age>=40"}));
  EXPECT_EQ(data->samples[2].a, 1);
  EXPECT_EQ(data->samples[5].a, 0);
}

TEST_F(Idx, WithoutAttributeClassIsGroup) {
  const auto data = opened(folder).dataset;
  EXPECT_EQ(data->groups.size(), 3u);
  ASSERT_FALSE(data->problems.empty());
  holds(data->problems[0], {"class = group"});
}

TEST_F(Idx, TellsIncompletePairs) {
  std::filesystem::remove(folder / "t10k-labels-idx1-ubyte");
  holds(openingError(folder), {"data|", "no labels", "t10k-images-idx3-ubyte", "labels-idx1-ubyte"});
  folder.write("t10k-labels-idx1-ubyte", idx({3}));
  holds(openingError(folder), {"data|", "2 images, but 3 labels", "t10k-labels-idx1-ubyte"});
  folder.write("t10k-images-idx3-ubyte", idx({3, 7, 5}));
  holds(openingError(folder), {"data|", "another size"});
}

TEST_F(Idx, TellsSeveralFamilies) {
  folder.write("emnist-letters-train-images-idx3-ubyte", idx({1, 3, 3}));
  folder.write("emnist-letters-train-labels-idx1-ubyte", idx({1}));
  holds(openingError(folder), {"data|", "several data sets", "emnist-letters-train-images-idx3-ubyte", "Name the file"});
  EXPECT_EQ(opened(folder, "emnist-letters-train-images-idx3-ubyte").dataset->samples.size(), 1u);
}

TEST_F(Idx, DamagedFilesAreRefusedByName) {
  const auto errorWith = [&](const std::string& bytes) {
    folder.write("t10k-images-idx3-ubyte", bytes);
    return openingError(folder);
  };
  const std::string good = idx({2, 6, 5});
  holds(errorWith(good.substr(0, good.size() - 1)), {"format|", "59 values", "says 60", "t10k-images-idx3-ubyte"});
  holds(errorWith(good + "x"), {"format|", "more values"});
  holds(errorWith(good.substr(0, 10)), {"format|", "within its header"});
  const std::string packed = gzip(good);
  holds(errorWith(packed.substr(0, packed.size() - 20)), {"format|", "t10k-images-idx3-ubyte"});
  std::string wrongSum = packed;
  wrongSum[packed.size() - 6] = static_cast<char>(wrongSum[packed.size() - 6] ^ 0x55);
  holds(errorWith(wrongSum), {"format|", "compressed data are damaged"});
  holds(errorWith(idxHeader({1 << 30, 1 << 10, 1 << 10})), {"unsafe|", "4 GiB"});
  holds(errorWith(idxHeader({1 << 29, 2, 2}) + "short"), {"format|"});  // promises 2 GiB, holds 5 bytes
}

TEST(IdxFile, OfOtherContentIsNone) {
  const TemporaryFolder folder;
  folder.write("train-images-idx3-ubyte", "PK\3\4");
  EXPECT_FALSE(idxSides(folder / "train-images-idx3-ubyte").has_value());
  EXPECT_THROW(readIdx(folder / "train-images-idx3-ubyte"), Error);
  folder.write("floats", std::string{'\0', '\0', '\x0D', '\x01', 0, 0, 0, 1, 0, 0, 0, 0});
  EXPECT_THROW(readIdx(folder / "floats"), Error);
  EXPECT_THROW(readIdx(folder / "nowhere"), Error);
}

}  // namespace
}  // namespace spurioscope
