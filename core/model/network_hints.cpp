#include "model/network_hints.h"

#include <cmath>

#include "base/error.h"
#include "base/file.h"
#include "base/number_text.h"
#include "model/functions.h"

namespace spurioscope {
namespace {

constexpr std::uintmax_t kConfigBytes = 4u << 20;
constexpr std::int64_t kMostHeads = 1024, kLargestWindow = 64, kLargestSide = 1 << 14;

const Json* firstOf(const Json& config, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (const auto found = config.find(key); found != config.end()) return &*found;
  }
  return nullptr;
}

bool plausibleEps(double eps) { return std::isfinite(eps) && eps > 0 && eps < 1; }

std::optional<int> countOf(const Json& config, std::initializer_list<const char*> keys, std::int64_t most) {
  const auto* value = firstOf(config, keys);
  if (value == nullptr || !value->is_number_integer()) return std::nullopt;
  const auto count = value->get<std::int64_t>();
  return count > 0 && count <= most ? std::optional(static_cast<int>(count)) : std::nullopt;
}

[[noreturn]] void wrong(const std::string& part) {
  throw Error{Kind::Usage, "'" + part + "' says nothing about a network", {{}, {}, "--network"},
              "Use norm-eps=E, heads=N, activation=gelu|relu|silu|..., padding=same|symmetric, window=N and image=N, separated by commas."};
}

int countIn(const std::string& part, const std::string& value, std::int64_t most) {
  const auto count = parseInteger(value);
  if (!count || *count < 1 || *count > most) wrong(part);
  return static_cast<int>(*count);
}

void read(NetworkHints& hints, const std::string& part) {
  const auto equals = part.find('=');
  const auto key = part.substr(0, equals), value = equals == std::string::npos ? "" : part.substr(equals + 1);
  if (key == "norm-eps") {
    const auto eps = parseNumber(value);
    if (!eps || !plausibleEps(*eps)) wrong(part);
    hints.normEps = *eps;
  } else if (key == "heads") {
    hints.heads = countIn(part, value, kMostHeads);
  } else if (key == "window") {
    hints.window = countIn(part, value, kLargestWindow);
  } else if (key == "image") {
    hints.imageSide = countIn(part, value, kLargestSide);
  } else if (key == "activation") {
    hints.activation = functionNamed(value);
    if (!hints.activation) wrong(part);
  } else if (key == "padding" && (value == "same" || value == "symmetric")) {
    hints.samePadding = value == "same";
  } else {
    wrong(part);
  }
}

/// What timm's name of a network tells beyond its tensors.
void readTimmName(NetworkHints& hints, const std::string& name) {
  const auto has = [&](const char* word) { return name.find(word) != std::string::npos; };
  if (name.starts_with("tf_")) {
    if (!hints.samePadding) hints.samePadding = true;
    if (!hints.normEps) hints.normEps = 1e-3;
  }
  if (has("quickgelu") && !hints.activation) hints.activation = Function::QuickGelu;
  if (has("blur") || name.starts_with("resnetaa")) hints.antialiased = true;
}

}  // namespace

NetworkHints hintsOf(const Json& config) {
  NetworkHints hints;
  if (!config.is_object()) return hints;
  if (const auto* eps = firstOf(config, {"layer_norm_eps", "norm_eps", "layer_norm_epsilon", "batch_norm_eps", "bn_eps"});
      eps != nullptr && eps->is_number()) {
    if (plausibleEps(eps->get<double>())) hints.normEps = eps->get<double>();
  }
  hints.heads = countOf(config, {"num_attention_heads", "n_heads", "num_heads", "heads"}, kMostHeads);
  hints.headWidth = countOf(config, {"head_dim", "attention_head_dim"}, kMostHeads);
  hints.window = countOf(config, {"window_size"}, kLargestWindow);
  hints.imageSide = countOf(config, {"image_size", "img_size"}, kLargestSide);
  if (const auto* blocks = firstOf(config, {"depthwise_padding"}); blocks != nullptr && blocks->is_array()) {
    for (const auto& block : *blocks) {
      if (block.is_number_integer() && block.get<std::int64_t>() >= 0 && block.get<std::int64_t>() < kMostHeads)
        hints.symmetricBlocks.push_back(block.get<int>());
    }
  }
  if (const auto* same = firstOf(config, {"tf_padding"}); same != nullptr && same->is_boolean()) hints.samePadding = same->get<bool>();
  if (const auto* name = firstOf(config, {"hidden_act", "activation", "activation_function"}); name != nullptr && name->is_string()) {
    hints.activation = functionNamed(name->get<std::string>());
  }
  if (const auto* padding = firstOf(config, {"pad_type", "padding"}); padding != nullptr && padding->is_string()) {
    hints.samePadding = padding->get<std::string>() == "same";
  }
  if (const auto* name = firstOf(config, {"architecture"}); name != nullptr && name->is_string()) {
    hints.timm = true;
    readTimmName(hints, name->get<std::string>());
  }
  // CLIP and SigLIP describe their image tower inside.
  if (const auto tower = config.find("vision_config"); tower != config.end() && tower->is_object()) return merged(hintsOf(*tower), hints);
  return hints;
}

NetworkHints hintsFromText(const std::string& text) {
  NetworkHints hints;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    read(hints, text.substr(begin, end - begin));
    begin = end + 1;
  }
  return hints;
}

NetworkHints merged(const NetworkHints& first, const NetworkHints& second) {
  const auto either = [](const auto& a, const auto& b) { return a ? a : b; };
  NetworkHints both;
  both.normEps = either(first.normEps, second.normEps);
  both.heads = either(first.heads, second.heads);
  both.headWidth = either(first.headWidth, second.headWidth);
  both.activation = either(first.activation, second.activation);
  both.samePadding = either(first.samePadding, second.samePadding);
  both.window = either(first.window, second.window);
  both.antialiased = either(first.antialiased, second.antialiased);
  both.imageSide = either(first.imageSide, second.imageSide);
  both.symmetricBlocks = first.symmetricBlocks.empty() ? second.symmetricBlocks : first.symmetricBlocks;
  both.timm = first.timm || second.timm;
  return both;
}

NetworkHints hintsBeside(const std::filesystem::path& checkpoint) {
  const auto file = (std::filesystem::is_directory(checkpoint) ? checkpoint : checkpoint.parent_path()) / "config.json";
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error) || std::filesystem::file_size(file, error) > kConfigBytes) return {};
  const auto config = parseJson(readTextFile(file.string()), file.string());
  if (!config.is_object()) return {};
  const bool model = config.contains("model_type") || config.contains("architectures") || config.contains("architecture") ||
                     config.contains("hidden_size");
  if (!model) return {};
  auto hints = hintsOf(config);
  // timm's config.json may hold how the network was built.
  if (const auto args = config.find("model_args"); args != config.end()) hints = merged(hintsOf(*args), hints);
  return hints;
}

}  // namespace spurioscope
