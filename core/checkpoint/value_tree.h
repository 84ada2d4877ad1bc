#pragma once

#include "checkpoint/checkpoint_parts.h"
#include "checkpoint/pickled_tensors.h"

namespace spurioscope {

/// Walks a decoded pickle from `root` and fills tensors, scalars, skipped, modules, foreignGlobals and warnings of `parts`.
/// Containers are steps of a path; a module object (anything with _parameters, _buffers, _modules; TorchScript objects) contributes
/// dotted names, as its state_dict() would. Not recursive; cycles are passed by; size and depth are limited.
/// @throws Error{Kind::Format} for a malformed tensor, Error{Kind::Unsafe} when the values expand without measure.
void walkValues(const PickleValues& values, ValueId root, const PickledTensors& tensors, CheckpointParts& parts);

}  // namespace spurioscope
