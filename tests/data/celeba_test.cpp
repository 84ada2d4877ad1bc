// CelebA's lists, as CSV files and as the original text files.
#include "tests/data/opening.h"

namespace spurioscope {
namespace {

const std::string kCsv =
    "image_id,5_o_Clock_Shadow,Blond_Hair,Male,Young\n000001.jpg,-1,-1,-1,1\n000002.jpg,1,-1,1,-1\n000003.jpg,-1,1,-1,1\n000004.jpg,-1,1,1,"
    "1\n";
const std::string kParts = "image_id,partition\n000001.jpg,0\n000002.jpg,0\n000003.jpg,1\n000004.jpg,2\n";
const std::string kText =
    "4\n5_o_Clock_Shadow Blond_Hair Male Young\n000001.jpg -1 -1 -1  1\n000002.jpg  1 -1  1 -1\n000003.jpg -1  1 -1  1\n000004.jpg -1  1  "
    "1  1\n";
const std::string kTextParts = "000001.jpg 0\n000002.jpg 0\n000003.jpg 1\n000004.jpg 2\n";

void addFaces(const TemporaryFolder& folder, const std::string& where = "img_align_celeba/") {
  for (const char* name : {"000001.jpg", "000002.jpg", "000003.jpg", "000004.jpg"}) addPicture(folder, where + name, "face.png");
}

class Celeba : public ::testing::Test {
 protected:
  void writeCsv() const { folder.write("list_attr_celeba.csv", kCsv), folder.write("list_eval_partition.csv", kParts), addFaces(folder); }
  void writeText() const {
    folder.write("list_attr_celeba.txt", kText), folder.write("list_eval_partition.txt", kTextParts), addFaces(folder);
  }

  const TemporaryFolder folder;
};

TEST_F(Celeba, IsBlondHairAgainstMaleUnlessChosen) {
  writeCsv();
  const auto data = opened(folder);
  EXPECT_EQ(data.dataset->layout, "celeba");
  EXPECT_EQ(groupNames(*data.dataset), "not Blond_Hair / not Male, not Blond_Hair / Male, Blond_Hair / not Male, Blond_Hair / Male");
  EXPECT_EQ(data.dataset->samples[3].group, 3);
  EXPECT_EQ(data.dataset->samples[2].split, Split::Validation);
  EXPECT_EQ(data.dataset->preprocessing.name, "celeba-group-dro");
  EXPECT_EQ(pixelsOf(data, 0).size(), 224u * 224 * 3);
  EXPECT_TRUE(data.dataset->problems.empty());
}

TEST_F(Celeba, OriginalTextListsSayTheSame) {
  writeText();
  const TemporaryFolder other;
  other.write("list_attr_celeba.csv", kCsv), other.write("list_eval_partition.csv", kParts), addFaces(other);
  EXPECT_EQ(opened(folder).dataset->fingerprint, opened(other).dataset->fingerprint);
}

TEST_F(Celeba, LiesInThreeFoldersAsDownloaded) {
  folder.write("Anno/list_attr_celeba.txt", kText), folder.write("Eval/list_eval_partition.txt", kTextParts);
  folder.write("Anno/identity_CelebA.txt", "000001.jpg 2\n000002.jpg 1\n");
  addFaces(folder, "Img/img_align_celeba/");
  for (const char* path : {"", "Anno", "Anno/list_attr_celeba.txt"}) {
    const auto data = opened(folder, path);
    EXPECT_EQ(data.dataset->layout, "celeba") << path;
    EXPECT_EQ(data.dataset->samples[2].split, Split::Validation) << path;
    pixelsOf(data, 3);
  }
}

TEST_F(Celeba, IsToldByItsRowsNotByItsNames) {
  folder.write("labels.txt", kText), folder.write("parts.txt", kTextParts), addFaces(folder, "pictures/inner/");
  EXPECT_EQ(opened(folder).dataset->layout, "celeba");
  EXPECT_EQ(opened(folder, "labels.txt").dataset->samples.size(), 4u);
  pixelsOf(opened(folder), 3);
}

// group_DRO: group = y * 2^k + sum c_j * 2^j, the first confounder being the lowest bit.
TEST_F(Celeba, SeveralAttributesAreNumberedAsGroupDro) {
  writeCsv();
  const auto data = opened(folder, {}, {.y = "Male", .attributes = {"Blond_Hair", "Young"}}).dataset;
  ASSERT_EQ(data->groups.size(), 8u);
  EXPECT_EQ(data->samples[0].group, 0 * 4 + 0 * 1 + 1 * 2);
  EXPECT_EQ(data->samples[3].group, 1 * 4 + 1 * 1 + 1 * 2);
  EXPECT_EQ(data->groups[5].name, "Male / Blond_Hair + not Young");
  EXPECT_EQ(data->chosen.attributes, (std::vector<std::string>{"Blond_Hair", "Young"}));
}

TEST_F(Celeba, TakesRulesOnItsAttributes) {
  writeCsv();
  const auto data = opened(folder, {}, {.y = "Young=1", .attributes = {"Blond_Hair<0", "Male"}});
  EXPECT_EQ(data.dataset->chosen.y, "Young=1");
  EXPECT_EQ(data.dataset->classNames[1], "Young=1");
  EXPECT_EQ(data.dataset->chosen.attributes[0], "Blond_Hair<0");
  EXPECT_EQ(data.dataset->samples[1].group, 3);  // not young, not blond, male
  holds(openingError(folder, {}, {.attributes = {"Hat=1"}}), {"usage|", "'Hat=1'"});
}

TEST_F(Celeba, AnAttributeNamedTwiceIsRefused) {
  writeCsv();
  holds(openingError(folder, {}, {.attributes = {"Male", "Young", "Male"}}), {"usage|", "'Male' is named twice"});
  holds(openingError(folder, {}, {.overlapping = {"Young", "Young"}}), {"usage|", "'Young' is named twice"});
}

TEST_F(Celeba, WithoutAttributeClassIsGroup) {
  writeCsv();
  EXPECT_EQ(groupNames(*opened(folder, {}, {.attributes = {"none"}}).dataset), "not Blond_Hair / any, Blond_Hair / any");
}

TEST_F(Celeba, TellsUnknownAttributes) {
  writeCsv();
  holds(openingError(folder, {}, {.y = "Blonde"}), {"usage|", "'Blonde'", "list_attr_celeba.csv", "Blond_Hair, Male"});
  holds(openingError(folder, {}, {.attributes = {"image_id"}}), {"usage|", "'image_id'"});
  holds(openingError(folder, {}, {.image = "image_id"}), {"usage|", "--column image"});
}

TEST_F(Celeba, TellsTheLineOfABadValue) {
  writeCsv();
  folder.write("list_attr_celeba.csv", kCsv + "000005.jpg,1,0,1,1\n");
  holds(openingError(folder), {"data|", "'0' in column 'Blond_Hair'", "line 6", "-1"});
}

TEST_F(Celeba, TellsAnImageInNoPart) {
  writeCsv();
  folder.write("list_eval_partition.csv", "image_id,partition\n000001.jpg,0\n000002.jpg,0\n000004.jpg,1\n");
  holds(openingError(folder), {"data|", "'000003.jpg'", "list_eval_partition.csv", "line 4"});
  folder.write("list_eval_partition.csv", kParts + "x.jpg,7\n");
  holds(openingError(folder), {"data|", "line 6"});
}

TEST_F(Celeba, TellsIncompleteTextLists) {
  writeText();
  folder.write("list_attr_celeba.txt", kText.substr(0, kText.rfind("000004")));
  holds(openingError(folder), {"data|", "4 images", "has 3"});
  folder.write("list_attr_celeba.txt", kText + "000005.jpg 1\n");
  holds(openingError(folder), {"format|", "2 fields", "line 7"});
}

TEST_F(Celeba, WithoutPartsAllAreTestSamplesAndThatIsTold) {
  folder.write("list_attr_celeba.csv", kCsv), addFaces(folder);
  const auto data = opened(folder).dataset;
  EXPECT_EQ(data->inSplit(Split::Test).size(), 4u);
  ASSERT_EQ(data->problems.size(), 1u);
  holds(data->problems[0], {"list_eval_partition"});
}

TEST_F(Celeba, WithoutImagesTellsWhereTheyBelong) {
  folder.write("list_attr_celeba.csv", kCsv), folder.write("list_eval_partition.csv", kParts);
  std::filesystem::create_directory(folder / "img_align_celeba");
  holds(openingError(folder), {"data|", "4 of 4 images", "img_align_celeba"});
}

TEST_F(Celeba, LeavesSomebodysOwnMetadataToIt) {
  writeCsv();
  folder.write("metadata.csv", "img_filename,y,split,place\nimg_align_celeba/000001.jpg,0,0,0\nimg_align_celeba/000002.jpg,1,0,1\n");
  EXPECT_EQ(opened(folder).dataset->layout, "waterbirds");
  EXPECT_EQ(opened(folder, "list_attr_celeba.csv").dataset->layout, "celeba");
}

}  // namespace
}  // namespace spurioscope
