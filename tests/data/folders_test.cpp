// Layouts whose labels are the names of folders: SpuCo, UrbanCars, ImageFolder.
#include "data/attribute_file.h"
#include "data/image_tree.h"
#include "tests/data/opening.h"

namespace spurioscope {
namespace {

void add(const TemporaryFolder& folder, std::initializer_list<const char*> names) {
  for (const char* name : names) addPicture(folder, name);
}

bool hasProblem(const Dataset& dataset, const std::string& part) {
  return std::any_of(dataset.problems.begin(), dataset.problems.end(),
                     [&](const auto& text) { return text.find(part) != std::string::npos; });
}

TEST(Spuco, ReadsClassAndSpuriousFromFolders) {
  const TemporaryFolder folder;
  add(folder, {"train/waterbirds/water/1.png", "train/waterbirds/land/2.png", "train/landbirds/land/3.png", "val/landbirds/water/4.png",
               "test/landbirds/land/5.png"});
  const auto data = opened(folder);
  EXPECT_EQ(data.dataset->layout, "spuco");
  EXPECT_EQ(groupNames(*data.dataset), "landbirds / land, landbirds / water, waterbirds / land, waterbirds / water");
  EXPECT_EQ(data.dataset->samples[0].name, "test/landbirds/land/5.png");
  EXPECT_EQ(data.dataset->samples[0].split, Split::Test);
  EXPECT_EQ(data.dataset->groups[1].counts, (std::array<std::int64_t, 3>{0, 1, 0}));
  EXPECT_EQ(data.dataset->preprocessing.name, "spuco");
  EXPECT_TRUE(hasProblem(*data.dataset, "0 landbirds, 1 waterbirds"));
  pixelsOf(data, 4);
}

TEST(Spuco, KeepsTheNumbersOfSpuCoDogs) {
  const TemporaryFolder folder;
  add(folder, {"train/big_dogs/indoor/1.png", "train/small_dogs/outdoor/1.png"});
  EXPECT_EQ(opened(folder).dataset->classNames, (std::vector<std::string>{"small_dogs", "big_dogs"}));
}

TEST(Spuco, RefusesChoicesThatItCannotFollow) {
  const TemporaryFolder folder;
  add(folder, {"train/a/x/1.png"});
  holds(openingError(folder, {}, {.y = "a"}), {"usage|", "'spuco'", "--target"});
  holds(openingError(folder, {}, {.split = "none"}), {"usage|", "--column split"});
}

TEST(UrbanCars, HasTheProjectsEightGroups) {
  const TemporaryFolder folder;
  const std::string train = "bg-0.95_co_occur_obj-0.95/train/", test = "bg-0.5_co_occur_obj-0.5/test/";
  for (const std::string& name :
       {train + "obj-urban_bg-urban_co_occur_obj-urban/1.jpg", train + "obj-urban_bg-urban_co_occur_obj-country/2.jpg",
        train + "obj-urban_bg-country_co_occur_obj-urban/3.jpg", test + "obj-country_bg-country_co_occur_obj-country/4.jpg"}) {
    addPicture(folder, name, "photo444.jpg");
  }
  const auto data = opened(folder);
  EXPECT_EQ(data.dataset->layout, "urbancars");
  ASSERT_EQ(data.dataset->groups.size(), 8u);
  EXPECT_EQ(data.dataset->groups[2].name, "urban / co_occur_obj urban + bg country");
  EXPECT_EQ(data.dataset->groups[0].counts[0], 1);  // obj * 4 + bg * 2 + co_occur_obj
  EXPECT_EQ(data.dataset->groups[1].counts[0], 1);
  EXPECT_EQ(data.dataset->groups[2].counts[0], 1);
  EXPECT_EQ(data.dataset->groups[7].counts[2], 1);
  EXPECT_EQ(data.dataset->width(), 120);
  pixelsOf(data, 3);
}

TEST(UrbanCars, OneAttributeGivesFourGroups) {
  const TemporaryFolder folder;
  add(folder, {"train/obj-urban_bg-urban_co_occur_obj-urban/1.png", "train/obj-country_bg-country_co_occur_obj-urban/1.png"});
  const auto data = opened(folder, {}, {.attributes = {"bg"}}).dataset;
  EXPECT_EQ(groupNames(*data), "urban / bg urban, urban / bg country, country / bg urban, country / bg country");
  holds(openingError(folder, {}, {.attributes = {"background"}}), {"usage|", "'background'", "bg and co_occur_obj"});
}

TEST(ImageFolder, WithoutAttributeSaysThatClassIsGroup) {
  const TemporaryFolder folder;
  add(folder, {"cat/1.png", "dog/2.png", "dog/3.png"});
  const auto data = opened(folder);
  EXPECT_EQ(data.dataset->layout, "image-folder");
  EXPECT_EQ(groupNames(*data.dataset), "cat / any, dog / any");
  EXPECT_EQ(data.dataset->inSplit(Split::Test).size(), 3u);
  EXPECT_TRUE(hasProblem(*data.dataset, "class = group"));
  EXPECT_EQ(data.dataset->preprocessing.name, "torchvision-imagenet");
  pixelsOf(data, 2);
}

TEST(ImageFolder, TakesAttributesFromTheCsvBesideIt) {
  const TemporaryFolder folder;
  add(folder, {"train/cat/1.png", "train/dog/2.png", "test/dog/3.png"});
  folder.write("attributes.csv", "filename,weather\ntrain/dog/2.png,rain\ntrain/cat/1.png,sun\ntest/dog/3.png,sun\nother.png,sun\n");
  const auto data = opened(folder).dataset;
  EXPECT_EQ(groupNames(*data), "cat / rain, cat / sun, dog / rain, dog / sun");
  EXPECT_EQ(data->samples[0].name, "test/dog/3.png");
  EXPECT_EQ(data->samples[0].group, 3);
  EXPECT_EQ(data->chosen.attributes, (std::vector<std::string>{"weather"}));
  EXPECT_TRUE(hasProblem(*data, "1 rows name no sample"));
}

TEST(ImageFolder, TellsWhatIsWrongWithTheAttributes) {
  const TemporaryFolder folder, beside;
  add(folder, {"cat/1.png", "dog/2.png"});
  const DataChoices choices{.attributeFile = (beside / "a.csv").string()};
  beside.write("a.csv", "image,weather\ncat/1.png,sun\n");
  holds(openingError(folder, {}, choices), {"data|", "'dog/2.png'", "a.csv", "column 'image'", "cat/1.png"});
  beside.write("a.csv", "image,weather\ncat/1.png,sun\ncat/1.png,rain\n");
  holds(openingError(folder, {}, choices), {"data|", "twice", "line 3"});
  beside.write("a.csv", "image,weather,wind\ncat/1.png,sun,1\ndog/2.png,sun,0\n");
  holds(openingError(folder, {}, choices), {"data|", "not clear", "image, weather, wind", "--attribute"});
  beside.write("a.csv", "what,weather\ncat/1.png,sun\n");
  holds(openingError(folder, {}, choices), {"data|", "no column names the samples"});
  holds(openingError(folder, {}, {.attributeFile = "/nowhere.csv"}), {"io|", "nowhere.csv"});
}

TEST(ImageFolder, ChoosesAmongSeveralAttributes) {
  const TemporaryFolder folder;
  add(folder, {"cat/1.png", "dog/2.png"});
  folder.write("attributes.csv", "image,weather,wind\ncat/1.png,sun,1\ndog/2.png,rain,0\n");
  const auto data = opened(folder, {}, {.attributes = {"wind", "weather"}}).dataset;
  EXPECT_EQ(data->layout, "image-folder");
  EXPECT_EQ(data->groups[3].name, "cat / wind 1 + sun");
}

TEST(ImageFolder, NumbersFoldersAsTorchvision) {
  const TemporaryFolder folder;
  add(folder, {"10/1.png", "2/1.png", "Z/1.png", "a/1.png"});
  EXPECT_EQ(opened(folder).dataset->classNames, (std::vector<std::string>{"10", "2", "Z", "a"}));
}

TEST(ImageTree, TellsWhatItLeavesOut) {
  const TemporaryFolder folder;
  add(folder, {"train/cat/1.png", "train/dog/2.png"});
  folder.write("train/cat/notes.txt", "x");
  folder.write("train/dog/deep/3.png", "x");
  folder.write(".hidden/4.png", "x");
  std::filesystem::create_directories(folder / "train/empty");
  std::vector<std::string> problems;
  EXPECT_EQ(imagesBelow(folder.path(), *shapeOf(folder.path()), problems).size(), 2u);
  ASSERT_EQ(problems.size(), 2u);
  holds(problems[0], {"notes.txt", "2 files or folders"});
  holds(problems[1], {"train/empty", "no image"});
}

TEST(ImageTree, ClassesCalledByNumbersAreNoSplits) {
  const TemporaryFolder folder;
  add(folder, {"0/1.png", "1/2.png"});
  EXPECT_FALSE(shapeOf(folder.path())->splits);
  EXPECT_FALSE(shapeOf(folder / "nowhere").has_value());
}

TEST(ImageTree, LinksThatLeadOutAreReportedNotRead) {
  const TemporaryFolder folder;
  add(folder, {"secret.png", "data/cat/1.png", "data/dog/2.png"});
  std::filesystem::create_symlink(folder / "secret.png", folder / "data/dog/link.png");
  const auto data = opened(folder, "data").dataset;
  EXPECT_TRUE(hasProblem(*data, "leads out of the data set's folder"));
}

TEST(DamagedImages, InFoldersAreNamed) {
  const TemporaryFolder folder;
  add(folder, {"cat/1.png", "dog/2.png"});
  folder.write("dog/3.jpg", readTextFile(dataFile("photo444.jpg")).substr(0, 3000));
  const auto data = opened(folder);
  std::vector<std::uint8_t> out(3 * data.pixels->sampleBytes());
  const auto damaged = data.pixels->read(std::vector{0, 1, 2}, out, {});
  ASSERT_EQ(damaged.size(), 1u);
  holds(damaged[0].reason, {"dog/3.jpg", "ends early"});
}

}  // namespace
}  // namespace spurioscope
