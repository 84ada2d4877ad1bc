#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "checkpoint/byte_source.h"
#include "checkpoint/dtype.h"
#include "checkpoint/pickle_values.h"

namespace spurioscope {

/// A storage as a torch pickle names it: ("storage", class, key, location, number of elements[, view]).
struct StorageId {
  std::string key;
  std::string className;           ///< "FloatStorage"
  std::optional<DType> dtype;      ///< nothing for an untyped storage and for classes that are not read
  std::size_t width = 1;           ///< bytes of an element
  std::uint64_t count = 0;         ///< of the whole storage, in elements
  std::uint64_t viewOffset = 0;    ///< legacy files: a view into the storage, in elements
  std::uint64_t viewCount = 0;

  std::uint64_t bytes() const { return count * width; }
  bool isQuantized() const { return className.starts_with("Q"); }
};

/// Reads the persistent ids of a torch pickle while it is decoded, for `runPickle`. Locations ("cuda:0") are ignored: tensors are
/// read into memory. Legacy ids of kind "module" stand for the class they name; their source text is not looked at.
class StorageIds {
 public:
  StorageIds(const ByteSource& source, PickleValues& values) : source_(source), values_(values) {}

  /// @throws Error{Kind::Format} for an id that torch does not write
  ValueId operator()(ValueId id);
  /// nullptr when the value is not a storage
  const StorageId* find(ValueId persistent) const;
  const std::unordered_map<ValueId, StorageId>& all() const { return ids_; }

 private:
  [[noreturn]] void malformed(const std::string& what) const;
  StorageId parse(std::span<const ValueId> parts) const;

  const ByteSource& source_;
  PickleValues& values_;
  std::unordered_map<ValueId, StorageId> ids_;
};

}  // namespace spurioscope
