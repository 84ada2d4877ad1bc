#pragma once

#include <optional>

#include "checkpoint/pickle_input.h"
#include "checkpoint/pickle_values.h"

namespace spurioscope {

/// The opcodes that push one number, text or byte string and need nothing else.
/// @returns the value, or nothing when `opcode` is another one  @throws Error{Kind::Format} for a malformed operand
std::optional<ValueId> pushConstant(unsigned char opcode, PickleInput& input, PickleValues& values);

}  // namespace spurioscope
