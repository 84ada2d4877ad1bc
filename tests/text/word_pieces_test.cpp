#include "text/word_pieces.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "text/unicode.h"

namespace spurioscope {
namespace {

using Ids = std::vector<std::int32_t>;

Ids cut(const std::string& text, WordPieceSettings settings = {}) {
  const auto model =
      wordPieces(vocabularyOfLines("[UNK]\nun\n##aff\n##able\nthe\n,\ncafe\n我\n", "vocab.txt"), std::move(settings), "vocab.txt");
  Ids ids;
  model->encode(model->normalised(codePoints(text)), ids);
  return ids;
}

std::string normalised(const std::string& text, const BertNormalizer& normalizer = {}) {
  return utf8Of(normalizer.normalised(codePoints(text)));
}

TEST(WordPieces, TheLongestKnownPieceIsTakenFirst) { EXPECT_EQ(cut("unaffable"), (Ids{1, 2, 3})); }

TEST(WordPieces, OneUnknownPartMakesTheWholeWordUnknown) { EXPECT_EQ(cut("unaffx the"), (Ids{0, 4})); }

TEST(WordPieces, PunctuationAndChineseCharactersStandAlone) { EXPECT_EQ(cut("the,我我"), (Ids{4, 5, 7, 7})); }

TEST(WordPieces, AWordBeyondTheLimitIsUnknown) {
  WordPieceSettings settings;
  settings.longestWord = 3;
  EXPECT_EQ(cut("the cafe", settings), (Ids{4, 0}));
}

TEST(WordPieces, AVocabularyWithoutTheUnknownTokenIsRefused) {
  EXPECT_THROW(wordPieces(vocabularyOfLines("a\nb\n", "vocab.txt"), {}, "vocab.txt"), Error);
}

TEST(BertNormalizer, AccentsAndCaseGoTogetherUnlessToldOtherwise) {
  EXPECT_EQ(normalised("Café ÀÉÎ"), "cafe aei");
  EXPECT_EQ(normalised("Café", {true, true, std::nullopt, false}), "Café");
  EXPECT_EQ(normalised("CAFÉ", {true, true, false, true}), "café");
}

TEST(BertNormalizer, ControlCharactersGoAndBlanksBecomeOne) {
  EXPECT_EQ(normalised(std::string("a\0b\x01\tc\xC2\xA0"
                                   "d\xE2\x80\x8D"
                                   "e",
                                   13)),
            "ab c de");
}

TEST(BertNormalizer, BytesThatAreNoTextAreLeftOut) { EXPECT_EQ(normalised("a\xFF\xC3(b"), "a(b"); }

}  // namespace
}  // namespace spurioscope
