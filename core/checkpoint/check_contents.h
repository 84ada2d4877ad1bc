#pragma once

#include <cstdint>
#include <map>

#include "checkpoint/checkpoint_parts.h"

namespace spurioscope {

/// What `Checkpoint::check` tells, before there is one.
std::map<std::size_t, std::uint64_t> checkContents(const CheckpointParts& parts, const BytesSeen& seen = {});

/// The tensors of which elements are not finite, in words: at most 100 of them.
std::vector<std::string> nonFiniteWarnings(const CheckpointParts& parts, const std::map<std::size_t, std::uint64_t>& nonFinite);

}  // namespace spurioscope
