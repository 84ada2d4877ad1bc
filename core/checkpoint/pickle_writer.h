#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "checkpoint/writer.h"

namespace spurioscope {

/// data.pkl of a torch zip: the pickle (protocol 2) of the state dict, or of {"epoch", "model_state_dict", "loss"}. Tensor i has
/// the storage key i.
std::string pickleOf(const CheckpointContent& content);

}  // namespace spurioscope
