#include <algorithm>
#include <array>

#include "base/json.h"
#include "checkpoint/formats.h"

namespace spurioscope {
namespace {

struct Known {
  std::size_t offset;
  std::string_view bytes;
  std::string_view what, remedy;
};

constexpr std::string_view kCheckpoint = "Name a file that torch.save or safetensors wrote (.pth, .pt, .safetensors).";
constexpr std::string_view kData = "Name a file that torch.save or safetensors wrote; data sets are opened as data (--data).";
constexpr std::string_view kUnpack = "Unpack it and open the checkpoint inside.";

constexpr std::array<Known, 18> kKnown{{
    {0, "\x89HDF\r\n\x1a\n", "an HDF5 file (Keras, h5py), not a PyTorch checkpoint",
     "Load it with its library and save the weights as safetensors."},
    {0, "\x1f\x8b", "a gzip-compressed file", "Unpack it (gunzip, or tar xzf) and open the checkpoint inside."},
    {0, "BZh", "a bzip2-compressed file", kUnpack},
    {0,
     std::string_view("\xfd"
                      "7zXZ\0",
                      6),
     "an xz-compressed file", kUnpack},
    {0, "\x28\xb5\x2f\xfd", "a zstd-compressed file", kUnpack},
    {0, "7z\xbc\xaf\x27\x1c", "a 7z archive", kUnpack},
    {0, "Rar!\x1a\x07", "a RAR archive, not a checkpoint", kUnpack},
    {257, "ustar", "a tar archive, not a checkpoint", "Unpack it (tar xf) and open the checkpoint inside."},
    {0, "version https://git-lfs.github.com/spec/", "a Git LFS pointer: the weights themselves were not downloaded",
     "Run 'git lfs pull' in the repository."},
    {4, "TFL3", "a TensorFlow Lite model", "Export the PyTorch network's state dict instead."},
    {0, "GGUF", "a GGUF model (llama.cpp)", "Export the PyTorch network's state dict instead."},
    {0, "PAR1", "a Parquet file, not a checkpoint", kData},
    {0, "ARROW1", "an Arrow file, not a checkpoint", kData},
    {0, "%PDF", "a PDF document, not a checkpoint", kCheckpoint},
    {0, "\x89PNG\r\n\x1a\n", "a PNG image, not a checkpoint", kData},
    {0, "\xff\xd8\xff", "a JPEG image, not a checkpoint", kData},
    {0,
     "\x7f"
     "ELF",
     "a program, not a checkpoint", kCheckpoint},
    {0, "SQLite format 3", "an SQLite data base, not a checkpoint", kCheckpoint},
}};

/// ONNX is a protobuf without a magic number: field 1 (ir_version) as a varint, then field 2 (producer_name) or 7 (graph) or 8.
bool looksLikeOnnx(std::string_view head) {
  if (head.size() < 8 || head[0] != '\x08' || head[1] < 1 || head[1] > 20) return false;
  const auto field = static_cast<unsigned char>(head[2]);
  return field == 0x12 || field == 0x3a || field == 0x42 || field == 0x1a;
}

bool isText(std::string_view head) {
  return std::all_of(head.begin(), head.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 32 || c == '\n' || c == '\r' || c == '\t' || c == '\f';
  });
}

bool startsWithAnyCase(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(), [](char a, char b) {
           return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
         });
}

Error unsupported(const ByteSource& source, const std::string& what, std::string_view remedy) {
  return Error{Kind::Unsupported, what, source.where(), std::string(remedy)};
}

Error foreignZip(const ByteSource& source, const ZipArchive& archive) {
  const auto& records = archive.records();
  const auto any = [&](auto test) {
    return std::any_of(records.begin(), records.end(), [&](const ZipRecord& r) { return test(std::string_view(r.name)); });
  };
  const auto ends = [&](std::string_view suffix) { return any([=](std::string_view name) { return name.ends_with(suffix); }); };
  if (records.empty())
    return unsupported(source, "an empty zip archive (a zip archive without data.pkl)", "Download or copy it again.");
  if (ends("/archive_format") || ends("/models/model.json") || ends("serialized_exported_program.json")) {
    return unsupported(source, "a torch.export program (.pt2), not a checkpoint",
                       "Load it with torch.export.load and save its state_dict with torch.save.");
  }
  if (ends(".keras") || any([](auto name) { return name == "model.weights.h5"; })) {
    return unsupported(source, "a Keras model, not a PyTorch checkpoint", "Export the weights as safetensors.");
  }
  if (ends("/.data/extern_modules"))
    return unsupported(source, "a torch.package archive", "Save the state dict of the network in it with torch.save.");
  for (const std::string_view suffix : {".pth", ".pt", ".ckpt", ".safetensors", ".bin", ".tar"}) {
    if (ends(suffix)) return unsupported(source, "a zip archive without data.pkl: a checkpoint stands inside of it", kUnpack);
  }
  return unsupported(source, "a zip archive without data.pkl, not a checkpoint",
                     "Name a file written by torch.save or safetensors.");
}

}  // namespace

Error foreignFormat(const ByteSource& source, const ZipArchive* archive) {
  if (archive != nullptr) return foreignZip(source, *archive);
  const auto text = source.text(0, 4096);
  const std::string_view head = text;
  if (head.empty()) return unsupported(source, "an empty file", "Download or copy it again.");
  for (const auto& known : kKnown) {
    if (head.size() > known.offset && head.substr(known.offset).starts_with(known.bytes))
      return unsupported(source, std::string(known.what), known.remedy);
  }
  if (looksLikeOnnx(head))
    return unsupported(source, "an ONNX file, not a PyTorch checkpoint",
                       "Save the state dict of the original network with torch.save.");
  const auto begin = head.substr(std::min(head.find_first_not_of(" \t\r\n\xef\xbb\xbf"), head.size()));
  if (startsWithAnyCase(begin, "<!doctype html") || startsWithAnyCase(begin, "<html") || startsWithAnyCase(begin, "<head")) {
    return unsupported(source, "a web page: the download gave an error or a login page in place of the weights",
                       "Download the file itself.");
  }
  if (std::all_of(head.begin(), head.end(), [](char c) { return c == 0; })) {
    return unsupported(source, "zero bytes, as an interrupted copy leaves them; not a checkpoint", "Download or copy it again.");
  }
  if (head.size() > 16 && isText(head))
    return unsupported(source, "a text file, not a checkpoint", "Name a file written by torch.save or safetensors.");
  return unsupported(source, "not a checkpoint in any known format", "Name a file written by torch.save or safetensors.");
}

}  // namespace spurioscope
