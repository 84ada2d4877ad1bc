#include "checkpoint/parameter_names.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

namespace spurioscope {
namespace {

constexpr std::string_view kCompiled = "_orig_mod.";  // torch.compile; it may stand inside a name too
constexpr std::array<std::string_view, 12> kPrefixes{"module.",     "model.",      "net.",     "network.",
                                                     "backbone.",   "featurizer.", "encoder.", "feature_extractor.",
                                                     "base_model.", "_model.",     "student.", "ema_model."};
/// What may stand beside a network's own names: heads, losses, metrics.
constexpr std::array<std::string_view, 18> kBeside{
    "classifier", "fc",      "head",     "heads",     "linear",          "output_layer",
    "criterion",  "loss",    "loss_fn",  "loss_fct",  "metric",          "metrics",
    "train_acc",  "val_acc", "test_acc", "projector", "projection_head", "n_averaged"};

bool standsBeside(std::string_view name) {
  const auto first = name.substr(0, name.find('.'));
  return std::find(kBeside.begin(), kBeside.end(), first) != kBeside.end() || first.find("metric") != first.npos ||
         first.find("loss") != first.npos;
}

bool allDifferent(const std::vector<std::string>& names) {
  const std::unordered_set<std::string_view> seen(names.begin(), names.end());
  return seen.size() == names.size();
}

/// Names without `prefix`, or nothing when it is not a prefix of the network.
std::vector<std::string> without(std::string_view prefix, const std::vector<std::string>& names) {
  std::vector<std::string> out;
  std::size_t removed = 0;
  for (const auto& name : names) {
    const bool has = name.starts_with(prefix) && name.size() > prefix.size();
    if (!has && !standsBeside(name)) return {};
    removed += has ? 1 : 0;
    out.push_back(has ? name.substr(prefix.size()) : name);
  }
  if (removed == 0 || removed * 2 < names.size() || !allDifferent(out)) return {};
  return out;
}

bool isNumber(std::string_view word) { return !word.empty() && word.find_first_not_of("0123456789") == word.npos; }

/// A Sequential of a network and a linear layer ("0.conv1.weight", "1.weight"): names of the network, and "head" for the layer;
/// nothing for names of any other kind.
std::vector<std::string> ofNetworkAndHead(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  std::size_t heads = 0;
  std::string_view number;
  for (const auto& name : names) {
    const std::string_view all = name, first = all.substr(0, all.find('.'));
    if (first.size() == all.size()) return {};
    const auto rest = all.substr(first.size() + 1);
    if (first == "0") {
      if (isNumber(rest.substr(0, rest.find('.'))) || rest.find('.') == rest.npos) return {};
      out.emplace_back(rest);
      continue;
    }
    if (!isNumber(first) || (rest != "weight" && rest != "bias") || (heads > 0 && first != number)) return {};
    number = first;
    ++heads;
    out.push_back("head." + std::string(rest));
  }
  return heads > 0 && heads < names.size() && allDifferent(out) ? out : std::vector<std::string>{};
}

void removeAll(std::string& name, std::string_view part) {
  for (auto at = name.find(part); at != name.npos; at = name.find(part, at)) name.erase(at, part.size());
}

}  // namespace

std::vector<std::string> withoutPrefixes(std::vector<std::string> names) {
  auto plain = names;
  for (auto& name : plain) removeAll(name, kCompiled);
  if (allDifferent(plain)) names = std::move(plain);
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto prefix : kPrefixes) {
      auto shorter = without(prefix, names);
      if (shorter.empty()) continue;
      names = std::move(shorter);
      changed = true;
    }
  }
  if (auto parted = ofNetworkAndHead(names); !parted.empty()) return withoutPrefixes(std::move(parted));
  return names;
}

}  // namespace spurioscope
