#include "checkpoint/pickled_tensors.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.h"
#include "checkpoint/torch_legacy.h"

// Sources: torch/_utils.py, torch/_tensor.py (the functions that Tensor.__reduce_ex__ names), torch 0.3 to 2.13.
namespace spurioscope {
namespace {

constexpr auto kDamaged = "The file is damaged or was made to mislead.";
constexpr int kWrappers = 16;  // a Parameter of a tensor with attributes of ... is never deeper in a real file

bool isOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Calls whose first argument is the tensor itself.
bool wrapsFirstArgument(std::string_view name) {
  return isOneOf(name, {"torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
                        "torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer", "torch.nn.Parameter",
                        "torch.autograd.variable.Variable", "torch._utils._rebuild_device_tensor_from_cpu_tensor",
                        "torch._utils._rebuild_device_tensor_from_numpy", "torch._utils._rebuild_xla_tensor"});
}

std::string_view reasonToSkip(std::string_view name) {
  if (name == "torch._utils._rebuild_qtensor") return "quantized tensor";
  if (isOneOf(name, {"torch._utils._rebuild_sparse_tensor", "torch._utils._rebuild_sparse_csr_tensor"})) return "sparse tensor";
  if (name == "torch._utils._rebuild_meta_tensor_no_storage") return "no data (meta device)";
  if (name == "torch._utils._rebuild_nested_tensor") return "nested tensor";
  if (name == "torch._utils._rebuild_wrapper_subclass") return "tensor of a foreign class";
  return {};
}

bool isTorchTensor(std::string_view name) {
  return isOneOf(name, {"torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3"});
}

bool isNumpyArray(std::string_view name) {
  return isOneOf(name, {"numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct",
                        "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer"});
}

}  // namespace

void PickledTensors::malformed(const std::string& what, const std::string& why) const {
  throw Error{Kind::Format, "malformed tensor: " + why, source_->where({}, what), kDamaged};
}

std::optional<PickledTensors::Call> PickledTensors::call(ValueId id) const {
  if (!values_.is(id, ValueKind::Object)) return {};
  const auto& object = values_.object(id);
  const auto name = values_.globalName(object.callable);
  if (name.empty()) return {};
  return Call{name, values_.items(object.arguments), id};
}

/// The innermost call that makes a tensor, wrappers taken off.
std::optional<PickledTensors::Call> PickledTensors::tensorCall(ValueId id) const {
  auto found = call(id);
  for (int depth = 0; found && depth < kWrappers; ++depth) {
    if (isTorchTensor(found->name) || isNumpyArray(found->name) || !reasonToSkip(found->name).empty()) return found;
    const auto& arguments = found->arguments;
    if (wrapsFirstArgument(found->name) && !arguments.empty()) {
      found = call(arguments[0]);
    } else if (isOneOf(found->name, {"torch._tensor._rebuild_from_type_v2", "torch._tensor._rebuild_from_type",
                                     "torch.tensor._rebuild_from_type"}) &&
               arguments.size() >= 3 && values_.is(arguments[2], ValueKind::Tuple)) {  // (function, class, arguments, state)
      found = Call{values_.globalName(arguments[0]), values_.items(arguments[2]), kNoValue};
    } else {
      return {};
    }
  }
  return {};
}

bool PickledTensors::isTensor(ValueId id) const { return tensorCall(id).has_value(); }

std::vector<std::int64_t> PickledTensors::sizes(ValueId id, const std::string& what) const {
  if (const auto size = call(id); size && size->name == "torch.Size" && size->arguments.size() == 1) id = size->arguments[0];
  if (!values_.is(id, ValueKind::Tuple) && !values_.is(id, ValueKind::List))
    malformed(what, "its shape or stride is not a tuple (invalid shape)");
  std::vector<std::int64_t> out;
  for (const auto item : values_.items(id)) {
    if (values_.is(item, ValueKind::BigInteger)) malformed(what, "a size beyond 64 bits (shape too large)");
    if (!values_.is(item, ValueKind::Integer)) malformed(what, "a size or stride that is not an integer (invalid shape)");
    out.push_back(values_.integer(item));
  }
  return out;
}

PickledTensor PickledTensors::read(ValueId id, const std::string& what) const {
  const auto found = tensorCall(id);
  if (!found) malformed(what, "not a tensor");
  if (const auto reason = reasonToSkip(found->name); !reason.empty()) return {{}, {}, {}, std::string(reason)};
  return isTorchTensor(found->name) ? readTorch(*found, what) : readNumpy(*found, what);
}

/// A storage of the container, or one that stands as a whole file in a byte string (pickles that torch.save did not write).
PickledTensors::Held PickledTensors::storageOf(ValueId value, const std::string& what) const {
  if (const auto* id = ids_.find(value)) return {*id, resolve_(*id)};
  const auto made = call(value);
  if (!made || made->name != "torch.storage._load_from_bytes" || made->arguments.size() != 1) malformed(what, "it has no storage");
  if (const auto known = nested_.find(value); known != nested_.end()) return known->second;
  const auto data = made->arguments[0];
  Bytes file;
  if (values_.is(data, ValueKind::Bytes) && values_.bytes(data).inSource && !values_.bytes(data).isText) {
    file = partOfSource(source_, values_.bytes(data).offset, values_.bytes(data).length);
  } else if (const auto content = contentOf(data, {})) {
    const auto bytes = std::as_bytes(std::span{*content});
    file = bytesInMemory({bytes.begin(), bytes.end()}, source_->name());
  } else {
    malformed(what, "its storage is not in the file");
  }
  auto nested = readNestedStorage(file);
  return nested_.emplace(value, Held{std::move(nested.id), std::move(nested.storage)}).first->second;
}

PickledTensor PickledTensors::readTorch(const Call& call, const std::string& what) const {
  const auto& arguments = call.arguments;
  const std::size_t least = call.name.ends_with("_v3") ? 7 : call.name.ends_with("_v2") ? 6 : 4;
  if (arguments.size() < least) malformed(what, "it is rebuilt from " + std::to_string(arguments.size()) + " arguments");
  const auto [id, storage] = storageOf(arguments[0], what);
  if (!values_.is(arguments[1], ValueKind::Integer)) malformed(what, "its storage offset is not an integer");
  PickledTensor tensor;
  tensor.shape = sizes(arguments[2], what);
  tensor.view.strides = sizes(arguments[3], what);
  tensor.view.offset = values_.integer(arguments[1]);
  tensor.view.swapBytes = bigEndian_;
  auto dtype = id.dtype;
  std::string dtypeText = id.className;
  if (least == 7) {
    const auto name = values_.globalName(arguments[6]);
    if (!name.starts_with("torch.")) malformed(what, "it does not tell its dtype");
    dtypeText = name.substr(6);
    dtype = dtypeFromTorch(dtypeText);
  }
  if (id.isQuantized()) return {{}, {}, {}, "quantized tensor"};
  if (!dtype) return {{}, {}, {}, "elements of the type " + validUtf8(dtypeText) + " are not read"};
  const std::size_t metadataAt = least == 7 ? 7 : 6;
  for (const std::string_view bit : {"conj", "neg"}) {
    if (arguments.size() <= metadataAt) break;
    const auto flag = values_.find(arguments[metadataAt], bit);
    if (values_.is(flag, ValueKind::Boolean) && values_.integer(flag) != 0)
      return {{}, {}, {}, "a lazily conjugated or negated tensor"};
  }
  tensor.dtype = *dtype;
  tensor.view.storage = storage;
  tensor.view.base = id.viewOffset * id.width;
  const auto end = std::min(tensor.view.storage->bytes(), (id.viewOffset + id.viewCount) * id.width);
  checkLayout(tensor.shape, tensor.dtype, tensor.view, end, source_->where(), "the tensor '" + what + "'");
  return tensor;
}

}  // namespace spurioscope
