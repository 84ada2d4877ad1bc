#include "base/json.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/error.h"

namespace spurioscope {
namespace {

Kind refusal(const std::string& text) {
  try {
    parseJson(text, "f.json");
  } catch (const Error& error) {
    return error.kind();
  }
  return Kind::Internal;
}

TEST(ParseJson, KeepsTheOrderOfKeys) {
  EXPECT_EQ(jsonText(parseJson(R"({"z": 1, "a": [true, null, 1.5]})", "f")), R"({"z":1,"a":[true,null,1.5]})");
}

TEST(ParseJson, RefusesRepeatedKeysDepthAndRubbish) {
  EXPECT_EQ(refusal(R"({"a": 1, "a": 2})"), Kind::Format);
  EXPECT_EQ(refusal(std::string(1000, '[')), Kind::Unsafe);
  EXPECT_EQ(refusal("{\"a\": "), Kind::Format);
  EXPECT_EQ(refusal(""), Kind::Format);
}

TEST(ParseJson, RefusesNumbersBeyondEveryDouble) {  // found by fuzz_session
  EXPECT_EQ(refusal("[44.4e444]"), Kind::Format);
  EXPECT_EQ(refusal("{\"schema\": -1e999999999}"), Kind::Format);
}

TEST(ParseJson, AllowsTheSameKeyInDifferentObjects) {
  EXPECT_NO_THROW(parseJson(R"({"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]})", "f"));
}

TEST(JsonNumber, WritesWhatIsNotFiniteAsText) {
  EXPECT_EQ(jsonText(jsonNumber(std::nan(""))), "\"nan\"");
  EXPECT_EQ(jsonText(jsonNumber(-INFINITY)), "\"-inf\"");
  EXPECT_EQ(jsonText(jsonNumber(0.1)), "0.1");
}

TEST(ValidUtf8, ReplacesOnlyWhatIsNot) {
  EXPECT_EQ(validUtf8("z\xC3\xBC\xF0\x9F\x90\xA6"), "z\xC3\xBC\xF0\x9F\x90\xA6");
  EXPECT_EQ(validUtf8("a\xFF" "b"), "a\xEF\xBF\xBD" "b");
  EXPECT_EQ(validUtf8("\xED\xA0\x80").find("\xED\xA0"), std::string::npos);  // a surrogate
  EXPECT_EQ(validUtf8("\xC3"), "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace spurioscope
