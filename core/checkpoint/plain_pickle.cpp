#include <utility>

#include "checkpoint/formats.h"
#include "checkpoint/pickle_machine.h"
#include "checkpoint/value_tree.h"

namespace spurioscope {

CheckpointParts readPickledValues(const Bytes& source, const std::filesystem::path& path) {
  CheckpointParts parts;
  parts.path = path;
  parts.format = "pickle";
  parts.writer = "Python's pickle, without torch.save";
  PickleValues values;
  StorageIds ids(*source, values);
  const auto result = runPickle(*source, 0, source->size(), values, [&](ValueId) -> ValueId {
    throw Error{Kind::Unsupported, "a plain pickle that names data outside of itself", source->where(), "Save it with torch.save."};
  });
  const PickledTensors tensors(values, ids, [](const StorageId&) { return Storage{}; }, source);
  walkValues(values, result.root, tensors, parts);
  return parts;
}

CheckpointParts readPlainPickle(const Bytes& source, const std::filesystem::path& path) {
  auto parts = readPickledValues(source, path);
  if (parts.tensors.empty()) {
    throw Error{Kind::Unsupported, "a plain pickle without readable tensors (not written by torch.save)", source->where(),
                "Save the state dict with torch.save."};
  }
  return parts;
}

}  // namespace spurioscope
