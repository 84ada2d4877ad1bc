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

TEST(Safetensors, ReadsAHundredThousandNamesQuickly) {
  std::string header = "{";
  for (int i = 0; i < 100'000; ++i)
    header += (i > 0 ? ",\"t" : "\"t") + std::to_string(i) + R"(.weight":{"dtype":"F32","shape":[0],"data_offsets":[0,0]})";
  EXPECT_EQ(openText(safetensorsText(header + "}", 0))->tensors().size(), 100'000u);
}

}  // namespace
}  // namespace spurioscope
