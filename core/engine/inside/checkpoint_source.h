#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checkpoint/checkpoint.h"
#include "engine/checkpoint_info.h"
#include "engine/inside/demo_source.h"
#include "model/network_hints.h"

namespace spurioscope::engine {

/// "demo" (the last epoch) or "demo:epoch=N": the built-in checkpoints; anything else is a file, or a folder as Hugging Face lays
/// it out: model.safetensors or pytorch_model.bin, or the index of their shards.
/// @throws Error{Kind::Usage} for an epoch that is not built in; what the reader throws.
std::shared_ptr<const Checkpoint> readSource(const std::string& source, Check check = Check::SmallFiles);

/// What the tensors of a source do not tell: `given` first (the text of hintsFromText), then config.json beside it.
NetworkHints hintsFor(const std::string& source, const std::string& given);
/// The epoch that a checkpoint says it is of: its scalar "epoch", else the number after "epoch" in its name.
std::optional<int> epochOf(const Checkpoint& checkpoint, const std::string& source);
/// The checkpoints of the same run: the demo's, or files beside it whose names differ only in their number and whose sizes differ by a
/// tenth at most. The numbers of resnet18.pth or seed3.pth count no epochs. Sorted by epoch; empty when it stands alone.
std::vector<EpochRef> epochsBeside(const std::string& source);

}  // namespace spurioscope::engine
