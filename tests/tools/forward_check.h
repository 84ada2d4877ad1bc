#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "checkpoint/checkpoint.h"
#include "model/network_hints.h"

namespace spurioscope {

/// Runs the network of a checkpoint on the rule's input and compares with `forward.output_f64` of a checkpoint index.
/// @param hints  what the tensors do not tell, from config.json beside the file
/// @returns "" when it agrees, what differs otherwise; nothing when it was not checked (no network library is linked)
std::optional<std::string> checkForward(const Checkpoint& checkpoint, const Json& forward, const NetworkHints& hints);

}  // namespace spurioscope
