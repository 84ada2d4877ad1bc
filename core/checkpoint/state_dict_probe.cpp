#include "checkpoint/state_dict_probe.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "checkpoint/parameter_names.h"

namespace spurioscope {
namespace {

/// Usual keys of a model, best first (FIELD.md 5.3).
constexpr std::array<std::string_view, 16> kModelKeys{
    "model_state_dict", "state_dict", "model",  "model_dict", "net",      "algorithm",  "model_state", "network",
    "net_state_dict",   "weights",    "params", "module",     "backbone", "classifier", "teacher",     "student"};
/// What optimisers keep for each parameter.
constexpr std::array<std::string_view, 12> kSlots{"momentum_buffer", "exp_avg", "exp_avg_sq", "max_exp_avg_sq", "step",
                                                  "square_avg",      "sum",     "acc_delta",  "exp_inf",        "prev",
                                                  "step_size",       "grad_avg"};

struct Candidate {
  ValuePath path;
  std::vector<std::size_t> tensors;
  std::size_t order = 0;
};

std::string_view textOf(const PathElement& step) {
  const auto* text = std::get_if<std::string>(&step);
  return text == nullptr ? std::string_view{} : std::string_view(*text);
}

bool isOptimizer(const ValuePath& path) {
  return std::any_of(path.begin(), path.end(), [](const PathElement& step) {
    const auto text = textOf(step);
    return text.find("optim") != text.npos || text.find("scheduler") != text.npos || text == "callbacks" || text == "loops" ||
           text == "early_stopper";
  });
}

bool isAverage(const ValuePath& path) {
  return std::any_of(path.begin(), path.end(), [](const PathElement& step) {
    const auto text = textOf(step);
    return text.find("ema") != text.npos || text.find("swa") != text.npos || text.find("average") != text.npos;
  });
}

/// Optimiser slots, or a lone tensor beside the model (a loss): no network.
bool looksLikeModel(const Candidate& candidate, const CheckpointParts& parts) {
  std::size_t slots = 0, named = 0;
  for (const auto i : candidate.tensors) {
    const auto name = textOf(parts.tensors[i].path.back());
    slots += std::find(kSlots.begin(), kSlots.end(), name) != kSlots.end() ? 1 : 0;
    named += name.find('.') != name.npos || name.ends_with("weight") || name.ends_with("bias") ? 1 : 0;
  }
  return slots < candidate.tensors.size() && !isOptimizer(candidate.path) && named > 0;
}

/// Larger is better: how likely a place is, times its number of tensors.
std::tuple<std::size_t, std::size_t, std::size_t> score(const Candidate& candidate) {
  const auto key = candidate.path.empty() ? std::string_view{} : textOf(candidate.path.back());
  const auto preferred = std::find(kModelKeys.begin(), kModelKeys.end(), key);
  const bool usual = !candidate.path.empty() && preferred != kModelKeys.end();
  const std::size_t weight = isAverage(candidate.path) ? 1 : usual ? 8 : candidate.path.empty() ? 4 : 2;
  const auto rank = static_cast<std::size_t>(kModelKeys.end() - preferred);
  return {weight * candidate.tensors.size(), rank, SIZE_MAX - candidate.order};
}

std::vector<Candidate> candidates(const CheckpointParts& parts) {
  std::map<ValuePath, Candidate> byPath;
  for (std::size_t i = 0; i < parts.tensors.size(); ++i) {
    const auto& path = parts.tensors[i].path;
    if (path.empty() || textOf(path.back()).empty() || parts.inState[i] == 0) continue;
    const ValuePath parent(path.begin(), path.end() - 1);
    auto [found, fresh] = byPath.try_emplace(parent);
    if (fresh) found->second = {parent, {}, byPath.size()};
    found->second.tensors.push_back(i);
  }
  std::vector<Candidate> out;
  for (auto& [path, candidate] : byPath) {
    if (looksLikeModel(candidate, parts)) out.push_back(std::move(candidate));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return score(a) > score(b); });
  return out;
}

bool sameTensor(const CheckpointParts& parts, std::size_t a, std::size_t b) {
  return parts.tensors[a].shape == parts.tensors[b].shape && parts.tensors[a].dtype == parts.tensors[b].dtype &&
         parts.views[a].storage == parts.views[b].storage && parts.views[a].offset == parts.views[b].offset &&
         parts.views[a].strides == parts.views[b].strides;
}

/// SubpopBench saves featurizer and classifier twice: once more as network.0 and network.1 (their Sequential).
void dropDoubled(const CheckpointParts& parts, std::vector<std::size_t>& tensors) {
  std::map<std::string_view, std::size_t> byName;
  for (const auto i : tensors) byName.emplace(textOf(parts.tensors[i].path.back()), i);
  for (const auto& [doubled, original] : {std::pair{"network.0.", "featurizer."}, std::pair{"network.1.", "classifier."}}) {
    std::set<std::size_t> twice;
    bool all = true;
    for (const auto& [name, index] : byName) {
      if (!name.starts_with(doubled)) continue;
      const auto twin = byName.find(std::string(original) + std::string(name.substr(std::string_view(doubled).size())));
      all = all && twin != byName.end() && sameTensor(parts, index, twin->second);
      twice.insert(index);
    }
    if (all) std::erase_if(tensors, [&](std::size_t i) { return twice.contains(i); });
  }
}

/// The module tree whose root is the state dict's place.
void addModules(CheckpointParts& parts) {
  std::map<std::string, std::size_t> taken;  // prefix -> how many parameters it was taken off
  for (const auto& [name, index] : parts.stateDict) {
    const auto full = textOf(parts.tensors[index].path.back());
    if (full.ends_with(name)) ++taken[std::string(full.substr(0, full.size() - name.size()))];
  }
  const auto most = std::max_element(taken.begin(), taken.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  const auto prefix = most == taken.end() ? std::string{} : most->first;
  const auto without = [&](std::string name) {
    if (name.starts_with(prefix)) return name.substr(prefix.size());
    return name + "." == prefix ? std::string{} : name;
  };
  bool any = false;
  for (const auto& module : parts.modules) {
    if (module.root != parts.stateDictPath) continue;
    any = true;
    const bool isRoot = module.path.size() == module.root.size();
    parts.moduleClasses.insert_or_assign(without(isRoot ? std::string{} : std::string(textOf(module.path.back()))), module.type);
  }
  for (std::size_t i = 0; any && i < parts.scalars.size(); ++i) {
    const auto& path = parts.scalars[i].path;
    if (path.size() != parts.stateDictPath.size() + 1 || textOf(path.back()).empty()) continue;
    if (!std::equal(parts.stateDictPath.begin(), parts.stateDictPath.end(), path.begin())) continue;
    parts.moduleScalars.emplace(without(std::string(textOf(path.back()))), i);
  }
}

}  // namespace

void probeStateDict(CheckpointParts& parts) {
  for (auto& tensor : parts.tensors) tensor.name = pathText(tensor.path);
  auto found = candidates(parts);
  if (found.empty()) return;
  auto& best = found.front();
  parts.stateDictPath = best.path;
  for (std::size_t i = 1; i < found.size(); ++i) parts.otherStateDicts.push_back(found[i].path);
  dropDoubled(parts, best.tensors);
  std::vector<std::string> names;
  for (const auto i : best.tensors) names.emplace_back(textOf(parts.tensors[i].path.back()));
  names = withoutPrefixes(std::move(names));
  for (std::size_t i = 0; i < names.size(); ++i) {
    parts.tensors[best.tensors[i]].name = names[i];
    parts.stateDict.insert_or_assign(names[i], best.tensors[i]);
  }
  addModules(parts);
}

}  // namespace spurioscope
