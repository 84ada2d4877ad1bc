#include "tests/checkpoint/make_file.h"

namespace spurioscope {
namespace {

std::string safetensorsText(const std::string& header, std::size_t dataBytes) {
  const std::uint64_t length = header.size();
  return std::string(reinterpret_cast<const char*>(&length), 8) + header + std::string(dataBytes, '\0');
}

TEST(Safetensors, ReadsTensorsAndMetadata) {
  const auto checkpoint =
      openText(safetensorsText(R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8));
  EXPECT_EQ(checkpoint->format(), "safetensors");
  EXPECT_EQ(checkpoint->readFloat32(0), (std::vector<float>{0, 0}));
  EXPECT_EQ(std::get<std::string>(checkpoint->scalars().at(0).value), "pt");
}

TEST(Safetensors, RefusesWhatTheReferenceReaderRefuses) {
  for (const char* header :
       {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})",
        R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
        R"({"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}})", R"({"a":{"dtype":"F32","data_offsets":[0,8]}})",
        R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", R"({"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}})",
        R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}})", R"({"a":[1]})", R"({"a":{"b":{"c":{}}}})",
        R"({)", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}})"}) {
    EXPECT_EQ(kindOf([&] { openText(safetensorsText(header, 8)); }), Kind::Format) << header;
  }
}

TEST(Safetensors, LeavesOutElementsOfTypesThatAreNotRead) {
  const auto checkpoint = openText(
      safetensorsText(R"({"a":{"dtype":"F8_E8M0","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"F4","shape":[2,3],"data_offsets":[3,6]},)"
                      R"("c":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[6,9]},"d":{"dtype":"U8","shape":[1],"data_offsets":[9,10]}})",
                      10));
  ASSERT_EQ(checkpoint->tensors().size(), 1u);
  EXPECT_EQ(checkpoint->tensors()[0].path, ValuePath{std::string("d")});
  ASSERT_EQ(checkpoint->skipped().size(), 3u);
  EXPECT_EQ(checkpoint->skipped()[0].reason, "elements of the type F8_E8M0 are not read");
}

TEST(Safetensors, ChecksTheSizeOfTensorsThatAreLeftOut) {
  for (const char* tensor : {R"("F8_E8M0","shape":[2],"data_offsets":[0,3])", R"("F4","shape":[3],"data_offsets":[0,1])",
                             R"("F4","shape":[3],"data_offsets":[0,2])", R"("F6_E3M2","shape":[3],"data_offsets":[0,2])",
                             R"("F4","shape":[4611686018427387904],"data_offsets":[0,0])"}) {
    const auto header = R"({"a":{"dtype":)" + std::string(tensor) + R"(},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}})";
    EXPECT_EQ(kindOf([&] { openText(safetensorsText(header, 4)); }), Kind::Format) << header;
  }
}

TEST(Safetensors, ReadsAHundredThousandNamesQuickly) {
  std::string header = "{";
  for (int i = 0; i < 100'000; ++i)
    header += (i > 0 ? ",\"t" : "\"t") + std::to_string(i) + R"(.weight":{"dtype":"F32","shape":[0],"data_offsets":[0,0]})";
  EXPECT_EQ(openText(safetensorsText(header + "}", 0))->tensors().size(), 100'000u);
}

}  // namespace
}  // namespace spurioscope
