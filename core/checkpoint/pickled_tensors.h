#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "checkpoint/tensor_view.h"
#include "checkpoint/torch_storage_ids.h"

namespace spurioscope {

/// A tensor found in a pickle, or why it is not read.
struct PickledTensor {
  std::vector<std::int64_t> shape;
  DType dtype = DType::Float32;
  TensorView view;
  std::string skipped;  ///< a reason; the rest is then empty
};

/// Understands the calls by which torch and numpy pickle tensors and arrays, as data. For one thread.
class PickledTensors {
 public:
  /// @param resolve  the bytes of a storage; throws when the file does not hold them
  /// @param source   where the pickle's long byte strings stand
  PickledTensors(const PickleValues& values, const StorageIds& ids, std::function<Storage(const StorageId&)> resolve, Bytes source,
                 bool bigEndian = false)
      : values_(values), ids_(ids), resolve_(std::move(resolve)), source_(std::move(source)), bigEndian_(bigEndian) {}

  /// True when the value stands for a tensor or array, readable or not.
  bool isTensor(ValueId id) const;
  /// @param what  its name, for messages  @throws Error{Kind::Format} for a malformed or impossible tensor
  PickledTensor read(ValueId id, const std::string& what) const;
  /// A numpy scalar as a number.
  std::optional<double> numpyScalar(ValueId id, DType& dtype) const;

 private:
  struct Call {
    std::string_view name;
    std::span<const ValueId> arguments;
    ValueId object = kNoValue;
  };
  std::optional<Call> call(ValueId id) const;
  std::optional<Call> tensorCall(ValueId id) const;
  struct Held {
    StorageId id;
    Storage storage;
  };
  Held storageOf(ValueId id, const std::string& what) const;
  PickledTensor readTorch(const Call& call, const std::string& what) const;
  PickledTensor readNumpy(const Call& call, const std::string& what) const;
  PickledTensor arrayOf(DType dtype, bool swap, bool fortran, std::vector<std::int64_t> shape, ValueId data,
                        const std::string& what) const;
  std::vector<std::int64_t> sizes(ValueId id, const std::string& what) const;
  std::optional<DType> numpyDType(ValueId id, bool& swap) const;
  std::optional<std::string> contentOf(ValueId data, std::optional<std::uint64_t> expected) const;
  [[noreturn]] void malformed(const std::string& what, const std::string& why) const;

  const PickleValues& values_;
  const StorageIds& ids_;
  std::function<Storage(const StorageId&)> resolve_;
  Bytes source_;
  bool bigEndian_;
  mutable std::unordered_map<ValueId, Held> nested_;  ///< storages inside of byte strings, read once each
};

}  // namespace spurioscope
