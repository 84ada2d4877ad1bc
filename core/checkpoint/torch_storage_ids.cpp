#include "checkpoint/torch_storage_ids.h"

#include <array>
#include <utility>

#include "base/json.h"

namespace spurioscope {
namespace {

/// Storage classes that torch has but whose elements are not read here, with the bytes of an element.
constexpr std::array<std::pair<std::string_view, std::size_t>, 8> kOtherClasses{{
    {"QInt8Storage", 1}, {"QUInt8Storage", 1}, {"QInt32Storage", 4}, {"QUInt4x2Storage", 1}, {"QUInt2x4Storage", 1},
    {"ComplexHalfStorage", 4}, {"UntypedStorage", 1}, {"TypedStorage", 1}}};

std::optional<std::string_view> storageClass(std::string_view global) {
  for (const std::string_view package : {"torch.cuda.", "torch.storage.", "torch."}) {
    if (global.starts_with(package)) return global.substr(package.size());
  }
  return {};
}

}  // namespace

void StorageIds::malformed(const std::string& what) const {
  throw Error{Kind::Format, "malformed persistent id: " + what, source_.where(),
              "The file was not written by torch.save or is damaged."};
}

StorageId StorageIds::parse(std::span<const ValueId> parts) const {
  StorageId id;
  const auto global = values_.globalName(parts[1]);
  const auto name = storageClass(global);
  if (name) id.dtype = dtypeFromStorage(*name);
  bool known = id.dtype.has_value();
  if (known) id.width = dtypeBytes(*id.dtype);
  for (const auto& [other, width] : kOtherClasses) {
    if (!known && name && *name == other) {
      known = true;
      id.width = width;
    }
  }
  if (!known) malformed("unknown storage type '" + validUtf8(global) + "'");
  id.className = *name;
  if (values_.is(parts[2], ValueKind::Text)) {
    id.key = values_.text(parts[2]);
  } else if (values_.is(parts[2], ValueKind::Integer)) {
    id.key = std::to_string(values_.integer(parts[2]));
  } else {
    malformed("the key of a storage is not text");
  }
  const auto count = values_.is(parts[4], ValueKind::Integer) ? values_.integer(parts[4]) : -1;
  if (count < 0 || static_cast<std::uint64_t>(count) > (std::uint64_t{1} << 62) / id.width)
    malformed("a storage of an impossible size");
  id.count = id.viewCount = static_cast<std::uint64_t>(count);
  if (parts.size() == 6 && !values_.is(parts[5], ValueKind::None)) {
    const auto view = values_.is(parts[5], ValueKind::Tuple) ? values_.items(parts[5]) : std::span<const ValueId>{};
    if (view.size() != 3 || !values_.is(view[1], ValueKind::Integer) || !values_.is(view[2], ValueKind::Integer))
      malformed("a wrong view of a storage");
    const auto offset = values_.integer(view[1]), size = values_.integer(view[2]);
    if (offset < 0 || size < 0 || offset > count || size > count - offset) malformed("a view outside its storage");
    id.viewOffset = static_cast<std::uint64_t>(offset);
    id.viewCount = static_cast<std::uint64_t>(size);
  }
  return id;
}

ValueId StorageIds::operator()(ValueId id) {
  if (!values_.is(id, ValueKind::Tuple)) malformed("it is not a tuple");
  const auto parts = values_.items(id);
  if (parts.empty() || !values_.is(parts[0], ValueKind::Text)) malformed("it does not say its kind");
  const auto& kind = values_.text(parts[0]);
  if (kind == "module") {  // ("module", class, source file, source text), torch up to 1.x
    if (parts.size() < 2 || values_.globalName(parts[1]).empty()) malformed("a module without a class");
    return parts[1];
  }
  if (kind != "storage") malformed("of the unknown kind '" + validUtf8(kind).substr(0, 60) + "'");
  if (parts.size() != 5 && parts.size() != 6) malformed("it has " + std::to_string(parts.size()) + " parts");
  auto parsed = parse(parts);
  const auto value = values_.addList(ValueKind::Persistent, {id});
  values_.charge(sizeof(StorageId) + 64);
  ids_.emplace(value, std::move(parsed));
  return value;
}

const StorageId* StorageIds::find(ValueId persistent) const {
  const auto found = ids_.find(persistent);
  return found == ids_.end() ? nullptr : &found->second;
}

}  // namespace spurioscope
