// Names and settings of preprocessings; their pixels are compared with Pillow's in golden_test.cpp.
#include <gtest/gtest.h>

#include "base/error.h"
#include "data/prepare.h"
#include "data/preprocessing.h"
#include "tests/data/opening.h"

namespace spurioscope {
namespace {

std::string errorOf(const std::string& text) {
  try {
    parsePreprocessing(text, paperEvaluation());
  } catch (const Error& error) {
    return std::string(kindName(error.kind())) + "|" + error.what() + "|" + error.where().text() + "|" + error.remedy();
  }
  return "no error";
}

std::string textOf(const std::string& text) { return parsePreprocessing(text, paperEvaluation()).text(); }

TEST(Preprocessing, SaysWhatItDoes) {
  EXPECT_EQ(paperEvaluation().text(),
            "resize 256x256 (bilinear as Pillow 13), centre crop 224x224, mean 0.485 0.456 0.406, std 0.229 0.224 0.225");
  EXPECT_EQ(textOf("celeba-group-dro"),
            "centre crop 178x178, resize 224x224 (bilinear as Pillow 13), mean 0.485 0.456 0.406, std 0.229 0.224 0.225");
  EXPECT_EQ(textOf("torchvision-imagenet"),
            "resize the shorter side to 256 (bilinear as Pillow 13), centre crop 224x224, mean 0.485 0.456 0.406, std 0.229 0.224 0.225");
}

TEST(Preprocessing, NamesAreUniqueAndComplete) {
  for (const auto& one : namedPreprocessings()) {
    EXPECT_EQ(preprocessingNamed(one.name).name, one.name);
    EXPECT_TRUE(one.preprocessing.exact || one.preprocessing.crop != Size{}) << one.name;
  }
}

TEST(Preprocessing, SettingsChangeTheLayoutsTransform) {
  EXPECT_EQ(textOf("mean=0.5,std=0.25"),
            "resize 256x256 (bilinear as Pillow 13), centre crop 224x224, mean 0.500 0.500 0.500, std 0.250 0.250 0.250");
  EXPECT_EQ(textOf("resize=320x240,crop=200x100,mean=0.1/0.2/0.3"),
            "resize 320x240 (bilinear as Pillow 13), centre crop 200x100, mean 0.100 0.200 0.300, std 0.229 0.224 0.225");
  EXPECT_EQ(textOf("crop=178,resize=64x64"),
            "centre crop 178x178, resize 64x64 (bilinear as Pillow 13), mean 0.485 0.456 0.406, std 0.229 0.224 0.225");
  EXPECT_EQ(textOf("waterbirds-eval,pillow=12"),
            "resize 256x256 (bilinear as Pillow before 13), centre crop 224x224, mean 0.485 0.456 0.406, std 0.229 0.224 0.225");
  EXPECT_EQ(parsePreprocessing("", paperEvaluation()).name, "waterbirds-eval");
  EXPECT_EQ(parsePreprocessing("mnist,channels=3", paperEvaluation()).channels, 3);
}

TEST(Preprocessing, TellsWhatIsWrongWithASetting) {
  holds(errorOf("waterbird"), {"usage|", "'waterbird'", "--preprocess", "waterbirds-eval", "celeba-group-dro"});
  holds(errorOf("resize=0"), {"'resize=0'", "1 to 4096"});
  holds(errorOf("resize=256x256x3"), {"'resize=256x256x3'"});
  holds(errorOf("resize=256"), {"keeps the aspect", "crop=N"});
  holds(errorOf("resize=200x200,crop=224"), {"crops more than the resize leaves"});
  holds(errorOf("resize=200,crop=224"), {"shorter side"});
  holds(errorOf("crop=9,crop=8"), {"second crop"});
  holds(errorOf("resize=9x9,resize=8x8"), {"second resize"});
  holds(errorOf("std=0"), {"positive"});
  holds(errorOf("mean=a"), {"'mean=a'"});
  holds(errorOf("mean=1/2"), {"one number or three"});
  holds(errorOf("channels=2"), {"channels=1 or channels=3"});
  holds(errorOf("pillow=11"), {"pillow=12"});
  holds(errorOf("size=9"), {"'size=9'", "is not a setting"});
  holds(errorOf("mean=0.5,mnist"), {"'mnist'"});
}

// Sizes that torchvision 0.29 gives for Resize(256) and Resize(45): the division is made in double and cut off.
TEST(ShorterSide, RoundsAsTorchvision) {
  const auto resized = [](int shortSide, int width, int height) {
    Preprocessing preprocessing;
    preprocessing.shortSide = shortSide;
    return resizedSize(preprocessing, {width, height});
  };
  EXPECT_EQ(resized(256, 500, 375), (Size{341, 256}));
  EXPECT_EQ(resized(256, 375, 500), (Size{256, 341}));
  EXPECT_EQ(resized(256, 300, 33), (Size{2327, 256}));
  EXPECT_EQ(resized(45, 178, 218), (Size{45, 55}));
  EXPECT_EQ(resized(256, 7, 7), (Size{256, 256}));
}

TEST(ShorterSide, OfAVeryThinImageIsRefused) {
  Preprocessing preprocessing;
  preprocessing.shortSide = 256;
  EXPECT_THROW(resizedSize(preprocessing, {1, 89'000'000}), Error);
}

TEST(PreparePixels, RefusesWhatACropCannotTake) {
  const std::vector<std::uint8_t> values(20 * 10 * 3);
  std::vector<std::uint8_t> out(16 * 16 * 3);
  Preprocessing crop;
  crop.crop = {16, 16};
  EXPECT_THROW(preparePixels({values, 20, 10}, crop, out), Error);
  crop.exact = true;
  crop.crop = {10, 20};
  EXPECT_THROW(preparePixels({values, 20, 10}, crop, out), Error);
}

TEST(Normalise, TakesGreyAsOneChannel) {
  const auto mnist = preprocessingNamed("mnist");
  const std::vector<std::uint8_t> pixels{0, 255, 100, 7};
  std::vector<float> out(4);
  normalise(pixels, mnist, out);
  EXPECT_EQ(out[1], (1.0f - 0.1307f) / 0.3081f);
  EXPECT_EQ(out[3], (7.0f / 255.0f - 0.1307f) / 0.3081f);
}

TEST(ChosenPreprocessing, ReplacesTheLayouts) {
  const TemporaryFolder folder;
  addPicture(folder, "a.png", "face.png");
  addPicture(folder, "b.png");
  folder.write("metadata.csv", "img_filename,y,split,place\na.png,0,0,0\nb.png,1,0,1\n");
  const auto native = opened(folder, {}, {.preprocess = "none"});
  EXPECT_EQ(native.dataset->width(), 178);
  EXPECT_EQ(native.dataset->height(), 218);
  EXPECT_EQ(native.dataset->chosen.preprocess, "none");
  EXPECT_EQ(pixelsOf(native, 0).size(), 178u * 218 * 3);
  std::vector<std::uint8_t> out(native.pixels->sampleBytes());
  const auto damaged = native.pixels->read(std::vector{1}, out, {});
  ASSERT_EQ(damaged.size(), 1u);
  holds(damaged[0].reason, {"b.png", "61 x 47", "178 x 218", "--preprocess"});
  const auto grey = opened(folder, {}, {.preprocess = "resize=28x28,channels=1,mean=0.5,std=0.5"});
  EXPECT_EQ(grey.dataset->channels(), 1);
  EXPECT_EQ(pixelsOf(grey, 1).size(), 28u * 28);
  holds(openingError(folder, {}, {.preprocess = "waterbirds"}), {"usage|", "'waterbirds'"});
}

}  // namespace
}  // namespace spurioscope
