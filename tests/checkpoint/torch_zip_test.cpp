#include <set>

#include "tests/checkpoint/make_file.h"

namespace spurioscope {
namespace {

using namespace std::string_literals;

std::string flatDict(const std::string& tensor) { return "\x80\x02}U\x0b" "conv.weight" + tensor + "s."; }

TEST(TorchZip, ReadsIntoTheCallersMemory) {
  const auto checkpoint = openText(torchZipText(flatDict(tensorOpcodes())));
  std::vector<float> values(6, -1);
  checkpoint->readFloat32(0, values);
  EXPECT_EQ(values, (std::vector<float>{0, 1, 2, 3, 4, 5}));
  ASSERT_EQ(checkpoint->tensorBytes(0), 24u);
  std::vector<std::byte> bytes(24);
  checkpoint->readBytes(0, bytes);
  EXPECT_EQ(bytes, checkpoint->readBytes(0));
  EXPECT_EQ(kindOf([&] { checkpoint->readBytes(0, std::span(bytes).first(23)); }), Kind::Internal);
}

TEST(TorchZip, ReadsAFlatStateDict) {
  const auto checkpoint = openText(torchZipText(flatDict(tensorOpcodes())));
  ASSERT_EQ(checkpoint->tensors().size(), 1u);
  EXPECT_EQ(checkpoint->format(), "torch-zip");
  EXPECT_EQ(checkpoint->tensors()[0].shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(checkpoint->readFloat32(0), (std::vector<float>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(checkpoint->sum(0), 15);
  EXPECT_EQ(checkpoint->stateDict().at("conv.weight"), 0u);
}

TEST(TorchZip, ReadsTransposedAndExpandedViews) {
  const auto transposed = openText(torchZipText(flatDict(tensorOpcodes("K\x03K\x02\x86", "K\x01K\x03\x86"))));
  EXPECT_EQ(transposed->readFloat32(0), (std::vector<float>{0, 3, 1, 4, 2, 5}));
  const auto expanded = openText(torchZipText(flatDict(tensorOpcodes("K\x02K\x02\x86", "K\0K\x01\x86"s, "K\x04"))));
  EXPECT_EQ(expanded->readFloat32(0), (std::vector<float>{4, 5, 4, 5}));
}

TEST(TorchZip, RefusesImpossibleLayouts) {
  const auto refuses = [](const std::string& opcodes) { return kindOf([&] { openText(torchZipText(flatDict(opcodes))); }); };
  EXPECT_EQ(refuses(tensorOpcodes("K\x02K\x04\x86", "K\x04K\x01\x86")), Kind::Format);  // outside of the storage
  EXPECT_EQ(refuses(tensorOpcodes("K\x02K\x03\x86", "K\x03K\x01\x86", "K\x01")), Kind::Format);             // by its offset
  EXPECT_EQ(refuses(tensorOpcodes("K\x02K\x03\x86", "K\x03\x85")), Kind::Format);                           // ranks differ
  EXPECT_EQ(refuses(tensorOpcodes("K\x02K\x03\x86", "J\xff\xff\xff\xffK\x01\x86")), Kind::Format);          // a negative stride
  EXPECT_EQ(refuses(tensorOpcodes("\x8a\x08\0\0\0\0\0\0\0\x40K\x04\x86"s, "K\0K\0\x86"s)), Kind::Format);   // 2^64 elements
  EXPECT_EQ(refuses(tensorOpcodes("\x8a\x06\0\0\0\0\0\x10\x85"s, "K\0\x85"s)), Kind::Unsafe);               // 16 TB by stride 0
  EXPECT_EQ(refuses(tensorOpcodes("K\x02K\x03\x86", "K\x03K\x01\x86", "K\0"s, "K\x07")), Kind::Format);     // 7 elements declared
}

TEST(TorchZip, NamesForeignClassesAndRunsNothing) {
  const auto checkpoint = openText(torchZipText("\x80\x02}(U\x01wcos\nsystem\nU\x02rm\x85RU\x01t" + tensorOpcodes() + "u."));
  EXPECT_EQ(checkpoint->foreignGlobals(), std::vector<std::string>{"os.system"});
  EXPECT_EQ(checkpoint->tensors().size(), 1u);
}

TEST(TorchZip, PassesCyclesBy) {
  const auto checkpoint = openText(torchZipText("\x80\x02}q\x01(U\x04selfh\x01U\x01t" + tensorOpcodes() + "u."));
  EXPECT_EQ(checkpoint->tensors().size(), 1u);
}

TEST(TorchZip, RefusesAnotherByteOrderThanTheTwo) {
  const auto text = zipText(
      {{"archive/data.pkl", flatDict(tensorOpcodes())}, {"archive/byteorder", "middle"}, {"archive/data/0", std::string(24, 'x')}});
  EXPECT_EQ(kindOf([&] { openText(text); }), Kind::Unsupported);
}

TEST(TorchZip, WalksAPickledModule) {
  // Net with _parameters {w}, _buffers {b} (not persistent: n), _modules {sub: ReLU-like with nothing}, and eps = 1
  const auto pickle =
      "\x80\x02"
      "cnet\nNet\n)\x81}(U\x0b_parameters}U\x01w" +
      tensorOpcodes() +
      "sU\x08_buffers}(U\x01"
      "b" +
      tensorOpcodes() + "U\x01n" + tensorOpcodes() +
      "uU\x1b_non_persistent_buffers_setc__builtin__\nset\n]U\x01na\x85RU\x08_modules}U\x03sub" +
      "cnet\nSub\n)\x81}(U\x0b_parameters}U\x01v" + tensorOpcodes() +
      "sU\x08_modules}U\x03"
      "epsK\x01ubsub.";
  const auto checkpoint = openText(torchZipText(pickle));
  std::set<std::string> names;
  for (const auto& [name, index] : checkpoint->stateDict()) names.insert(name);
  EXPECT_EQ(names, (std::set<std::string>{"w", "b", "sub.v"}));
  EXPECT_EQ(checkpoint->tensors()[3].path, (ValuePath{"sub.v"}));
  EXPECT_EQ(checkpoint->moduleClasses().at("sub"), "net.Sub");
  EXPECT_EQ(std::get<std::int64_t>(checkpoint->scalars()[checkpoint->moduleScalars().at("sub.eps")].value), 1);
}

TEST(TorchZip, HashesTheFileOnDemand) {
  const auto text = torchZipText(flatDict(tensorOpcodes()));
  EXPECT_EQ(openText(text)->sha256().size(), 64u);
  EXPECT_EQ(openText(text)->fileBytes(), text.size());
}

}  // namespace
}  // namespace spurioscope
