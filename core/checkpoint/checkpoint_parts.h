#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "checkpoint/checkpoint.h"
#include "checkpoint/tensor_view.h"

namespace spurioscope {

/// A module of a pickled or scripted module tree.
struct ModuleInfo {
  ValuePath path;     ///< as of a tensor: the container's path and one step with the dotted name; no such step for the root
  ValuePath root;     ///< path of the root of its tree
  std::string type;   ///< "torch.nn.modules.conv.Conv2d"
};

/// Everything that a format's reader finds; Checkpoint adds the search for the state dict.
struct CheckpointParts {
  std::string format;
  std::string writer;
  std::filesystem::path path;
  std::uint64_t fileBytes = 0;
  std::vector<Bytes> files;                ///< what sha256 is computed of (shards: in their order)

  std::vector<TensorInfo> tensors;
  std::vector<TensorView> views;           ///< one for each tensor
  std::vector<char> inState;               ///< one for each tensor: 0 for a plain attribute of a module, which torch does not save
  std::vector<ScalarInfo> scalars;
  std::vector<SkippedItem> skipped;
  std::vector<std::string> foreignGlobals;
  std::vector<std::string> warnings;
  std::vector<ModuleInfo> modules;

  std::map<std::string, std::size_t> stateDict;
  ValuePath stateDictPath;
  std::vector<ValuePath> otherStateDicts;
  std::map<std::string, std::size_t> moduleScalars;
  std::map<std::string, std::string> moduleClasses;

  void add(TensorInfo info, TensorView view, bool state = true);
};

/// "a.b.0.c" for messages and for names of tensors outside the state dict.
/// @param limit  bytes after which it is cut
std::string pathText(const ValuePath& path, std::size_t limit = std::string::npos);

}  // namespace spurioscope
