#include "checkpoint/value_names.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/json.h"
#include "base/number_text.h"

namespace spurioscope {
namespace {

constexpr int kKeyDepth = 4;
constexpr std::size_t kKeyBytes = 500;

std::string realText(double value) {
  auto text = numberText(value);
  if (std::isfinite(value) && text.find_first_of(".e") == text.npos) text += ".0";
  return text;
}

/// Python's repr of a key, shortened where it is long or deep. The depth is bounded, so recursion is safe.
void appendRepr(const PickleValues& values, ValueId id, int depth, std::string& out) {
  if (out.size() > kKeyBytes) return;
  switch (values.kind(id)) {
    case ValueKind::None: out += "None"; break;
    case ValueKind::Boolean: out += values.integer(id) != 0 ? "True" : "False"; break;
    case ValueKind::Integer: out += std::to_string(values.integer(id)); break;
    case ValueKind::Real: out += realText(values.real(id)); break;
    case ValueKind::Text: out += "'" + values.text(id).substr(0, kKeyBytes) + "'"; break;
    case ValueKind::Tuple: {
      const auto items = values.items(id);
      out += "(";
      for (std::size_t i = 0; depth > 0 && i < items.size() && out.size() <= kKeyBytes; ++i) {
        if (i > 0) out += ", ";
        appendRepr(values, items[i], depth - 1, out);
      }
      out += depth == 0 || out.size() > kKeyBytes ? "...)" : items.size() == 1 ? ",)" : ")";
      break;
    }
    case ValueKind::Global: out += "<" + std::string(values.globalName(id).substr(0, kKeyBytes)) + ">"; break;
    case ValueKind::Object: out += "<" + std::string(className(values, id).substr(0, kKeyBytes)) + " object>"; break;
    default: out += "<value>";
  }
}

bool startsWithWord(std::string_view name, std::string_view package) {
  return name.starts_with(package) && name.find('.', package.size()) == name.npos;
}

}  // namespace

PathElement keyOf(const PickleValues& values, ValueId key) {
  if (values.is(key, ValueKind::Text)) return values.text(key);
  if (values.is(key, ValueKind::Integer)) return values.integer(key);
  std::string text;
  appendRepr(values, key, kKeyDepth, text);
  return text;
}

std::string_view className(const PickleValues& values, ValueId object) {
  if (!values.is(object, ValueKind::Object)) return {};
  const auto& call = values.object(object);
  const auto name = values.globalName(call.callable);
  const bool maker = name == "copy_reg._reconstructor" || name == "copyreg._reconstructor" || name == "copyreg.__newobj__" ||
                     name == "copy_reg.__newobj__" || name == "copyreg.__newobj_ex__";
  const auto arguments = values.items(call.arguments);
  if (maker && !arguments.empty()) return values.globalName(arguments[0]);
  return name;
}

bool isKnownGlobal(std::string_view name) {
  constexpr std::array<std::string_view, 42> kNames{"collections.OrderedDict",
                                                    "collections.defaultdict",
                                                    "collections.Counter",
                                                    "collections.deque",
                                                    "argparse.Namespace",
                                                    "torch._utils._rebuild_tensor",
                                                    "torch._utils._rebuild_tensor_v2",
                                                    "torch._utils._rebuild_tensor_v3",
                                                    "torch._utils._rebuild_parameter",
                                                    "torch._utils._rebuild_parameter_with_state",
                                                    "torch._utils._rebuild_qtensor",
                                                    "torch._utils._rebuild_sparse_tensor",
                                                    "torch._utils._rebuild_sparse_csr_tensor",
                                                    "torch._utils._rebuild_meta_tensor_no_storage",
                                                    "torch._utils._rebuild_nested_tensor",
                                                    "torch._utils._rebuild_device_tensor_from_numpy",
                                                    "torch._utils._rebuild_device_tensor_from_cpu_tensor",
                                                    "torch._tensor._rebuild_from_type_v2",
                                                    "torch._tensor._rebuild_from_type",
                                                    "torch.serialization._get_layout",
                                                    "torch.Size",
                                                    "torch.device",
                                                    "torch.nn.parameter.Parameter",
                                                    "torch.nn.parameter.Buffer",
                                                    "torch.nn.Parameter",
                                                    "numpy.dtype",
                                                    "numpy.ndarray",
                                                    "numpy.core.multiarray._reconstruct",
                                                    "numpy._core.multiarray._reconstruct",
                                                    "numpy.core.multiarray.scalar",
                                                    "numpy._core.multiarray.scalar",
                                                    "numpy.core.numeric._frombuffer",
                                                    "numpy._core.numeric._frombuffer",
                                                    "torch.jit._pickle.restore_type_tag",
                                                    "torch.storage._load_from_bytes",
                                                    "_codecs.encode",
                                                    "__builtin__.bytes",
                                                    "builtins.bytes",
                                                    "__builtin__.set",
                                                    "builtins.set",
                                                    "builtins.frozenset",
                                                    "builtins.complex"};
  if (std::find(kNames.begin(), kNames.end(), name) != kNames.end()) return true;
  if (startsWithWord(name, "torch.") && (name.ends_with("Storage") || dtypeFromTorch(name.substr(6)))) return true;
  if (name.starts_with("torch.jit._pickle.build_")) return true;
  // torch's own module classes: torch.nn.modules.<file>.<Class>
  constexpr std::string_view kModules = "torch.nn.modules.";
  return name.starts_with(kModules) && std::count(name.begin(), name.end(), '.') == 4 && name.find("__") == name.npos;
}

}  // namespace spurioscope
