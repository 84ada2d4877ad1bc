#include "tests/tools/forward_check.h"

#include <ATen/ATen.h>

#include "base/number_text.h"
#include "model/catalogue.h"
#include "model/differentiable.h"
#include "tests/tools/reference_rule.h"

namespace spurioscope {

std::optional<std::string> checkForward(const Checkpoint& checkpoint, const Json& forward, const NetworkHints& hints) {
  const auto inference = inferNetwork(shapeTable(checkpoint), hints);
  const auto* network = std::get_if<Network>(&inference);
  if (network == nullptr) return std::nullopt;  // a family that is not known
  const auto& given = forward.at("input");
  const auto image = given.at("kind").get<std::string>() == "image" ? testing::ruleImage(given.at("shape").get<std::vector<std::int64_t>>())
                                                                    : testing::ruleTokens(given);
  auto output = logitsOf(network->graph, runDifferentiable(network->graph, loadParameters(checkpoint, network->graph), image));
  if (forward.value("output", std::string("logits")) == "probabilities") output = at::softmax(output, 1);
  double difference = 0, largest = 0;
  const auto& rows = forward.at("output_f64");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].size() != static_cast<std::size_t>(output.size(1))) return "the network has " + std::to_string(output.size(1)) + " outputs";
    for (std::size_t j = 0; j < rows[i].size(); ++j) {
      const double expected = rows[i][j].get<double>();
      difference =
          std::max(difference, std::abs(output[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(j)].item<double>() - expected));
      largest = std::max(largest, std::abs(expected));
    }
  }
  if (difference <= 1e-4 * std::max(largest, 1.0)) return "";  // float32 against float64
  return "the forward result differs by " + numberText(difference);
}

}  // namespace spurioscope
