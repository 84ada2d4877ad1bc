#include "model/network_hints.h"

#include <cmath>

#include "base/error.h"
#include "base/file.h"
#include "base/number_text.h"
#include "model/functions.h"

namespace spurioscope {
namespace {

constexpr std::uintmax_t kConfigBytes = 4u << 20;

const Json* firstOf(const Json& config, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (const auto found = config.find(key); found != config.end()) return &*found;
  }
  return nullptr;
}

bool plausibleEps(double eps) { return std::isfinite(eps) && eps > 0 && eps < 1; }

[[noreturn]] void wrong(const std::string& part) {
  throw Error{Kind::Usage, "'" + part + "' says nothing about a network", {{}, {}, "--network"},
              "Use norm-eps=E, heads=N and activation=gelu|relu|silu|..., separated by commas."};
}

}  // namespace

NetworkHints hintsOf(const Json& config) {
  NetworkHints hints;
  if (!config.is_object()) return hints;
  if (const auto* eps = firstOf(config, {"layer_norm_eps", "norm_eps", "layer_norm_epsilon", "bn_eps"}); eps != nullptr && eps->is_number()) {
    if (plausibleEps(eps->get<double>())) hints.normEps = eps->get<double>();
  }
  if (const auto* heads = firstOf(config, {"num_attention_heads", "n_heads", "num_heads", "heads"}); heads != nullptr && heads->is_number_integer()) {
    const auto count = heads->get<std::int64_t>();
    if (count > 0 && count <= 1024) hints.heads = static_cast<int>(count);
  }
  if (const auto* name = firstOf(config, {"hidden_act", "activation", "activation_function"}); name != nullptr && name->is_string()) {
    hints.activation = functionNamed(name->get<std::string>());
  }
  return hints;
}

NetworkHints hintsFromText(const std::string& text) {
  NetworkHints hints;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    const auto part = text.substr(begin, end - begin);
    begin = end + 1;
    const auto equals = part.find('=');
    const auto key = part.substr(0, equals), value = equals == std::string::npos ? "" : part.substr(equals + 1);
    if (key == "norm-eps") {
      const auto eps = parseNumber(value);
      if (!eps || !plausibleEps(*eps)) wrong(part);
      hints.normEps = *eps;
    } else if (key == "heads") {
      const auto heads = parseInteger(value);
      if (!heads || *heads < 1 || *heads > 1024) wrong(part);
      hints.heads = static_cast<int>(*heads);
    } else if (key == "activation") {
      hints.activation = functionNamed(value);
      if (!hints.activation) wrong(part);
    } else {
      wrong(part);
    }
  }
  return hints;
}

NetworkHints merged(const NetworkHints& first, const NetworkHints& second) {
  return {first.normEps ? first.normEps : second.normEps, first.heads ? first.heads : second.heads, first.activation ? first.activation : second.activation};
}

NetworkHints hintsBeside(const std::filesystem::path& checkpoint) {
  const auto file = (std::filesystem::is_directory(checkpoint) ? checkpoint : checkpoint.parent_path()) / "config.json";
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error) || std::filesystem::file_size(file, error) > kConfigBytes) return {};
  const auto config = parseJson(readTextFile(file.string()), file.string());
  const bool model = config.is_object() && (config.contains("model_type") || config.contains("architectures") || config.contains("hidden_size"));
  return model ? hintsOf(config) : NetworkHints{};
}

}  // namespace spurioscope
