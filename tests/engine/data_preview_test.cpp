#include "engine/data_preview.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/base/temporary_folder.h"

namespace spurioscope::engine {
namespace {

class Preview : public ::testing::Test {
 protected:
  Preview() {
    home.write("tweets/tweets.csv", "id,tweet,mood,place,split\n1,hello there,0,home,train\n2,bye,1,work,train\n3,well,1,home,test\n");
    home.write("civil/all.csv", "comment_text,split,toxicity,male,black\na,train,1,1,1\nb,test,0,1,0\nc,test,0,0,0\n");
  }
  DataPreview of(const std::string& path, const DataChoices& choices = {}) const {
    const auto preview = previewData({(home / path).string(), choices}, {});
    EXPECT_TRUE(preview.ok()) << preview.failure().what;
    return preview.ok() ? *preview : DataPreview{};
  }
  const TemporaryFolder home;
};

TEST_F(Preview, OfATableWithForeignColumnsListsThemAndSaysWhatIsMissing) {
  const auto preview = of("tweets/tweets.csv");
  EXPECT_EQ(preview.columns, (std::vector<std::string>{"id", "tweet", "mood", "place", "split"}));
  EXPECT_TRUE(preview.takesTarget && preview.takesAttribute && preview.takesSplit && preview.takesOverlapping);
  EXPECT_FALSE(preview.info);
  ASSERT_TRUE(preview.failure);
  EXPECT_NE(preview.failure->what.find("missing"), std::string::npos);
  EXPECT_TRUE(preview.takesImage && preview.takesTexts);  // it may be either
}

TEST_F(Preview, OfATableWhoseColumnsAreNamedShowsItsSamplesAndGroups) {
  const auto preview = of("tweets/tweets.csv", {.y = "mood", .text = "tweet"});
  ASSERT_TRUE(preview.info) << preview.failure->what;
  EXPECT_TRUE(preview.takesTexts && !preview.takesImage && !preview.takesPreprocessing);
  EXPECT_EQ(preview.info->groups.size(), 4u);
  ASSERT_EQ(preview.samples.size(), 3u);
  std::set<std::string> texts;
  for (const auto& sample : preview.samples) texts.insert(sample.text.first);
  EXPECT_EQ(texts, (std::set<std::string>{"hello there", "bye", "well"}));
}

TEST_F(Preview, OfAFolderThatNoLayoutKnowsOffersItsOnlyTable) {
  home.write("birds/list.csv", "file,species,ground\na.png,0,1\n");
  const auto preview = of("birds");
  EXPECT_TRUE(preview.layout.empty());
  EXPECT_EQ(preview.columns, (std::vector<std::string>{"file", "species", "ground"}));
  EXPECT_TRUE(preview.takesImage);
}

TEST_F(Preview, ColumnsAreThoseOfTheAttributeFileThatIsNamed) {
  home.write("animals/cat/1.png", "no picture"), home.write("animals/one.csv", "image,weather\n"), home.write("animals/two.csv", "image,x\n");
  home.write("elsewhere.csv", "image,fur\ncat/1.png,black\n");
  EXPECT_TRUE(of("animals").columns.empty());
  EXPECT_EQ(of("animals", {.attributeFile = (home / "elsewhere.csv").string()}).columns, (std::vector<std::string>{"image", "fur"}));
}

TEST_F(Preview, NamesAllGroupsOfASample) {
  const auto preview = of("civil");
  ASSERT_TRUE(preview.info && preview.info->overlapping);
  std::set<std::string> groups;
  for (const auto& sample : preview.samples) groups.insert(sample.group);
  EXPECT_EQ(groups, (std::set<std::string>{"toxic / male, toxic / black", "non-toxic / male", ""}));
}

TEST_F(Preview, OfWhatIsNotThereIsAFailure) { EXPECT_EQ(previewData({(home / "nowhere").string()}, {}).failure().kind, "io"); }

TEST(Preprocessings, HaveNamesAndUses) {
  const auto all = preprocessings();
  ASSERT_GT(all.size(), 5u);
  for (const auto& one : all) EXPECT_FALSE(one.name.empty() || one.use.empty());
}

}  // namespace
}  // namespace spurioscope::engine
