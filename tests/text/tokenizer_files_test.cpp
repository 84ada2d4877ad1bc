#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/file.h"
#include "text/open_tokenizer.h"

namespace spurioscope {
namespace {

class TokenizerFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("spurioscope-text-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name, std::ios::binary) << text; }
  std::vector<std::int32_t> ids(const std::string& text, int most = 512) const {
    return openTokenizer(folder_)->encode(text, {}, most).ids;
  }
  Kind refusal() const {
    try {
      openTokenizer(folder_);
    } catch (const Error& error) {
      return error.kind();
    }
    return Kind::Internal;
  }

  std::filesystem::path folder_;
};

using Ids = std::vector<std::int32_t>;
const char* const kWords = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nword\nWord\n##s\n";

TEST_F(TokenizerFiles, AVocabularyAloneIsLowerCase) {
  write("vocab.txt", kWords);
  EXPECT_EQ(ids("Words"), (Ids{2, 4, 6, 3}));
}

TEST_F(TokenizerFiles, TheConfigurationKeepsTheCase) {
  write("vocab.txt", kWords);
  write("tokenizer_config.json", R"({"do_lower_case": false})");
  EXPECT_EQ(ids("Words"), (Ids{2, 5, 6, 3}));
}

TEST_F(TokenizerFiles, TheConfigurationWinsOverTokenizerJson) {
  std::filesystem::copy_file(std::filesystem::path(SPURIOSCOPE_TESTS_DIR) / "text/golden/wordpiece_cased/tokenizer.json",
                             folder_ / "tokenizer.json");
  const auto cased = ids("THE the");
  write("config.json", R"({"do_lower_case": true})");
  const auto lower = ids("THE the");
  EXPECT_NE(cased, lower);
  EXPECT_EQ(lower, ids("the the"));
}

std::string jsonWith(const std::string& single, const std::string& longest = "100") {
  return R"({"pre_tokenizer":{"type":"BertPreTokenizer"},"normalizer":null,"post_processor":{"type":"TemplateProcessing","single":[)" +
         single +
         R"(],"pair":[{"Sequence":{"id":"A"}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{}},"model":{"type":"WordPiece","max_input_chars_per_word":)" +
         longest + R"(,"vocab":{"[UNK]":0,"a":1}}})";
}

TEST_F(TokenizerFiles, ATemplateThatRepeatsATextIsRefused) {  // it would break the bound on the number of tokens
  const std::string text = R"({"Sequence":{"id":"A"}})";
  write("tokenizer.json", jsonWith(text));
  EXPECT_EQ(ids("a a a", 2), (Ids{1, 1}));
  for (const auto& single : {text + "," + text, std::string(), std::string(R"({"Sequence":{"id":"B"}})")}) {
    write("tokenizer.json", jsonWith(single));
    EXPECT_EQ(refusal(), Kind::Unsupported) << single;
  }
}

TEST_F(TokenizerFiles, AWordMayNotBeLongerThanCuttingItCanPay) {
  write("tokenizer.json", jsonWith(R"({"Sequence":{"id":"A"}})", "1000000"));
  EXPECT_EQ(refusal(), Kind::Format);
}

TEST_F(TokenizerFiles, ManyAddedTokensCostNoMoreThanTheirTexts) {
  std::string added;
  for (int i = 0; i < 100'000; ++i) added += (i > 0 ? "," : "") + std::string(R"({"id":1,"content":"<)") + std::to_string(i) + R"(>"})";
  write("tokenizer.json", R"({"added_tokens":[)" + added + "]," + jsonWith(R"({"Sequence":{"id":"A"}})").substr(1));
  EXPECT_EQ(ids("a<99999>a<99999"), (Ids{1, 1, 1, 0, 0}));
}

TEST_F(TokenizerFiles, AFileMayBeNamedItself) {
  write("vocab.txt", kWords);
  EXPECT_EQ(openTokenizer(folder_ / "vocab.txt")->largestId(), 6);
}

TEST_F(TokenizerFiles, ATextIsCutAtTheEnd) {
  write("vocab.txt", kWords);
  EXPECT_EQ(ids("word word word", 4), (Ids{2, 4, 4, 3}));
  EXPECT_EQ(ids("word", 1), (Ids{2, 3}));
}

TEST_F(TokenizerFiles, AnEmptyFolderIsToldSo) { EXPECT_EQ(refusal(), Kind::Io); }

TEST_F(TokenizerFiles, AnotherModelIsRefusedByName) {
  write("tokenizer.json", R"({"model": {"type": "Unigram", "vocab": {"a": 0}}})");
  EXPECT_EQ(refusal(), Kind::Unsupported);
  write("tokenizer.json", R"({"normalizer": {"type": "Precompiled"}, "pre_tokenizer": {"type": "BertPreTokenizer"},
                              "model": {"type": "WordPiece", "vocab": {"[UNK]": 0}}})");
  EXPECT_EQ(refusal(), Kind::Unsupported);
}

TEST_F(TokenizerFiles, DamagedFilesAreRefused) {
  for (const char* text :
       {"", "[]", "{", R"({"model": 3})", R"({"model": {"type": "BPE", "vocab": {"a": -1}, "merges": []}})",
        R"({"model": {"type": "WordPiece", "vocab": {"[UNK]": 0}}, "added_tokens": [{"content": "x", "id": 99999999999}]})"}) {
    write("tokenizer.json", text);
    const auto kind = refusal();
    EXPECT_TRUE(kind == Kind::Format || kind == Kind::Range) << text << ": " << kindName(kind);
  }
  std::string deep(100'000, '[');
  write("tokenizer.json", deep);
  EXPECT_EQ(refusal(), Kind::Unsafe);
}

TEST_F(TokenizerFiles, AVocabularyWithoutSpecialTokensIsRefused) {
  write("vocab.txt", "[UNK]\nword\n");
  EXPECT_EQ(refusal(), Kind::Format);
}

}  // namespace
}  // namespace spurioscope
