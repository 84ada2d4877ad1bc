#include "tests/tools/reference_rule.h"

#include <ATen/ATen.h>

#include <cmath>

#include "base/random.h"

namespace spurioscope::testing {

at::Tensor ruleTensor(const std::string& key, const std::vector<std::int64_t>& shape, double offset, double scale, bool absolute) {
  std::uint64_t hash = 0xcbf29ce484222325ull;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  auto tensor = at::empty(shape, at::kFloat);
  auto* values = tensor.data_ptr<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    double u = static_cast<double>(splitmix64(hash + static_cast<std::uint64_t>(i)) >> 40) * 0x1.0p-23 - 1.0;
    if (absolute) u = std::fabs(u);
    values[i] = static_cast<float>(offset + scale * u);
  }
  return tensor;
}

at::Tensor ruleImage(const std::vector<std::int64_t>& shape) {
  constexpr std::int64_t kGrid = 8;
  const auto fine = ruleTensor("input", shape, 0, 1, false);
  const auto blocks = ruleTensor("input_blocks", {shape[0], shape[1], kGrid, kGrid}, 0, 1, false);
  const auto rows = at::arange(shape[2], at::kLong) * kGrid / shape[2], columns = at::arange(shape[3], at::kLong) * kGrid / shape[3];
  return fine + blocks.index_select(2, rows.to(at::kLong)).index_select(3, columns.to(at::kLong));
}

at::Tensor ruleTokens(const Json& input) {
  const auto rows = [&](const char* key, std::int64_t absent) {
    const auto& ids = input.at("input_ids");
    auto out = at::full({static_cast<std::int64_t>(ids.size()), static_cast<std::int64_t>(ids.at(0).size())}, absent, at::kLong);
    if (!input.contains(key)) return out;
    for (std::int64_t i = 0; i < out.size(0); ++i) {
      for (std::int64_t j = 0; j < out.size(1); ++j) out[i][j] = input[key][i][j].get<std::int64_t>();
    }
    return out;
  };
  return at::stack({rows("input_ids", 0), rows("attention_mask", 1), rows("token_type_ids", 0)}, 1).unsqueeze(3);
}

}  // namespace spurioscope::testing
