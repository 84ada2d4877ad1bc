#include <algorithm>
#include <cstring>

#include "base/json.h"
#include "checkpoint/element_values.h"
#include "checkpoint/limits.h"
#include "checkpoint/pickle_text.h"
#include "checkpoint/pickled_tensors.h"

// NumPy arrays and scalars in a pickle. Source: numpy/_core/src/multiarray/methods.c (array_reduce, array_setstate), numeric.py.
namespace spurioscope {

/// numpy.dtype(name, align, copy) with the state (version, byte order, subdtype, names, fields, ...).
std::optional<DType> PickledTensors::numpyDType(ValueId id, bool& swap) const {
  const auto made = call(id);
  if (!made || made->name != "numpy.dtype" || made->arguments.empty() || !values_.is(made->arguments[0], ValueKind::Text))
    return {};
  const auto dtype = dtypeFromNumpy(values_.text(made->arguments[0]));
  const auto state = values_.object(id).state;
  swap = false;
  if (state != kNoValue) {
    if (!values_.is(state, ValueKind::Tuple) || values_.items(state).size() < 5) return {};
    const auto parts = values_.items(state);
    swap = values_.is(parts[1], ValueKind::Text) && values_.text(parts[1]) == ">";
    for (const auto part : {parts[2], parts[3], parts[4]}) {  // a record type
      if (!values_.is(part, ValueKind::None)) return {};
    }
  }
  return dtype;
}

/// The bytes of an array, scalar or nested file: bytes, or text that holds one byte a character (protocol 2, Python 2).
std::optional<std::string> PickledTensors::contentOf(ValueId data, std::optional<std::uint64_t> expected) const {
  const auto fits = [&](const std::string& bytes) { return !expected || bytes.size() == *expected; };
  if (const auto made = call(data)) {
    const bool empty = (made->name == "__builtin__.bytes" || made->name == "builtins.bytes") && made->arguments.empty();
    if (empty) return fits({}) ? std::optional(std::string{}) : std::nullopt;
    if (made->name != "_codecs.encode" || made->arguments.size() != 2) return {};
    const auto codec = made->arguments[1];
    const bool latin1 = values_.is(codec, ValueKind::Text) && (values_.text(codec) == "latin1" || values_.text(codec) == "latin-1");
    if (!latin1) return {};
    data = made->arguments[0];
  }
  std::string raw;
  if (values_.is(data, ValueKind::Text)) {
    raw = values_.text(data);
  } else if (values_.is(data, ValueKind::Bytes)) {
    const auto& bytes = values_.bytes(data);
    const auto most = expected ? 2 * *expected + 16 : limits::kPickleMemory;
    if (bytes.length > most) return {};
    raw = bytes.inSource ? source_->text(bytes.offset, bytes.length) : bytes.kept;
    if (!bytes.isText) return fits(raw) ? std::optional(raw) : std::nullopt;
  } else {
    return {};
  }
  if (auto narrow = utf8ToLatin1(raw); narrow && fits(*narrow)) return narrow;
  return fits(raw) ? std::optional(raw) : std::nullopt;
}

PickledTensor PickledTensors::arrayOf(DType dtype, bool swap, bool fortran, std::vector<std::int64_t> shape, ValueId data,
                                      const std::string& what) const {
  const auto count = elementCount(shape, dtype, source_->where(), "the array '" + what + "'");
  const auto expected = count * dtypeBytes(dtype);
  PickledTensor tensor;
  if (values_.is(data, ValueKind::Bytes) && values_.bytes(data).inSource && !values_.bytes(data).isText &&
      values_.bytes(data).length == expected) {
    tensor.view.storage = partOf(source_, values_.bytes(data).offset, expected);
  } else if (const auto content = expected <= limits::kPickleMemory ? contentOf(data, expected) : std::nullopt) {
    std::vector<std::byte> bytes(content->size());
    if (!bytes.empty()) std::memcpy(bytes.data(), content->data(), bytes.size());
    tensor.view.storage = storageInMemory(std::move(bytes));
  } else {
    return {{}, {}, {}, "NumPy array whose data do not fit its shape"};
  }
  tensor.dtype = dtype;
  tensor.view.swapBytes = swap;
  tensor.view.strides = rowMajorStrides(shape);
  if (fortran) {
    std::int64_t stride = 1;
    for (std::size_t d = 0; d < shape.size(); ++d) {
      tensor.view.strides[d] = stride;
      stride *= std::max<std::int64_t>(shape[d], 1);
    }
  }
  tensor.shape = std::move(shape);
  checkLayout(tensor.shape, dtype, tensor.view, expected, source_->where(), "the array '" + what + "'");
  return tensor;
}

PickledTensor PickledTensors::readNumpy(const Call& call, const std::string& what) const {
  bool swap = false;
  if (call.name.ends_with("_frombuffer")) {  // (bytes, dtype, shape, order), protocol 5
    if (call.arguments.size() < 3) return {{}, {}, {}, "NumPy array without data"};
    const auto dtype = numpyDType(call.arguments[1], swap);
    if (!dtype) return {{}, {}, {}, "NumPy array of a type that is not read"};
    const bool fortran =
        call.arguments.size() > 3 && values_.is(call.arguments[3], ValueKind::Text) && values_.text(call.arguments[3]) == "F";
    return arrayOf(*dtype, swap, fortran, sizes(call.arguments[2], what), call.arguments[0], what);
  }
  const auto state =
      call.object == kNoValue ? kNoValue : values_.object(call.object).state;  // (version, shape, dtype, fortran, data)
  if (!values_.is(state, ValueKind::Tuple) || values_.items(state).size() != 5) return {{}, {}, {}, "NumPy array without data"};
  const auto parts = values_.items(state);
  const auto dtype = numpyDType(parts[2], swap);
  if (!dtype) return {{}, {}, {}, "NumPy array of a type that is not read"};
  const bool fortran = values_.is(parts[3], ValueKind::Boolean) && values_.integer(parts[3]) != 0;
  return arrayOf(*dtype, swap, fortran, sizes(parts[1], what), parts[4], what);
}

std::optional<double> PickledTensors::numpyScalar(ValueId id, DType& dtype) const {
  const auto made = call(id);
  if (!made || made->arguments.size() != 2) return {};
  if (made->name != "numpy.core.multiarray.scalar" && made->name != "numpy._core.multiarray.scalar") return {};
  bool swap = false;
  const auto type = numpyDType(made->arguments[0], swap);
  if (!type || swap) return {};
  const auto content = contentOf(made->arguments[1], dtypeBytes(*type));
  if (!content) return {};
  dtype = *type;
  std::vector<double> value;
  appendAsDouble(std::as_bytes(std::span{*content}), dtype, value);
  return value.front();
}

}  // namespace spurioscope
