#include <algorithm>
#include <limits>
#include <utility>

#include "base/json.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/formats.h"
#include "checkpoint/limits.h"
#include "checkpoint/numpy_header.h"
#include "checkpoint/element_values.h"
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

/// Weights that are no numbers are worth a word: a network with them gives no predictions.
void noteNonFinite(const CheckpointParts& parts, std::vector<std::string>& warnings) {
  std::vector<std::byte> elements;
  for (std::size_t i = 0; i < parts.tensors.size(); ++i) {
    const auto& info = parts.tensors[i];
    if (!isFloating(info.dtype)) continue;
    elements.resize(elementBytes(info.shape, info.dtype));  // memory that is used again: fresh pages cost more than the reading
    readElements(info.shape, info.dtype, parts.views[i], elements);
    const auto count = countNonFinite(elements, info.dtype);
    if (count == 0) continue;
    if (warnings.size() >= 100) return;
    warnings.push_back("non-finite weights: " + std::to_string(count) + " elements of '" +
                       validUtf8(pathText(info.path)).substr(0, 200) + "' are NaN or infinite");
  }
}

/// Small files are checked whole, so that damage shows at once; what a file could blow up to is not.
void verifySmall(CheckpointParts& parts) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < parts.views.size(); ++i) {
    const auto copy = elementCount(parts.tensors[i].shape, parts.tensors[i].dtype, {}, {}) * dtypeBytes(parts.tensors[i].dtype);
    total += std::max(copy, parts.views[i].storage->bytes());
  }
  if (parts.fileBytes > limits::kVerifiedAtOnce || total > 2 * limits::kVerifiedAtOnce) return;
  noteNonFinite(parts, parts.warnings);
  for (const auto& view : parts.views) view.storage->verify();  // what was not just read whole
}

std::shared_ptr<const Checkpoint> open(const Bytes& source, const std::filesystem::path& path) {
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
    verifySmall(parts);
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

std::shared_ptr<const Checkpoint> readCheckpoint(const std::filesystem::path& path) { return open(openFile(path), path); }

std::shared_ptr<const Checkpoint> readCheckpoint(std::vector<std::byte> bytes, std::string name) {
  const std::filesystem::path path = name;
  return open(bytesInMemory(std::move(bytes), std::move(name)), path);
}

}  // namespace spurioscope
