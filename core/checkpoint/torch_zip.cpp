#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/json.h"
#include "checkpoint/formats.h"
#include "checkpoint/limits.h"
#include "checkpoint/pickle_machine.h"
#include "checkpoint/value_tree.h"

namespace spurioscope {
namespace {

std::string recordText(const ZipArchive& archive, const std::string& name, std::uint64_t limit) {
  const auto* record = archive.find(name);
  if (record == nullptr) return {};
  const auto bytes = archive.read(*record, limit);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool isBigEndian(const ZipArchive& archive, const std::string& folder) {
  const auto order = recordText(archive, folder + "byteorder", 64);
  if (order.empty() || order == "little") return false;
  if (order == "big") return true;
  throw Error{
      Kind::Unsupported, "unknown byte order '" + validUtf8(order) + "'", archive.source()->where({}, "record 'byteorder'"), {}};
}

/// data.pkl in place where it is stored, inflated into memory where it is compressed.
struct PickleRecord {
  Bytes source;
  std::uint64_t begin, end;
};

PickleRecord pickleRecord(const ZipArchive& archive, const ZipRecord& record) {
  if (record.deflated) {
    if (record.bytes > limits::kInflatedPickleBytes || record.bytes / limits::kInflatedPickleRatio > record.storedBytes) {
      throw Error{Kind::Unsafe,
                  "the compressed record '" + validUtf8(record.name) + "' would fill " + std::to_string(record.bytes) + " bytes",
                  archive.source()->where(record.dataOffset), limits::kRemedy};
    }
    auto bytes = archive.read(record, limits::kInflatedPickleBytes);
    const auto size = bytes.size();
    return {bytesInMemory(std::move(bytes), archive.source()->name()), 0, size};
  }
  archive.storage(record, record.bytes)->verify();
  return {archive.source(), record.dataOffset, record.dataOffset + record.bytes};
}

/// The records that storages stand in, opened once each.
class RecordStorages {
 public:
  RecordStorages(const ZipArchive& archive, std::string folder) : archive_(archive), folder_(std::move(folder)) {}

  /// Every storage that the pickle names must be there and long enough, used or not.
  void collect(const StorageIds& ids) {
    for (const auto& [value, id] : ids.all()) {
      auto& most = needed_[id.key];
      most = std::max(most, id.bytes());
    }
    for (const auto& [key, bytes] : needed_) {
      const auto* record = archive_.find(folder_ + key);
      if (record == nullptr) {
        throw Error{Kind::Format, "storage record missing: '" + validUtf8(folder_ + key).substr(0, 200) + "'",
                    archive_.source()->where(), "The file is incomplete; download or copy it again."};
      }
      storages_.emplace(key, archive_.storage(*record, bytes));
    }
  }

  Storage operator()(const StorageId& id) const { return storages_.at(id.key); }

 private:
  const ZipArchive& archive_;
  std::string folder_;
  std::unordered_map<std::string, std::uint64_t> needed_;
  std::unordered_map<std::string, Storage> storages_;
};

bool isTorchScript(const ZipArchive& archive, const std::string& folder) {
  const auto& records = archive.records();
  return archive.find(folder + "constants.pkl") != nullptr &&
         std::any_of(records.begin(), records.end(), [&](const ZipRecord& r) { return r.name.starts_with(folder + "code/"); });
}

std::string writerOf(const ZipArchive& archive, const std::string& folder, bool script) {
  if (script) return "torch.jit.save (TorchScript; its code is never run)";
  if (archive.find(folder + "byteorder") != nullptr) return "torch.save, PyTorch 2.1 or later";
  if (archive.find(folder + ".data/serialization_id") != nullptr) return "torch.save, PyTorch 2.1 or later, re-packed";
  return "torch.save, PyTorch 1.6 to 2.0";
}

/// Decodes one pickle of the archive and walks its values.
void readPickle(const ZipArchive& archive, const std::string& pickleName, const std::string& storageFolder, bool bigEndian,
                CheckpointParts& parts) {
  const auto pickle = pickleRecord(archive, *archive.find(pickleName));
  PickleValues values;
  StorageIds ids(*archive.source(), values);
  const auto result = runPickle(*pickle.source, pickle.begin, pickle.end, values, std::ref(ids));
  if (result.end != pickle.end) parts.warnings.emplace_back("bytes follow a pickle of the archive; they were not read");
  RecordStorages storages(archive, storageFolder);
  storages.collect(ids);
  const PickledTensors tensors(values, ids, [&storages](const StorageId& id) { return storages(id); }, pickle.source, bigEndian);
  walkValues(values, result.root, tensors, parts);
}

/// A frozen TorchScript network keeps its weights as nameless constants.
void addConstants(const ZipArchive& archive, const std::string& folder, bool bigEndian, CheckpointParts& parts) {
  CheckpointParts constants;
  constants.path = parts.path;
  readPickle(archive, folder + "constants.pkl", folder + "constants/", bigEndian, constants);
  const auto under = [](ValuePath path) {
    path.insert(path.begin(), std::string("constants"));
    return path;
  };
  for (std::size_t i = 0; i < constants.tensors.size(); ++i) {
    constants.tensors[i].path = under(std::move(constants.tensors[i].path));
    parts.add(std::move(constants.tensors[i]), std::move(constants.views[i]));
  }
  for (auto& item : constants.skipped) parts.skipped.push_back({under(std::move(item.path)), std::move(item.reason)});
}

}  // namespace

CheckpointParts readTorchZip(const ZipArchive& archive, const std::string& folder, const std::filesystem::path& path) {
  CheckpointParts parts;
  parts.path = path;
  const bool script = isTorchScript(archive, folder);
  parts.format = script ? "torchscript" : "torch-zip";
  parts.writer = writerOf(archive, folder, script);
  if (!archive.hasChecksums())
    parts.warnings.emplace_back("the file was written without checksums: damage in it cannot be noticed");
  if (archive.find(folder + "version") == nullptr && archive.find(folder + ".data/version") == nullptr) {
    parts.warnings.emplace_back("the archive has no version record");
  }
  const bool bigEndian = isBigEndian(archive, folder);
  readPickle(archive, folder + "data.pkl", folder + "data/", bigEndian, parts);
  if (script) addConstants(archive, folder, bigEndian, parts);
  return parts;
}

}  // namespace spurioscope
