#include "base/csv.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace spurioscope {
namespace {

using Rows = std::vector<std::vector<std::string>>;

TEST(ParseCsv, ReadsQuotesCommasAndLineEndsInsideQuotes) {
  const auto table = parseCsv("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n\"two\nlines\",\n", "f");
  EXPECT_EQ(table.header, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(table.rows, (Rows{{"x, y", "say \"hi\""}, {"two\nlines", ""}}));
}

TEST(ParseCsv, RemovesBomAndCarriageReturns) {
  const auto table = parseCsv("\xEF\xBB\xBF" "a,b\r\n1,2\r\n", "f");
  EXPECT_EQ(table.column("a"), 0u);
  EXPECT_EQ(table.rows, (Rows{{"1", "2"}}));
}

TEST(ParseCsv, TabsOrSemicolonsPartFieldsWhereTheHeaderHasNoComma) {
  EXPECT_EQ(parseCsv("a;b\n1,5;\"x;y\"\n", "f").rows, (Rows{{"1,5", "x;y"}}));
  EXPECT_EQ(parseCsv("a\tb;c\r\n1\t2;3\r\n", "f").rows, (Rows{{"1", "2;3"}}));
  EXPECT_EQ(parseCsv("a;b,c\n1;2,3\n", "f").rows, (Rows{{"1;2", "3"}}));
  EXPECT_EQ(parseCsv("\"a,b\";c\n1;2\n", "f").header, (std::vector<std::string>{"a,b", "c"}));
}

TEST(ParseCsv, KnowsTheLineOfEachRow) {
  const auto table = parseCsv("a\n\n\"x\ny\"\nz", "f");
  EXPECT_EQ(table.lines, (std::vector<std::size_t>{3, 5}));
}

TEST(ParseCsv, NamesTheLineOfABadRow) {
  try {
    parseCsv("a,b\n1,2\n3\n", "data.csv");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::Format);
    EXPECT_EQ(error.where().text(), "data.csv, line 3");
  }
}

TEST(ParseCsv, RefusesAnOpenQuoteAndAnEmptyFile) {
  EXPECT_THROW(parseCsv("a\n\"open", "f"), Error);
  EXPECT_THROW(parseCsv("", "f"), Error);
}

TEST(ParseCsv, SaysThatAFileIsNoUtf8Text) {
  using namespace std::string_literals;
  for (const std::string& text : {"\xFF\xFE"
                                  "a\0,\0b\0\n\0"s,
                                  "\xFE\xFF\0a\0\n"s, "a,\0b\n1,2\n"s}) {
    try {
      parseCsv(text, "data.csv");
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), Kind::Format);
      EXPECT_EQ(error.where().text(), "data.csv, line 1");
      EXPECT_NE(error.remedy().find("UTF-8"), std::string::npos);
    }
  }
  EXPECT_EQ(parseCsv("a\n\"x\0y\"\n"s, "f").rows[0][0], "x\0y"s) << "a text may hold anything";
}

TEST(CsvRow, ReadsBackAsWritten) {
  const std::vector<std::string> fields{"plain", "a,b", "\"q\"", "line\nend", ""};
  EXPECT_EQ(parseCsv("1,2,3,4,5\n" + csvRow(fields), "f").rows[0], fields);
}

}  // namespace
}  // namespace spurioscope
