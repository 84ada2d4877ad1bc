// Every line of golden.jsonl as the reference implementation cut it; make_golden.py tells how the files are made.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "text/open_tokenizer.h"

namespace spurioscope {
namespace {

std::filesystem::path goldenFolder() {
  const char* other = std::getenv("SPURIOSCOPE_TEXT_GOLDEN");
  return other != nullptr ? std::filesystem::path(other) : std::filesystem::path(SPURIOSCOPE_TESTS_DIR) / "text/golden";
}

class Golden : public testing::TestWithParam<const char*> {};

TEST_P(Golden, EveryLineIsCutAsTheReferenceCutsIt) {
  const auto folder = goldenFolder() / GetParam();
  const auto tokenizer = openTokenizer(folder);
  std::ifstream lines(folder / "golden.jsonl");
  std::string line;
  int count = 0, different = 0;
  while (std::getline(lines, line)) {
    const auto wanted = Json::parse(line);
    const auto text = wanted["text"].get<std::string>();
    std::optional<std::string> second;
    if (!wanted["second"].is_null()) second = wanted["second"].get<std::string>();
    const auto got = tokenizer->encode(text, second, wanted["max"].get<int>());
    ++count;
    const bool same =
        got.ids == wanted["ids"].get<std::vector<std::int32_t>>() && got.segments == wanted["segments"].get<std::vector<std::uint8_t>>();
    if (!same && ++different <= 5) ADD_FAILURE() << "line " << count << ": " << line << "\ngot " << Json(got.ids).dump();
  }
  EXPECT_EQ(different, 0) << "of " << count;
  EXPECT_GE(count, 100);
  RecordProperty("lines", count);
}

INSTANTIATE_TEST_SUITE_P(Layouts, Golden, testing::Values("wordpiece", "wordpiece_cased", "byte_pairs", "byte_pairs_json"));

}  // namespace
}  // namespace spurioscope
