// CSV files of any column names, and labels as numbers or words.
#include "data/labels.h"
#include "tests/data/opening.h"

namespace spurioscope {
namespace {

const std::string kOwn = "where,what,back,fold,weather\na.png,cow,grass,training,2\nb.png,camel,sand,Validation,0\nc.png,cow,sand,test,1\n";
const DataChoices kOwnColumns{.image = "where", .y = "what", .split = "fold", .attributes = {"back"}};

class OwnCsv : public ::testing::Test {
 protected:
  OwnCsv() {
    for (const char* name : {"a.png", "b.png", "c.png"}) addPicture(folder, name);
    folder.write("animals.csv", kOwn);
  }
  std::string errorOf(const std::string& csv, const DataChoices& choices = kOwnColumns) const {
    folder.write("animals.csv", csv);
    return openingError(folder, {}, choices);
  }

  const TemporaryFolder folder;
};

TEST_F(OwnCsv, IsOpenedByNamingItsColumns) {
  const auto data = opened(folder, {}, kOwnColumns);
  EXPECT_EQ(data.dataset->layout, "csv");
  EXPECT_EQ(groupNames(*data.dataset), "camel / grass, camel / sand, cow / grass, cow / sand");
  EXPECT_EQ(data.dataset->samples[1].group, 1);
  EXPECT_EQ(data.dataset->samples[1].split, Split::Validation);
  EXPECT_EQ(data.dataset->chosen.y, "what");
  pixelsOf(data, 2);
}

TEST_F(OwnCsv, SeveralAttributesFirstFastest) {
  const auto data =
      opened(folder, "animals.csv", {.image = "where", .y = "what", .split = "fold", .attributes = {"back", "weather"}}).dataset;
  EXPECT_EQ(data->groups.size(), 2u * 6);
  EXPECT_EQ(data->samples[0].group, 1 * 6 + 2 * 2 + 0);
  EXPECT_EQ(data->groups[11].name, "cow / sand + weather 2");
}

TEST_F(OwnCsv, MayHaveNeitherSplitNorAttribute) {
  const auto data = opened(folder, {}, {.image = "where", .y = "what", .split = "none", .attributes = {"none"}}).dataset;
  EXPECT_EQ(data->inSplit(Split::Test).size(), 3u);
  EXPECT_EQ(groupNames(*data), "camel / any, cow / any");
  ASSERT_EQ(data->problems.size(), 1u);
  holds(data->problems[0], {"class = group"});
}

TEST_F(OwnCsv, WithoutTheOptionTellsColumnsAndOption) {
  holds(openingError(folder, "animals.csv"),
        {"data|", "line 1", "where, what, back, fold, weather", "--column y=COLUMN,attribute=COLUMN"});
  holds(openingError(folder), {"unsupported|", "no known layout"});
}

TEST_F(OwnCsv, ColumnsOfImagesAndSplitsAreSeenByTheirCells) {
  const auto data = opened(folder, "animals.csv", {.y = "what", .attributes = {"back"}}).dataset;
  EXPECT_EQ(data->chosen.image, "where");
  EXPECT_EQ(data->chosen.split, "fold");
  EXPECT_EQ(data->samples[1].split, Split::Validation);
}

TEST_F(OwnCsv, OfSeveralSuchColumnsNoneIsTaken) {
  const DataChoices labels{.y = "what", .attributes = {"back"}};
  folder.write("two.csv", "where,thumb,what,back,fold,other\na.png,b.png,cow,grass,train,test\n");
  holds(openingError(folder, "two.csv", labels), {"data|", "--column image=COLUMN,split=COLUMN"});
  folder.write("numbers.csv", "where,what,back,fold\na.png,cow,grass,0\nb.png,camel,sand,2\n");
  holds(openingError(folder, "numbers.csv", labels), {"data|", "columns are missing: split"});
}

TEST_F(OwnCsv, WithTheUsualColumnsNeedsNoUsualName) {
  folder.write("animals.csv", "path,label,attribute,split\na.png,cow,grass,test\nb.png,camel,sand,test\n");
  EXPECT_EQ(groupNames(*opened(folder).dataset), "camel / grass, camel / sand, cow / grass, cow / sand");
}

TEST_F(OwnCsv, TellsColumnsThatAreNotThere) {
  auto choices = kOwnColumns;
  choices.y = "class";
  holds(errorOf(kOwn, choices), {"usage|", "'class'", "--column y", "where, what"});
  holds(errorOf(kOwn, {.attributeFile = "x.csv"}), {"unsupported|"});
  choices = kOwnColumns;
  choices.attributeFile = "x.csv";
  holds(errorOf(kOwn, choices), {"usage|", "--attribute-file"});
}

TEST_F(OwnCsv, TellsTheLineOfAWrongValue) {
  holds(errorOf(kOwn + "a.png,,grass,test,1\n"), {"data|", "''", "column 'what'", "line 5", "is empty"});
  holds(errorOf(kOwn + "a.png,7,grass,test,1\n"), {"data|", "'cow' in column 'what'", "line 2"});
  holds(errorOf(kOwn + "a.png,cow,grass,later,1\n"), {"data|", "'later' in column 'fold'", "line 5", "split=none"});
  holds(errorOf(kOwn + ",cow,grass,test,1\n"), {"data|", "has no name", "line 5", "'where'"});
}

TEST_F(OwnCsv, NeverReadsOutsideItsFolder) {
  folder.write("animals.csv", kOwn + "../../../etc/passwd,cow,sand,test,1\n/etc/passwd,cow,sand,test,1\n");
  const auto data = opened(folder, {}, kOwnColumns);
  ASSERT_FALSE(data.dataset->problems.empty());
  holds(data.dataset->problems.back(), {"2 of 5 images", "leads out of the data set's folder"});
}

TEST(Labels, TakeNumbersPlusMinusAndWords) {
  EXPECT_EQ(labelsOf({"f", "c", {"2", "0"}, {}}, "class").names, (std::vector<std::string>{"class 0", "class 1", "class 2"}));
  EXPECT_EQ(labelsOf({"f", "Male", {"1", "-1"}, {}}, "class").names, (std::vector<std::string>{"not Male", "Male"}));
  EXPECT_EQ(labelsOf({"f", "c", {"b", "a", "b"}, {}}, "class").ids, (std::vector<int>{1, 0, 1}));
}

TEST(Labels, KeepTheOrderOfProjectsThatHaveOne) {
  EXPECT_EQ(labelsOfNames({"big_dogs", "small_dogs"}).ids, (std::vector<int>{1, 0}));
  EXPECT_EQ(labelsOfNames({"country", "urban"}).names, (std::vector<std::string>{"urban", "country"}));
}

TEST(Labels, CombineWithinLimits) {
  const Labels many{{399}, std::vector<std::string>(400, "x")};
  EXPECT_THROW(combined({many, many}, 1), Error);
  EXPECT_EQ(combined({{{1}, {"a", "b"}}, {{2}, {"c", "d", "e"}}}, 1).ids[0], 5);
}

}  // namespace
}  // namespace spurioscope
