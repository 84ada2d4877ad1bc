// The Waterbirds layout and its relatives: good ones, and everything that can be wrong with them.
#include "tests/data/opening.h"

namespace spurioscope {
namespace {

const std::string kHeader = "img_id,img_filename,y,split,place,place_filename\n";
const std::string kRows =
    "1,001.Albatross/a.png,0,0,0,/l/x.jpg\n2,001.Albatross/b.png,0,0,1,/w/x.jpg\n3,002.Gull/c.png,1,1,0,/l/y.jpg\n"
    "4,002.Gull/d.png,1,2,1,/w/y.jpg\n5,002.Gull/e.png,0,0,0,/w/y.jpg\n";

void addBirds(const TemporaryFolder& folder) {
  for (const char* name : {"001.Albatross/a.png", "001.Albatross/b.png", "002.Gull/c.png", "002.Gull/d.png", "002.Gull/e.png"}) {
    addPicture(folder, name);
  }
}

/// With a cache beside the data.
OpenDataset openedCached(const TemporaryFolder& folder) {
  NoProgress progress;
  DatasetOptions options;
  options.cacheFolder = folder / "cache";
  return openDataset(folder.path(), options, {}, progress);
}

/// The error's text in one piece.
std::string errorOf(const std::string& metadata) {
  const TemporaryFolder folder;
  addBirds(folder);
  folder.write("metadata.csv", metadata);
  return openingError(folder);
}

TEST(Waterbirds, IsFoundBelowTheFolderThatIsNamed) {
  const TemporaryFolder folder;
  const std::string inner = "data/waterbird_complete95_forest2water2/";
  for (const char* name : {"001.Albatross/a.png", "001.Albatross/b.png", "002.Gull/c.png", "002.Gull/d.png", "002.Gull/e.png"})
    addPicture(folder, inner + name);
  folder.write(inner + "metadata.csv", kHeader + kRows);
  EXPECT_EQ(opened(folder).dataset->fingerprint, opened(folder, inner).dataset->fingerprint);
  folder.write("data/other/metadata.csv", kHeader + kRows);
  holds(openingError(folder), {"data|", "several data sets", "data/other", "waterbird_complete95_forest2water2"});
}

TEST(Waterbirds, RulesOnColumnsAreLabels) {
  const TemporaryFolder folder;
  addBirds(folder);
  folder.write("metadata.csv", kHeader + kRows);
  const auto data = opened(folder, {}, {.y = "img_id%2", .attributes = {"img_id>3"}}).dataset;
  EXPECT_EQ(data->samples[4].group, 3);
  EXPECT_EQ(data->chosen.attributes, (std::vector<std::string>{"img_id>3"}));
  holds(openingError(folder, {}, {.attributes = {"place_filename>3"}}), {"data|", "'/l/x.jpg'", "line 2"});
}

TEST(Waterbirds, IsOpenedByFolderOrFile) {
  const TemporaryFolder folder;
  addBirds(folder);
  folder.write("metadata.csv", kHeader + kRows);
  for (const std::string path : {"", "metadata.csv"}) {
    const auto dataset = opened(folder, path).dataset;
    EXPECT_EQ(dataset->layout, "waterbirds");
    EXPECT_EQ(dataset->groups[1].name, "landbird / water");
    EXPECT_EQ(dataset->groupSizes(Split::Train), (std::vector<std::int64_t>{2, 1, 0, 0}));
    EXPECT_EQ(dataset->samples[3].split, Split::Test);
    EXPECT_EQ(dataset->samples[3].group, 3);
    EXPECT_EQ(dataset->preprocessing.name, "waterbirds-eval");
    EXPECT_TRUE(dataset->problems.empty()) << dataset->problems[0];
  }
}

TEST(Waterbirds, ReadsTheSamePixelsThroughTheCache) {
  const TemporaryFolder folder;
  addBirds(folder);
  folder.write("metadata.csv", kHeader + kRows);
  std::vector<std::uint8_t> first(2 * 224 * 224 * 3), second(first.size());
  EXPECT_TRUE(openedCached(folder).pixels->read(std::vector{0, 3}, first, {}).empty());
  EXPECT_TRUE(openedCached(folder).pixels->read(std::vector{0, 3}, second, {}).empty());
  EXPECT_EQ(first, second);
}

TEST(Waterbirds, SeesAPictureThatWasReplaced) {
  const TemporaryFolder folder;
  addBirds(folder);
  folder.write("metadata.csv", kHeader + kRows);
  const auto data = openedCached(folder);
  std::vector<std::uint8_t> before(224 * 224 * 3), after(before.size());
  data.pixels->read(std::vector{0}, before, {});
  addPicture(folder, "001.Albatross/a.png", "rgb_wide.png");
  data.pixels->read(std::vector{0}, after, {});
  EXPECT_NE(before, after);
}

TEST(Waterbirds, FingerprintFollowsContentNotPlace) {
  const TemporaryFolder one, other;
  addBirds(one), addBirds(other);
  one.write("metadata.csv", kHeader + kRows);
  other.write("metadata.csv", kHeader + kRows);
  EXPECT_EQ(opened(one).dataset->fingerprint, opened(other).dataset->fingerprint);
  addPicture(other, "002.Gull/d.png", "grey.png");
  EXPECT_NE(opened(one).dataset->fingerprint, opened(other).dataset->fingerprint);
}

TEST(DfrLayout, PrefersTheColumnSpurious) {
  const TemporaryFolder folder;
  addPicture(folder, "a.png");
  folder.write("metadata.csv", "img_filename,y,split,place,spurious\na.png,0,0,0,2\na.png,1,0,0,0\n");
  const auto dataset = opened(folder).dataset;
  EXPECT_EQ(dataset->nAttributes(), 3);
  EXPECT_EQ(dataset->samples[0].group, 2);
  EXPECT_EQ(dataset->groups[5].name, "class 1 / attribute 2");
}

TEST(SubpopBenchLayout, FindsImagesInTheFolderBesideTheMetadata) {
  const TemporaryFolder folder;
  addPicture(folder, "img_align/1.png", "face.png");
  addPicture(folder, "img_align/2.png", "face.png");
  folder.write("metadata_celeba.csv", "id,filename,split,y,a\n1,1.png,0,0,1\n2,2.png,2,1,0\n3,2.png,3,1,0\n");
  const auto data = opened(folder);
  EXPECT_EQ(data.dataset->samples.size(), 2u);
  EXPECT_EQ(data.dataset->preprocessing.name, "celeba-group-dro");
  std::vector<std::uint8_t> out(2 * 224 * 224 * 3);
  EXPECT_TRUE(data.pixels->read(std::vector{0, 1}, out, {}).empty());
  ASSERT_FALSE(data.dataset->problems.empty());
  holds(data.dataset->problems[0], {"line 4", "1 rows of split 3"});
}

TEST(Metadata, MayHaveBomCrlfAndQuotes) {
  const TemporaryFolder folder;
  addPicture(folder, "a, b.png");
  folder.write("metadata.csv", "\xEF\xBB\xBFimg_filename,y,split,place\r\n\"a, b.png\",0,train,0\r\n\r\n\"a, b.png\",1.0,test,1\r\n");
  EXPECT_EQ(opened(folder).dataset->samples.size(), 2u);
}

TEST(BadMetadata, TellsMissingColumns) {
  holds(errorOf("img_id,img_filename,split\n1,a.png,0\n"), {"data|", "y", "place", "metadata.csv, line 1", "img_id, img_filename, split"});
}

TEST(BadMetadata, TellsTheLineOfAnUnknownLabel) {
  holds(errorOf(kHeader + kRows + "6,a.png,land,0,0,x\n"), {"'land'", "column 'y'", "line 7", "0, 1, 2"});
  holds(errorOf(kHeader + "1,a.png,-1,0,0,x\n"), {"'-1'", "line 2"});
  holds(errorOf(kHeader + "1,a.png,1,0,nan,x\n"), {"'nan'", "column 'place'", "line 2"});
  holds(errorOf(kHeader + "1,a.png,99999999999,0,0,x\n"), {"'99999999999'", "line 2"});
}

TEST(BadMetadata, TellsTheLineOfAnUnknownSplit) {
  holds(errorOf(kHeader + kRows + "6,a.png,0,holdout,0,x\n"), {"'holdout'", "line 7", "train, val, test"});
}

TEST(BadMetadata, TellsRowsOfAnotherLengthAndEmptyFiles) {
  holds(errorOf(kHeader + "1,a.png,0\n"), {"format|", "line 2", "3 fields"});
  holds(errorOf(kHeader), {"there is no sample"});
  holds(errorOf(""), {"the file is empty"});
  holds(errorOf(kHeader + "1,,0,0,0,x\n"), {"has no name", "line 2"});
}

TEST(BadMetadata, RefusesTwoColumnsOfOneName) {
  holds(errorOf("img_filename,y,split,place,y\n001.Albatross/a.png,0,0,0,1\n"), {"data|", "several columns 'y'", "line 1", "Rename"});
  const TemporaryFolder folder;
  addBirds(folder);
  folder.write("metadata.csv", "img_filename,y,split,place,note,note\n001.Albatross/a.png,0,0,0,,\n");
  EXPECT_EQ(opened(folder).dataset->samples.size(), 1u) << "columns that are not used may be called as they like";
}

TEST(BadMetadata, TellsNamesThatStandInSeveralRows) {
  const TemporaryFolder folder;
  addBirds(folder);
  folder.write("metadata.csv", kHeader + kRows + "6,002.Gull/e.png,0,0,0,x\n7,002.Gull/e.png,0,2,0,x\n8,001.Albatross/a.png,0,0,0,x\n");
  const auto data = opened(folder).dataset;
  EXPECT_EQ(data->samples.size(), 8u);
  ASSERT_EQ(data->problems.size(), 1u);
  holds(data->problems[0], {"metadata.csv: 2 names", "'002.Gull/e.png'", "1 of them in different splits"});
}

TEST(BadMetadata, RefusesMoreGroupsThanCanBeMeant) {
  holds(errorOf(kHeader + "1,a.png,90000,0,0,x\n2,a.png,0,0,90000,x\n"), {"range|", "groups"});
}

TEST(MissingImages, AreToldAndReportedWhenRead) {
  const TemporaryFolder folder;
  addBirds(folder);
  std::filesystem::remove(folder / "002.Gull/d.png");
  folder.write("metadata.csv", kHeader + kRows);
  const auto data = opened(folder);
  ASSERT_EQ(data.dataset->problems.size(), 1u);
  holds(data.dataset->problems[0], {"1 of 5 images", "d.png", "missing"});
  std::vector<std::uint8_t> out(2 * 224 * 224 * 3, 9);
  const auto damaged = data.pixels->read(std::vector{3, 0}, out, {});
  ASSERT_EQ(damaged.size(), 1u);
  EXPECT_EQ(damaged[0].sample, 3);
  EXPECT_EQ(out[0], 0);
}

TEST(MissingImages, AllOfThemAreAnError) {
  const TemporaryFolder folder;
  folder.write("metadata.csv", kHeader + kRows);
  EXPECT_THROW(opened(folder), Error);
}

TEST(DamagedImages, AreReportedWithTheirNameEveryTime) {
  const TemporaryFolder folder;
  addBirds(folder);
  folder.write("metadata.csv", kHeader + kRows);
  folder.write("002.Gull/e.png", readTextFile(dataFile("rgb.png")).substr(0, 900));
  const auto data = opened(folder);
  std::vector<std::uint8_t> out(224 * 224 * 3);
  for (int round = 0; round < 2; ++round) {
    const auto damaged = data.pixels->read(std::vector{4}, out, {});
    ASSERT_EQ(damaged.size(), 1u);
    holds(damaged[0].reason, {"002.Gull/e.png", "ends early"});
  }
}

TEST(Names, ThatLeaveTheFolderAreNeverOpened) {
  const TemporaryFolder folder;
  addPicture(folder, "outside.png");
  addPicture(folder, "data/a.png");
  std::filesystem::create_symlink("../outside.png", folder / "data/link.png");
  folder.write("data/metadata.csv", "img_filename,y,split,place\na.png,0,0,0\n../outside.png,1,0,1\nlink.png,1,0,1\n" +
                                        (folder / "outside.png").string() + ",0,0,1\n");
  const auto data = opened(folder, "data");
  std::vector<std::uint8_t> out(4 * 224 * 224 * 3);
  const auto damaged = data.pixels->read(std::vector{0, 1, 2, 3}, out, {});
  ASSERT_EQ(damaged.size(), 3u);
  for (const auto& sample : damaged) holds(sample.reason, {"leads out of the data set's folder"});
}

TEST(Groups, ThatAreEmptyOrAloneAreTold) {
  const TemporaryFolder folder;
  for (const char* name : {"a.png", "b.png", "c.png"}) addPicture(folder, name);
  folder.write("metadata.csv", "img_filename,y,split,place\na.png,0,0,0\nb.png,0,0,1\n");
  const auto one = opened(folder).dataset;
  ASSERT_EQ(one->problems.size(), 1u);
  holds(one->problems[0], {"every sample has the class 'class 0'", "metadata.csv"});
  folder.write("metadata.csv", "img_filename,y,split,place\na.png,0,0,0\nb.png,1,0,0\nc.png,1,0,1\n");
  const auto empty = opened(folder).dataset;
  ASSERT_EQ(empty->problems.size(), 1u);
  holds(empty->problems[0], {"'class 0 / attribute 1'", "no sample"});
}

TEST(OpenDataset, TellsWhatItKnowsWhenNothingFits) {
  const TemporaryFolder folder;
  folder.write("notes.txt", "hello");
  try {
    opened(folder);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::Unsupported);
    holds(error.remedy(), {"metadata.csv", "img_filename"});
  }
  EXPECT_THROW(opened(folder, "nowhere"), Error);
}

TEST(OpenDataset, WorksWhereNoCacheCanBeMade) {
  const TemporaryFolder folder;
  addBirds(folder);
  folder.write("metadata.csv", kHeader + kRows);
  folder.write("cache", "a file, not a folder");
  const auto data = openedCached(folder);
  ASSERT_EQ(data.dataset->problems.size(), 1u);
  holds(data.dataset->problems[0], {"pixel cache"});
  std::vector<std::uint8_t> out(224 * 224 * 3);
  EXPECT_TRUE(data.pixels->read(std::vector{0}, out, {}).empty());
}

}  // namespace
}  // namespace spurioscope
