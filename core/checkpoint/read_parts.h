#pragma once

#include "checkpoint/checkpoint_parts.h"

namespace spurioscope {

/// Recognises the format by its content and reads it.
/// @param shards  whether an index of shards is followed; one shard cannot name others
/// @throws Error as readCheckpoint
CheckpointParts readParts(const Bytes& source, const std::filesystem::path& path, bool shards = true);

}  // namespace spurioscope
