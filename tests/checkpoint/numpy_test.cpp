#include "checkpoint/numpy_header.h"
#include "tests/checkpoint/make_file.h"

namespace spurioscope {
namespace {

using namespace std::string_literals;

std::string npyText(const std::string& head, const std::string& data, int version = 1) {
  const auto length = static_cast<std::uint32_t>(head.size());
  return std::string(kNumpyMagic) + static_cast<char>(version) + '\0' +
         std::string(reinterpret_cast<const char*>(&length), version == 1 ? 2 : 4) + head + data;
}

std::string bytesOf(const std::vector<float>& values) { return {reinterpret_cast<const char*>(values.data()), values.size() * 4}; }

const std::string kTwoByTwo = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }      \n";

TEST(Numpy, ReadsAnArrayInBothOrdersAndEveryVersion) {
  for (const int version : {1, 2, 3}) {
    const auto array = openText(npyText(kTwoByTwo, bytesOf({1, 2, 3, 4}), version));
    EXPECT_EQ(array->format(), "npy");
    EXPECT_EQ(array->tensors().at(0).path, ValuePath{});
    EXPECT_EQ(array->readFloat32(0), (std::vector<float>{1, 2, 3, 4}));
  }
  const auto turned = openText(npyText("{'shape': (2, 2), 'fortran_order': True, 'descr': '<f4'}", bytesOf({1, 2, 3, 4})));
  EXPECT_EQ(turned->readFloat32(0), (std::vector<float>{1, 3, 2, 4}));
  const auto big = openText(npyText("{'descr': '>i2', 'fortran_order': False, 'shape': (3,), }", "\0\1\1\0\xff\xff"s));
  EXPECT_EQ(big->readFloat64(0), (std::vector<double>{1, 256, -1}));
  EXPECT_EQ(openText(npyText("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", std::string(8, '\0')))->tensors()[0].shape.size(),
            0u);
}

TEST(Numpy, ReadsAnArchiveOfArraysByTheirNames) {
  const auto archive = openText(
      zipText({{"memorization.npy", npyText(kTwoByTwo, bytesOf({1, 2, 3, 4}))},
               {"notes.npy", npyText("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "\x80\x04cos\nsystem\n.")},
               {"names.npy", npyText("{'descr': '<U3', 'fortran_order': False, 'shape': (1,), }", std::string(12, 'a'))},
               {"rows.npy", npyText("{'descr': [('a', '<f4'), ('b', [('c', '<i8')])], 'fortran_order': False, 'shape': (0,), }", "")}}));
  EXPECT_EQ(archive->format(), "npz");
  ASSERT_EQ(archive->tensors().size(), 1u);
  EXPECT_EQ(std::get<std::string>(archive->tensors()[0].path.at(0)), "memorization");
  EXPECT_EQ(archive->readFloat32(0), (std::vector<float>{1, 2, 3, 4}));
  ASSERT_EQ(archive->skipped().size(), 3u);
  EXPECT_NE(archive->skipped()[0].reason.find("pickle"), std::string::npos);
  EXPECT_TRUE(archive->foreignGlobals().empty());  // not even looked into
}

TEST(Numpy, RefusesDamagedHeads) {
  for (const char* head :
       {"", "{", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2, 2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, -2)}", "{'descr': '<f4', 'fortran_order': False, 'shape': (2 2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), 'more': 1}", "{'descr': '<f4, 'fortran_order': False, 'shape': (2, 2)}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)} x",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': [('a', '<f4', 'fortran_order': False, 'shape': (1,)}", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}"}) {
    EXPECT_EQ(kindOf([&] { openText(npyText(head, bytesOf({1, 2, 3, 4}))); }), Kind::Format) << head;
  }
  const auto whole = npyText(kTwoByTwo, bytesOf({1, 2, 3, 4}));
  for (std::size_t n = 6; n < whole.size(); ++n) EXPECT_EQ(kindOf([&] { openText(whole.substr(0, n)); }), Kind::Format) << n;
  EXPECT_EQ(kindOf([&] { openText(npyText("{}", "", 4)); }), Kind::Unsupported);
}

TEST(Numpy, RefusesWhatClaimsTooMuch) {
  std::string huge = npyText("", "", 2);
  huge[8] = huge[9] = huge[10] = huge[11] = '\x7f';
  EXPECT_EQ(kindOf([&] { openText(huge); }), Kind::Unsafe);
  std::string sides = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
  for (int i = 0; i < 65; ++i) sides += "1, ";
  EXPECT_EQ(kindOf([&] { openText(npyText(sides + ")}", bytesOf({1}))); }), Kind::Unsafe);
}

TEST(Numpy, AnArchiveWithoutNumbersSaysSo) {
  const auto only = zipText({{"a.npy", npyText("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "x")}});
  EXPECT_EQ(kindOf([&] { openText(only); }), Kind::Unsupported);
}

}  // namespace
}  // namespace spurioscope
