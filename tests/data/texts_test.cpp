#include "tests/data/opening.h"

namespace spurioscope {
namespace {

using Names = std::vector<std::string>;

TEST(Texts, QuotesLineEndsAndAByteOrderMarkAreReadAsTheyStand) {
  const TemporaryFolder folder;
  folder.write("data.csv", "\xEF\xBB\xBFtext,y,a,split\r\n\"He said \"\"no\"\",\nthen left\",0,1,train\r\nnaïve 日本,1,0,2\r\n");
  const auto data = opened(folder);
  ASSERT_TRUE(data.texts && data.dataset->holdsTexts);
  EXPECT_EQ((*data.texts)[0].first, "He said \"no\",\nthen left");
  EXPECT_EQ((*data.texts)[1].first, "naïve 日本");
  EXPECT_FALSE((*data.texts)[0].second);
  EXPECT_EQ(data.dataset->samples[1].name, "1");
  EXPECT_EQ(data.dataset->samples[1].split, Split::Test);
  EXPECT_EQ(data.pixels, nullptr);
}

TEST(Texts, MultiNliIsReadByItsColumns) {
  const TemporaryFolder folder;
  folder.write("metadata_random.csv", ",sentence1,sentence2,gold_label,sentence2_has_negation,split\n"
               "7,A man.,Nobody.,0,1,0\n8,A man.,A person.,1,0,0\n9,A man.,Tall.,-,0,1\n11,A man.,Tall.,2,0,2\n");
  const auto data = opened(folder);
  const auto& dataset = *data.dataset;
  EXPECT_EQ(dataset.layout, "multinli");
  EXPECT_EQ(dataset.classNames, (Names{"contradiction", "entailment", "neutral"}));
  EXPECT_EQ(dataset.attributeNames, (Names{"no negation", "negation"}));
  ASSERT_EQ(dataset.samples.size(), 3u);
  EXPECT_EQ(dataset.samples[2].name, "11");
  EXPECT_EQ(dataset.samples[0].group, 1);
  EXPECT_EQ((*data.texts)[2].second, "Tall.");
  holds(dataset.problems.front(), {"line 4", "1 rows without an agreed label"});
}

TEST(Texts, MetadataWithoutSentencesSaysWhatIsMissing) {
  const TemporaryFolder folder;
  folder.write("metadata_random.csv", ",gold_label,sentence2_has_negation,split\n0,1,0,0\n");
  holds(openingError(folder), {"data|", "no texts", "sentence1 and sentence2"});
}

class CivilComments : public testing::Test {
 protected:
  CivilComments() {
    folder.write(
        "all_data_with_identities.csv",
        "id,comment_text,split,toxicity,male,female,LGBTQ,christian,muslim,other_religions,black,white\n"
        "59,\"a\nb\",train,0.5,0.5,0,0,0,0,0,0,0\n60,c,val,0.49,0,0.4,0,0,0,0,0,0\n61,d,test,1.0,0,0,0,0,0.8,0,0,0\n62,e,test,0,,,,,,,,\n");
  }
  const TemporaryFolder folder;
};

TEST_F(CivilComments, EveryIdentityHasGroupsOfItsOwnThatOverlap) {
  const auto dataset = opened(folder).dataset;
  EXPECT_EQ(dataset->layout, "civilcomments");
  EXPECT_TRUE(dataset->overlapping());
  ASSERT_EQ(dataset->groups.size(), 16u);
  EXPECT_EQ(dataset->groups[8].name, "toxic / male");
  EXPECT_EQ(dataset->chosen.overlapping.size(), 8u);
  EXPECT_EQ(dataset->groupSets, (std::vector<std::vector<int>>{{8}, {}, {8 + 4}, {}}));
  EXPECT_EQ(dataset->samples[1].group, -1);
  EXPECT_EQ(dataset->samples[0].name, "59");
}

TEST_F(CivilComments, ACommentCountsInEveryGroupOfItsIdentities) {
  const TemporaryFolder several;
  several.write("all.csv", "comment_text,split,toxicity,male,black\na,train,1,1,0.7\nb,train,0,1,0\nc,train,0,0,0\nd,test,0,0,1\n");
  const auto dataset = opened(several).dataset;
  EXPECT_EQ(groupNames(*dataset), "non-toxic / male, non-toxic / black, toxic / male, toxic / black");
  EXPECT_EQ(dataset->groupSets[0], (std::vector<int>{2, 3}));
  EXPECT_EQ(dataset->groupSizes(Split::Train), (std::vector<std::int64_t>{1, 0, 1, 1}));
  // Of the three comments of training one is toxic: male is 1 of 2 there without toxicity and 1 of 1 with it.
  EXPECT_EQ(dataset->minority, (std::vector<int>{0, 1}));
  EXPECT_EQ(dataset->majority, (std::vector<int>{2, 3}));
}

TEST_F(CivilComments, AnyIdentityPartsTheCommentsIntoFourGroups) {
  const auto dataset = opened(folder, {}, {.attributes = {"any identity"}}).dataset;
  EXPECT_FALSE(dataset->overlapping());
  EXPECT_EQ(groupNames(*dataset), "non-toxic / no identity, non-toxic / identity, toxic / no identity, toxic / identity");
  std::vector<int> groups;
  for (const auto& sample : dataset->samples) groups.push_back(sample.group);
  EXPECT_EQ(groups, (std::vector<int>{3, 0, 3, 0}));
}

TEST_F(CivilComments, OverlappingGroupsAndAnAttributeAreRefusedTogether) {
  holds(openingError(folder, {}, {.attributes = {"male"}, .overlapping = {"black"}}), {"usage|", "--overlapping"});
  holds(openingError(folder, {}, {.overlapping = {"blak"}}), {"usage|", "'blak'", "--overlapping"});
  holds(openingError(folder, {}, {.overlapping = {"comment_text"}}), {"data|", "neither yes nor no", "line 2"});
}

TEST_F(CivilComments, OneIdentityIsChosenByName) {
  const auto dataset = opened(folder, {}, {.attributes = {"muslim"}}).dataset;
  EXPECT_EQ(dataset->attributeNames, (Names{"not muslim", "muslim"}));
  EXPECT_EQ(dataset->samples[0].a, 0);
  EXPECT_EQ(dataset->samples[2].a, 1);
}

TEST_F(CivilComments, AShareBeyondOneIsAnErrorWithItsLine) {
  const TemporaryFolder wrong;
  wrong.write("all.csv", "comment_text,split,toxicity,male\nx,train,1.5,0\n");
  holds(openingError(wrong), {"data|", "'1.5'", "toxicity", "line 2"});
}

TEST(Texts, ColumnsAreNamedByTheUser) {
  const TemporaryFolder folder;
  folder.write("tweets.csv", "tweet,reply,mood,place\nhello,hi,happy,home\nbye,,sad,work\n");
  const auto data =
      opened(folder, "tweets.csv", {.y = "mood", .split = "none", .attributes = {"place"}, .text = "tweet", .text2 = "reply"});
  EXPECT_EQ(data.dataset->classNames, (Names{"happy", "sad"}));
  EXPECT_EQ((*data.texts)[0].second, "hi");
  EXPECT_EQ(data.dataset->chosen.text, "tweet");
  holds(openingError(folder, "tweets.csv", {.y = "mood", .split = "none", .attributes = {"place"}, .text = "twit"}),
        {"usage|", "'twit'", "tweet, reply"});
}

TEST(Texts, ATableOfImagesStaysOne) {
  const TemporaryFolder folder;
  folder.write("metadata.csv", "img_filename,text,y,place,split\na.png,words,0,0,0\n");
  holds(openingError(folder), {"images cannot be opened"});
}

TEST(Texts, WhatIsForImagesIsRefused) {
  const TemporaryFolder folder;
  folder.write("data.csv", "text,y,a,split\nx,0,0,0\ny,1,1,0\n");
  holds(openingError(folder, {}, {.preprocess = "none"}), {"usage|", "--preprocess"});
  holds(openingError(folder, {}, {.image = "text"}), {"usage|", "--column image"});
}

TEST(Texts, OtherTextsHaveAnotherFingerprint) {
  const TemporaryFolder one, other;
  one.write("data.csv", "text,y,a,split\nx,0,0,0\n");
  other.write("data.csv", "text,y,a,split\nz,0,0,0\n");
  EXPECT_NE(opened(one).dataset->fingerprint, opened(other).dataset->fingerprint);
}

}  // namespace
}  // namespace spurioscope
