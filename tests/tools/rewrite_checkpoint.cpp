// rewrite_checkpoint IN OUT.pth|OUT.safetensors: reads a checkpoint and writes its state dict with our writers, for comparison with
// torch.
#include <cstdio>
#include <string>

#include "base/error.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/writer.h"

int main(int argc, char** argv) {
  using namespace spurioscope;
  if (argc != 3) return std::fprintf(stderr, "usage: rewrite_checkpoint IN OUT\n"), 2;
  try {
    const auto checkpoint = readCheckpoint(std::filesystem::path(argv[1]));
    CheckpointContent content;
    for (std::size_t i = 0; i < checkpoint->tensors().size(); ++i) {
      const auto& info = checkpoint->tensors()[i];
      content.tensors.push_back({info.name, info.shape, info.dtype, checkpoint->readBytes(i)});
    }
    for (const auto& scalar : checkpoint->scalars()) {
      if (scalar.path.size() != 1) continue;
      if (scalar.path[0] == PathElement("epoch")) content.epoch = std::get<std::int64_t>(scalar.value);
      if (scalar.path[0] == PathElement("loss")) content.loss = std::get<double>(scalar.value);
    }
    const std::filesystem::path out = argv[2];
    if (out.extension() == ".safetensors") {
      writeSafetensors(out, content);
    } else {
      writeTorchZip(out, content);
    }
  } catch (const Error& error) {
    std::fprintf(stderr, "%s [%s]\n", error.what(), error.where().text().c_str());
    return exitCode(error.kind());
  }
  return 0;
}
