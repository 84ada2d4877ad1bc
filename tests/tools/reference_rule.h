#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"

namespace spurioscope::testing {

/// The documented rule that stands for stored weights (shared/fixtures/README.md): element i of `key` is
/// float(offset + scale * u), u in [-1, 1) from splitmix64(fnv1a64(key) + i); |u| with `absolute`. float32, row-major.
at::Tensor ruleTensor(const std::string& key, const std::vector<std::int64_t>& shape, double offset, double scale, bool absolute);

/// The image input [N, C, H, W]: the rule for "input", plus the rule for "input_blocks" [N, C, 8, 8] enlarged to H x W (so that
/// samples and places differ). Worked out from the files' `sum` and `first`, which check it.
at::Tensor ruleImage(const std::vector<std::int64_t>& shape);

/// Token inputs as a reference file lists them ("input_ids", "attention_mask", "token_type_ids"; the last two may be absent), as
/// networks take them: int64 [N, 3, T, 1].
at::Tensor ruleTokens(const Json& input);

}  // namespace spurioscope::testing
