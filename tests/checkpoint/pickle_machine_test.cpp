#include "checkpoint/pickle_machine.h"

#include "tests/checkpoint/make_file.h"

namespace spurioscope {
namespace {

using namespace std::string_literals;

struct Decoded {
  PickleValues values;
  PickleResult result;
};

Decoded decode(const std::string& opcodes) {
  Decoded out;
  const auto source = bytesInMemory(bytesOf(opcodes), "test.pkl");
  out.result = runPickle(*source, 0, source->size(), out.values, [](ValueId id) { return id; });
  return out;
}

std::int64_t integerOf(const std::string& opcodes) {
  const auto decoded = decode(opcodes);
  EXPECT_TRUE(decoded.values.is(decoded.result.root, ValueKind::Integer));
  return decoded.values.integer(decoded.result.root);
}

std::string textOf(const std::string& opcodes) {
  const auto decoded = decode(opcodes);
  EXPECT_TRUE(decoded.values.is(decoded.result.root, ValueKind::Text));
  return decoded.values.text(decoded.result.root);
}

TEST(PickleMachine, ReadsIntegersOfAllNotations) {
  EXPECT_EQ(integerOf("K\xff."), 255);
  EXPECT_EQ(integerOf("M\xff\xff."), 65535);
  EXPECT_EQ(integerOf("J\xff\xff\xff\xff."), -1);
  EXPECT_EQ(integerOf("I-12\n."), -12);
  EXPECT_EQ(integerOf("L123L\n."), 123);
  EXPECT_EQ(integerOf("\x8a\x02\x00\x80."s), -32768);
  EXPECT_EQ(integerOf("\x8a\x00."s), 0);
}

TEST(PickleMachine, ReadsTextsOfAllNotations) {
  EXPECT_EQ(textOf("S'it\\'s\\x41\\n'\n."), "it'sA\n");
  EXPECT_EQ(textOf("V\\u00fc\xfc\n."), "üü");
  EXPECT_EQ(textOf("U\x02hi."), "hi");
  EXPECT_EQ(textOf("U\x01\xfc."), "ü");  // a byte string of Python 2 that is not UTF-8
  EXPECT_EQ(textOf("X\x02\0\0\0hi."s), "hi");
  EXPECT_EQ(textOf("\x8c\x02hi."), "hi");
}

TEST(PickleMachine, KeepsCallsAsData) {
  const auto decoded = decode("cos\nsystem\n(S'rm'\ntR.");
  ASSERT_TRUE(decoded.values.is(decoded.result.root, ValueKind::Object));
  const auto& call = decoded.values.object(decoded.result.root);
  EXPECT_EQ(decoded.values.globalName(call.callable), "os.system");
  EXPECT_EQ(decoded.values.items(call.arguments).size(), 1u);
}

TEST(PickleMachine, FindsTheLastOfEqualKeys) {
  const auto decoded = decode("}(U\x01" "aK\x01U\x01" "aK\x02u.");
  EXPECT_EQ(decoded.values.integer(decoded.values.find(decoded.result.root, "a")), 2);
}

TEST(PickleMachine, NumbersMemoizeByTheSizeOfTheMemo) {
  const auto decoded = decode("\x80\x04K\x01\x94K\x02\x94h\x00\x86."s);
  const auto items = decoded.values.items(decoded.result.root);
  EXPECT_EQ(decoded.values.integer(items[0]), 2);
  EXPECT_EQ(decoded.values.integer(items[1]), 1);
}

TEST(PickleMachine, KeepsMemoIndicesInAnyOrder) {
  // 1 at 5,000,000, 2 at 0, 3 at 5,000,000 again, then MEMOIZE: the memo has two entries, so 4 stands at 2.
  const auto decoded = decode("K\x01r\x40\x4b\x4c\x00K\x02q\x00K\x03r\x40\x4b\x4c\x00K\x04\x94" "j\x40\x4b\x4c\x00h\x00h\x02\x87."s);
  const auto items = decoded.values.items(decoded.result.root);
  EXPECT_EQ(decoded.values.integer(items[0]), 3);
  EXPECT_EQ(decoded.values.integer(items[1]), 2);
  EXPECT_EQ(decoded.values.integer(items[2]), 4);
  EXPECT_EQ(kindOf([] { decode("K\x01q\x05h\x04."s); }), Kind::Format);
}

TEST(PickleMachine, RefusesWhatPythonRefuses) {
  for (const auto& opcodes : {"R."s, "t."s, "h\x05."s, "\xfe."s, "(."s, "."s,
                              ")K\x01"
                              "a."s,
                              "}(K\x01u."s, "N}b."s, "}]K\x01s."s,
                              "(K\x01"
                              "00."s,
                              "Iabc\n."s, "cos\nsystem"s, "Sabc\n."s,
                              "X\xff\xff\xff\xff"
                              "a."s,
                              "\x8b\xfb\xff\xff\xff."s, "K\x01)R."s, "K\x01"s}) {
    EXPECT_EQ(kindOf([&] { decode(opcodes); }), Kind::Format) << opcodes;
  }
}

TEST(PickleMachine, RefusesExtensionCodesAndOuterBuffers) {
  for (const auto& opcodes : {"\x82\x01."s, "\x83\x01\x00."s, "\x97."s}) EXPECT_EQ(kindOf([&] { decode(opcodes); }), Kind::Unsafe);
}

TEST(PickleMachine, LimitsItsMemory) {
  EXPECT_EQ(kindOf([] { decode(std::string(8'000'000, ']') + "."); }), Kind::Unsafe);
}

TEST(PickleMachine, StandsHalfAMillionListsInsideEachOther) {
  const auto decoded = decode(std::string(500'000, ']') + std::string(499'999, 'a') + ".");
  EXPECT_TRUE(decoded.values.is(decoded.result.root, ValueKind::List));
}

}  // namespace
}  // namespace spurioscope
