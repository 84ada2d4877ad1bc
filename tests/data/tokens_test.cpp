// Texts that are tokens already: in a table and in an HDF5 file.
#include "data/token_lists.h"
#include "tests/data/hdf5_files.h"
#include "tests/data/opening.h"

namespace spurioscope {
namespace {

TEST(Tokens, AreReadAsTheyArePrinted) {
  EXPECT_EQ(parseTokens("[101, 7592, 102]", {}), (std::vector<int>{101, 7592, 102}));
  EXPECT_EQ(parseTokens(" 1 2\n3", {}), (std::vector<int>{1, 2, 3}));
  EXPECT_TRUE(parseTokens("[]", {}).empty());
  for (const char* wrong : {"1 x", "-1", "1.5", "99999999999", "1;2"}) EXPECT_THROW(parseTokens(wrong, {}), Error) << wrong;
}

TEST(Tokens, PaddingIsOnlyBehind) {
  EXPECT_EQ(seenTokens(std::vector<int>{1, 1, 0}, 3, {}), 2u);
  for (const auto& mask : {std::vector<int>{0, 1, 1}, {1, 0, 1}, {0, 0, 0}, {1, 2, 0}, {1, 1}})
    EXPECT_THROW(seenTokens(mask, 3, {}), Error);
}

TEST(Tokens, InATableLoseTheirPadding) {
  const TemporaryFolder folder;
  folder.write("data.csv",
               "input_ids,attention_mask,token_type_ids,y,a,split\n\"[2, 5, 3, 0]\",\"[1, 1, 1, 0]\",\"[0, 0, 1, 0]\",0,1,train\n\"[2, 6, "
               "7, 3]\",\"[1, 1, 1, 1]\",\"[0, 0, 0, 0]\",1,0,test\n");
  const auto data = opened(folder);
  EXPECT_TRUE(data.dataset->holdsTexts && data.dataset->tokens);
  EXPECT_EQ((*data.texts)[0].first, "2 5 3");
  EXPECT_EQ((*data.texts)[0].second, "0 0 1");
  EXPECT_EQ((*data.texts)[1].first, "2 6 7 3");
  folder.write("data.csv", "input_ids,y,a,split\n2 5 three,0,1,train\n");
  holds(openingError(folder), {"data|", "'three'", "line 2", "input_ids"});
}

class TokenFiles : public ::testing::Test {
 protected:
  TokenFiles() { ::setenv("SPURIOSCOPE_READER", SPURIOSCOPE_READER_PROGRAM, 1); }
  Hdf5File file() const { return Hdf5File(folder / "data.h5", {{"/labels", {0, 1, 1}}, {"/a", {0, 1, 0}}, {"/split", {0, 1, 2}}}); }
  const TemporaryFolder folder;
};

TEST_F(TokenFiles, AreOpenedWithTheirLabels) {
  {
    const auto h5 = file();
    h5.array("/input_ids", {3, 4}, H5T_NATIVE_INT, std::vector<int>{2, 5, 3, 0, 2, 6, 7, 3, 2, 3, 0, 0});
    h5.array("/attention_mask", {3, 4}, H5T_NATIVE_INT, std::vector<int>{1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0});
  }
  const auto data = opened(folder, "data.h5");
  EXPECT_EQ(data.dataset->layout, "tokens");
  EXPECT_EQ((*data.texts)[0].first, "2 5 3");
  EXPECT_EQ((*data.texts)[2].first, "2 3");
  EXPECT_FALSE((*data.texts)[0].second);
  EXPECT_EQ(data.dataset->samples[1].group, 3);
  EXPECT_EQ(data.dataset->samples[2].split, Split::Test);
  EXPECT_EQ(data.dataset->chosen.y, "labels");
  holds(openingError(folder, "data.h5", {.y = "species"}), {"usage|", "species"});
  holds(openingError(folder, "data.h5", {.text = "words"}), {"usage|", "input_ids"});
}

TEST_F(TokenFiles, WithoutAMaskOrWithAnotherShapeAreRefused) {
  file().array("/input_ids", {3, 4}, H5T_NATIVE_INT, std::vector<int>(12, 2));
  holds(openingError(folder, "data.h5"), {"data|", "attention_mask", "padding"});
  const TemporaryFolder other;
  {
    const Hdf5File h5(other / "data.h5", {{"/labels", {0, 1, 1}}, {"/a", {0, 1, 0}}});
    h5.array("/input_ids", {3, 4}, H5T_NATIVE_INT, std::vector<int>(12, 2));
    h5.array("/attention_mask", {3, 3}, H5T_NATIVE_INT, std::vector<int>(9, 1));
  }
  holds(openingError(other, "data.h5"), {"data|", "another than that of input_ids"});
}

}  // namespace
}  // namespace spurioscope
