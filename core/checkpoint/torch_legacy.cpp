#include "checkpoint/torch_legacy.h"

#include <unordered_map>
#include <utility>

#include "base/json.h"
#include "checkpoint/formats.h"
#include "checkpoint/pickle_machine.h"
#include "checkpoint/value_tree.h"

// Layout: torch/serialization.py, _legacy_save: pickles of the magic number, the protocol version, sys_info, the object and the
// list of storage keys; then for each key the number of elements (8 bytes) and the elements, little-endian.
namespace spurioscope {
namespace {

constexpr std::string_view kMagic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
constexpr std::int64_t kProtocol = 1001;
constexpr std::uint64_t kHead = 1 << 16;  // magic number, version and sys_info stay far below

[[noreturn]] void damaged(const ByteSource& source, std::uint64_t at, const std::string& what) {
  throw Error{Kind::Format, "damaged or unsupported legacy torch file: " + what, source.where(at), "Download or copy it again."};
}

/// One of the small pickles; persistent ids have no meaning in them.
PickleResult smallPickle(const ByteSource& source, std::uint64_t at, std::uint64_t limit, PickleValues& values) {
  return runPickle(source, at, at + limit, values,
                   [&](ValueId) -> ValueId { damaged(source, at, "a storage where none belongs"); });
}

/// @returns where the object's pickle begins
std::uint64_t checkHead(const ByteSource& source) {
  PickleValues values;
  const auto magic = smallPickle(source, 0, kHead, values);
  if (!values.is(magic.root, ValueKind::BigInteger) || values.text(magic.root) != kMagic)
    damaged(source, 0, "a wrong magic number");
  const auto version = smallPickle(source, magic.end, kHead, values);
  if (!values.is(version.root, ValueKind::Integer) || values.integer(version.root) != kProtocol)
    damaged(source, magic.end, "an unknown protocol version");
  const auto system = smallPickle(source, version.end, kHead, values);
  if (!values.is(system.root, ValueKind::Dict)) damaged(source, version.end, "the description of the system is none");
  const auto little = values.find(system.root, "little_endian");
  if (values.is(little, ValueKind::Boolean) && values.integer(little) == 0) {
    throw Error{Kind::Unsupported, "a legacy torch file of a big-endian machine", source.where(version.end),
                "Save it again with a current PyTorch."};
  }
  return system.end;
}

/// The parts of the file that hold the storages, by key.
class LegacyStorages {
 public:
  LegacyStorages(const Bytes& source, const StorageIds& ids, const PickleValues& values, ValueId keys, std::uint64_t at) {
    std::unordered_map<std::string, const StorageId*> known;
    for (const auto& [value, id] : ids.all()) {
      const auto [found, fresh] = known.emplace(id.key, &id);
      if (!fresh && (found->second->count != id.count || found->second->width != id.width))
        damaged(*source, at, "a storage of two sizes");
    }
    if (!values.is(keys, ValueKind::List)) damaged(*source, at, "the list of storages is none");
    for (const auto item : values.items(keys)) {
      if (!values.is(item, ValueKind::Text) && !values.is(item, ValueKind::Integer))
        damaged(*source, at, "a storage key that is not text");
      const auto key = values.is(item, ValueKind::Text) ? values.text(item) : std::to_string(values.integer(item));
      const auto id = known.find(key);
      if (id == known.end()) damaged(*source, at, "a storage '" + validUtf8(key).substr(0, 60) + "' that no tensor names");
      const auto head = source->text(at, 8);
      if (head.size() < 8) damaged(*source, at, "it ends before its storages (truncated file)");
      if (littleEndian<std::uint64_t>(head.data()) != id->second->count)
        damaged(*source, at, "a storage has another size than its tensors say");
      at += 8;
      const auto bytes = id->second->bytes();
      if (bytes > source->size() - at) damaged(*source, at, "it ends inside a storage (truncated file)");
      if (!storages_.emplace(key, partOf(source, at, bytes)).second) damaged(*source, at, "a storage is listed twice");
      at += bytes;
    }
    for (const auto& [key, id] : known) {
      if (!storages_.contains(key)) damaged(*source, at, "the storage '" + validUtf8(key).substr(0, 60) + "' is missing");
    }
    end_ = at;
  }

  Storage operator()(const StorageId& id) const { return storages_.at(id.key); }
  std::uint64_t end() const { return end_; }

 private:
  std::unordered_map<std::string, Storage> storages_;
  std::uint64_t end_ = 0;
};

}  // namespace

bool isTorchLegacy(const ByteSource& source) {
  const auto head = source.text(0, 40);
  const auto at = head.find(kMagic);
  return head.size() > 15 && head[0] == '\x80' && at != head.npos && at <= 20;
}

NestedStorage readNestedStorage(const Bytes& source) {
  if (!isTorchLegacy(*source)) damaged(*source, 0, "a storage inside of a pickle has another format");
  PickleValues values;
  StorageIds ids(*source, values);
  const auto object = runPickle(*source, checkHead(*source), source->size(), values, std::ref(ids));
  PickleValues keyValues;
  const auto keys = smallPickle(*source, object.end, source->size(), keyValues);
  const LegacyStorages storages(source, ids, keyValues, keys.root, keys.end);
  const auto* id = ids.find(object.root);
  if (id == nullptr) damaged(*source, 0, "a storage inside of a pickle is none");
  return {*id, storages(*id)};
}

CheckpointParts readTorchLegacy(const Bytes& source, const std::filesystem::path& path) {
  CheckpointParts parts;
  parts.path = path;
  parts.format = "torch-legacy";
  parts.writer = "torch.save before PyTorch 1.6, or with the old format asked for";
  const auto objectAt = checkHead(*source);
  PickleValues values;
  StorageIds ids(*source, values);
  const auto object = runPickle(*source, objectAt, source->size(), values, std::ref(ids));
  PickleValues keyValues;
  const auto keys = smallPickle(*source, object.end, source->size(), keyValues);
  auto storages = std::make_shared<const LegacyStorages>(source, ids, keyValues, keys.root, keys.end);
  if (storages->end() != source->size()) parts.warnings.emplace_back("bytes follow the last storage; they were not read");
  const PickledTensors tensors(values, ids, [storages](const StorageId& id) { return (*storages)(id); }, source);
  walkValues(values, object.root, tensors, parts);
  return parts;
}

}  // namespace spurioscope
