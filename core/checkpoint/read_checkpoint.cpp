#include <algorithm>
#include <limits>
#include <utility>

#include "base/json.h"
#include "checkpoint/check_contents.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/formats.h"
#include "checkpoint/limits.h"
#include "checkpoint/numpy_header.h"
#include "checkpoint/read_parts.h"
#include "checkpoint/torch_legacy.h"

namespace spurioscope {
namespace {

/// Top folder of the one data.pkl of a zip, with its '/'; nothing when there is none.
std::optional<std::string> pickleFolder(const ZipArchive& archive) {
  std::optional<std::string> folder;
  for (const auto& record : archive.records()) {
    const auto slash = record.name.find('/');
    const auto top = slash == record.name.npos ? std::string{} : record.name.substr(0, slash + 1);
    if (record.name != top + "data.pkl") continue;
    if (folder) {
      throw Error{Kind::Unsafe,
                  "two checkpoints in one archive: '" + validUtf8(*folder) + "data.pkl' and '" + validUtf8(record.name) + "'",
                  archive.source()->where(record.headerOffset), "Two programs would read two different files; do not use it."};
    }
    folder = top;
  }
  return folder;
}

/// Small files are checked whole, so that damage shows at once.
void checkSmall(CheckpointParts& parts) {
  if (parts.fileBytes > limits::kVerifiedAtOnce) return;
  for (auto& warning : nonFiniteWarnings(parts, checkContents(parts))) parts.warnings.push_back(std::move(warning));
}

std::shared_ptr<const Checkpoint> open(const Bytes& source, const std::filesystem::path& path, Check check) {
  try {
    auto parts = readParts(source, path);
    parts.path = path;
    if (parts.files.empty()) parts.files.push_back(source);
    parts.fileBytes = 0;
    for (const auto& file : parts.files) parts.fileBytes += file->size();
    if (parts.tensors.empty()) {
      const auto reason = parts.skipped.empty() ? std::string{} : " that can be read (" + parts.skipped.front().reason + ")";
      throw Error{Kind::Unsupported, "the file holds no tensors" + reason, source->where(),
                  "Name a file with the weights of a network."};
    }
    if (check == Check::SmallFiles) checkSmall(parts);
    return std::make_shared<const Checkpoint>(std::move(parts));
  } catch (const Error& error) {
    if (!error.where().file.empty()) throw;
    throw Error{error.kind(), error.what(), source->where(), error.remedy()};
  } catch (const std::bad_alloc&) {
    throw Error{Kind::Memory, "not enough memory to open the file", source->where(), "Close other programs and try again."};
  }
}

}  // namespace

CheckpointParts readParts(const Bytes& source, const std::filesystem::path& path, bool shards) {
  const auto head = source->text(0, 16);
  if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) {
    const ZipArchive archive(source);
    const auto folder = pickleFolder(archive);
    if (!folder && isNpz(archive)) return readNpz(archive, path);
    if (!folder) throw foreignFormat(*source, &archive);
    return readTorchZip(archive, *folder, path);
  }
  if (head.starts_with(kNumpyMagic)) return readNpy(source, path);
  if (isTorchLegacy(*source)) return readTorchLegacy(source, path);
  if (looksLikeSafetensors(*source)) return readSafetensors(source, path);
  if (shards && looksLikeShardIndex(*source)) return readShards(source, path);
  const bool protocol = head.size() > 2 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5;
  if (protocol) return readPlainPickle(source, path);
  throw foreignFormat(*source, nullptr);
}

std::shared_ptr<const Checkpoint> readCheckpoint(const std::filesystem::path& path, Check check) {
  return open(openFile(path), path, check);
}

std::shared_ptr<const Checkpoint> readCheckpoint(std::vector<std::byte> bytes, std::string name, Check check) {
  const std::filesystem::path path = name;
  return open(bytesInMemory(std::move(bytes), std::move(name)), path, check);
}

}  // namespace spurioscope
