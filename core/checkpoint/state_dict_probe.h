#pragma once

#include "checkpoint/checkpoint_parts.h"

namespace spurioscope {

/// Finds the state dict among the tensors of a file and fills `stateDict`, `stateDictPath`, `otherStateDicts`, `moduleScalars`,
/// `moduleClasses` and the tensors' names.
/// A candidate is a container (or module) whose tensors have text keys; optimiser states are none. Preferred: under one of the
/// usual keys (model_state_dict, state_dict, model, ...), then the root, then anything else, by number of tensors; averaged copies
/// (ema) last.
void probeStateDict(CheckpointParts& parts);

}  // namespace spurioscope
