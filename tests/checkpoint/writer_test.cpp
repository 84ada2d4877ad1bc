#include "checkpoint/writer.h"

#include "tests/checkpoint/make_file.h"

namespace spurioscope {
namespace {

CheckpointContent content() {
  CheckpointContent out;
  std::vector<std::byte> floats(24, std::byte{0x3f}), count(8, std::byte{1});
  out.tensors.push_back({"conv.weight", {2, 3}, DType::Float32, floats});
  out.tensors.push_back({"bn.num_batches_tracked", {}, DType::Int64, count});
  out.tensors.push_back({"empty", {0, 4}, DType::Float32, {}});
  return out;
}

void expectSame(const Checkpoint& checkpoint, const CheckpointContent& expected) {
  ASSERT_EQ(checkpoint.stateDict().size(), expected.tensors.size());
  for (const auto& tensor : expected.tensors) {
    const auto index = checkpoint.stateDict().at(tensor.name);
    EXPECT_EQ(checkpoint.tensors()[index].shape, tensor.shape);
    EXPECT_EQ(checkpoint.tensors()[index].dtype, tensor.dtype);
    EXPECT_EQ(checkpoint.readBytes(index), tensor.bytes);
  }
}

TEST(Writer, WritesWhatTheReaderReads) {
  expectSame(*readCheckpoint(torchZipBytes(content()), "a.pth"), content());
  expectSame(*readCheckpoint(safetensorsBytes(content()), "a.safetensors"), content());
}

TEST(Writer, WrapsTheStateDictWhenThereIsAnEpoch) {
  auto wrapped = content();
  wrapped.epoch = 40;
  wrapped.loss = 0.25;
  const auto checkpoint = readCheckpoint(torchZipBytes(wrapped), "a.pth");
  expectSame(*checkpoint, wrapped);
  EXPECT_EQ(checkpoint->stateDictPath(), ValuePath{"model_state_dict"});
  EXPECT_EQ(std::get<std::int64_t>(checkpoint->scalars().at(0).value), 40);
  EXPECT_EQ(std::get<double>(checkpoint->scalars().at(1).value), 0.25);
}

TEST(Writer, GivesTheSameBytesForTheSameContent) {
  EXPECT_EQ(torchZipBytes(content()), torchZipBytes(content()));
  EXPECT_EQ(safetensorsBytes(content()), safetensorsBytes(content()));
}

TEST(Writer, WritesFiles) {
  const std::filesystem::path path = testing::TempDir() + "/spurioscope_writer_test.pth";
  writeTorchZip(path, content());
  expectSame(*readCheckpoint(path), content());
  writeSafetensors(path, content());
  EXPECT_EQ(readCheckpoint(path)->format(), "safetensors");
  std::filesystem::remove(path);
}

TEST(Writer, RefusesContentThatDoesNotFit) {
  auto wrong = content();
  wrong.tensors[0].shape = {7};
  EXPECT_EQ(kindOf([&] { torchZipBytes(wrong); }), Kind::Shape);
  auto twice = content();
  twice.tensors.push_back(twice.tensors[0]);
  EXPECT_EQ(kindOf([&] { safetensorsBytes(twice); }), Kind::Usage);
  auto wide = content();
  wide.tensors.push_back({"u", {0}, DType::UInt64, {}});
  EXPECT_EQ(kindOf([&] { torchZipBytes(wide); }), Kind::Unsupported);
}

}  // namespace
}  // namespace spurioscope
