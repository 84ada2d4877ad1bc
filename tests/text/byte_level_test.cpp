#include "text/byte_level.h"

#include <gtest/gtest.h>

#include <random>

#include "base/error.h"
#include "text/byte_pairs.h"
#include "text/unicode.h"

namespace spurioscope {
namespace {

std::vector<std::string> words(const std::string& text) {
  const auto characters = codePoints(text);
  std::vector<std::string> out;
  for (const auto word : byteLevelWords(characters)) out.push_back(utf8Of(word));
  return out;
}

using Words = std::vector<std::string>;

TEST(ByteLevelWords, AWordTakesTheOneBlankBeforeIt) { EXPECT_EQ(words("Hello world 42!"), (Words{"Hello", " world", " 42", "!"})); }

TEST(ByteLevelWords, OfSeveralBlanksTheLastIsLeftForTheWord) {
  EXPECT_EQ(words("a   b"), (Words{"a", "  ", " b"}));
  EXPECT_EQ(words("a \n\nb  "), (Words{"a", " \n", "\n", "b", "  "}));
}

TEST(ByteLevelWords, ContractionsOfEnglishStandAloneInLowerCaseOnly) {
  EXPECT_EQ(words("I'll it's"), (Words{"I", "'ll", " it", "'s"}));
  EXPECT_EQ(words("I'LL 'tis"), (Words{"I", "'", "LL", " '", "tis"}));
}

TEST(ByteLevelWords, MarksAreNeitherLettersNorNumbers) { EXPECT_EQ(words("e\xCC\x81x"), (Words{"e", "\xCC\x81", "x"})); }

TEST(BytePairs, TheLowestRankIsMergedFirstAndTheLeftmostOfEqualOnes) {
  Vocabulary vocabulary;
  for (const char* token : {"a", "b", "c", "aa", "ab", "bc"})
    vocabulary.add(token, static_cast<std::int64_t>(vocabulary.size()), "vocab.json");
  const auto model = bytePairs(vocabulary, {{"b", "c"}, {"a", "b"}, {"a", "a"}}, {}, "merges.txt");
  std::vector<std::int32_t> ids;
  model->encode(U"abc", ids);
  model->encode(U"aaa", ids);
  EXPECT_EQ(ids, (std::vector<std::int32_t>{0, 5, 3, 0}));
}

TEST(BytePairs, AMergeOfUnknownTokensIsRefused) {
  Vocabulary vocabulary;
  vocabulary.add("a", 0, "vocab.json");
  EXPECT_THROW(bytePairs(vocabulary, {{"a", "z"}}, {}, "merges.txt"), Error);
}

TEST(BytePairs, AMergeLineOfOneTokenIsRefusedWithItsLine) {
  try {
    mergesOfLines("#version: 0.2\na b\nab\n", "merges.txt");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.where().part, "line 3");
  }
}

}  // namespace
}  // namespace spurioscope
