#include "checkpoint/value_branches.h"

#include <set>
#include <unordered_set>
#include <utility>

#include "base/error.h"
#include "checkpoint/limits.h"
#include "checkpoint/value_names.h"

namespace spurioscope {
namespace {

void spend(std::size_t& budget, std::size_t amount) {
  if (amount > budget) {
    throw Error{Kind::Unsafe,
                "the values of the pickle expand without measure (expands too much)",
                {},
                limits::kRemedy};
  }
  budget -= amount;
}

/// key, value, key, value, ... without the earlier of two equal text or integer keys.
std::vector<Branch> ofPairs(const PickleValues& values, std::span<const ValueId> pairs, std::size_t& budget) {
  std::vector<Branch> out;
  std::set<PathElement> seen;
  spend(budget, pairs.size() / 2);
  for (std::size_t i = pairs.size(); i >= 2; i -= 2) {  // from the back: the last one counts
    auto key = keyOf(values, pairs[i - 2]);
    if (const auto* text = std::get_if<std::string>(&key)) spend(budget, text->size() / 64);
    if (seen.insert(key).second) out.push_back({std::move(key), pairs[i - 1], true});
  }
  return {std::make_move_iterator(out.rbegin()), std::make_move_iterator(out.rend())};
}

std::vector<Branch> ofItems(std::span<const ValueId> items, std::size_t& budget) {
  std::vector<Branch> out;
  spend(budget, items.size());
  out.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) out.push_back({static_cast<std::int64_t>(i), items[i], true});
  return out;
}

/// Mappings that an object's attributes stand in: the state, or both parts of (dict, slots), or the first argument (torch.fx).
std::vector<ValueId> attributeMaps(const PickleValues& values, ValueId id) {
  if (!values.is(id, ValueKind::Object)) return {};
  const auto& object = values.object(id);
  if (values.is(object.state, ValueKind::Dict)) return {object.state};
  std::vector<ValueId> maps;
  if (values.is(object.state, ValueKind::Tuple)) {
    const auto parts = values.items(object.state);
    if (parts.size() == 2) {
      for (const auto part : parts) {
        if (values.is(part, ValueKind::Dict)) maps.push_back(part);
      }
    }
    return maps;
  }
  const auto arguments = values.items(object.arguments);
  if (object.state == kNoValue && !arguments.empty() && values.is(arguments[0], ValueKind::Dict) &&
      values.find(arguments[0], "_parameters") != kNoValue) {
    maps.push_back(arguments[0]);
  }
  return maps;
}

ValueId attribute(const PickleValues& values, ValueId id, std::string_view name) {
  for (const auto map : attributeMaps(values, id)) {
    if (const auto found = values.find(map, name); found != kNoValue) return found;
  }
  return kNoValue;
}

bool isScript(const PickleValues& values, ValueId id) { return className(values, id).starts_with("__torch__."); }

std::unordered_set<std::string_view> textItems(const PickleValues& values, ValueId set, std::size_t& budget) {
  std::unordered_set<std::string_view> out;
  if (values.is(set, ValueKind::Object)) {  // protocol 2: builtins.set([...])
    const auto arguments = values.items(values.object(set).arguments);
    set = arguments.empty() ? kNoValue : arguments[0];
  }
  const bool list = values.is(set, ValueKind::Set) || values.is(set, ValueKind::List) || values.is(set, ValueKind::Tuple);
  const auto items = list ? values.items(set) : std::span<const ValueId>{};
  spend(budget, items.size());
  for (const auto item : items) {
    if (values.is(item, ValueKind::Text)) out.insert(values.text(item));
  }
  return out;
}

/// A mapping that may be an OrderedDict made of a list of pairs (Python 2).
std::vector<Branch> ofMapping(const PickleValues& values, ValueId id, std::size_t& budget) {
  if (values.is(id, ValueKind::Object) && values.object(id).entries.empty()) {
    const auto arguments = values.items(values.object(id).arguments);
    std::vector<ValueId> pairs;
    if (arguments.size() == 1 && values.is(arguments[0], ValueKind::List)) {
      spend(budget, values.items(arguments[0]).size());
      for (const auto pair : values.items(arguments[0])) {
        const bool two = (values.is(pair, ValueKind::List) || values.is(pair, ValueKind::Tuple)) && values.items(pair).size() == 2;
        if (!two) return {};
        pairs.insert(pairs.end(), values.items(pair).begin(), values.items(pair).end());
      }
    }
    return ofPairs(values, pairs, budget);
  }
  return ofPairs(values, values.pairs(id), budget);
}

std::vector<Branch> ofModule(const PickleValues& values, ValueId id, std::size_t& budget) {
  std::vector<Branch> out;
  const auto passing = textItems(values, attribute(values, id, "_non_persistent_buffers_set"), budget);
  for (const std::string_view part : {"_parameters", "_buffers", "_modules"}) {
    const auto map = attribute(values, id, part);
    if (map == kNoValue) continue;
    for (auto& branch : ofMapping(values, unwrapped(values, map), budget)) {
      if (const auto* name = std::get_if<std::string>(&branch.key); part == "_buffers" && name != nullptr) {
        branch.state = !passing.contains(*name);
      }
      out.push_back(std::move(branch));
    }
  }
  for (const auto map : attributeMaps(values, id)) {
    for (auto& branch : ofPairs(values, values.items(map), budget)) {
      const auto* name = std::get_if<std::string>(&branch.key);
      if (name == nullptr || (name->starts_with("_") && !isScript(values, id))) continue;  // Module's own workings
      branch.state = isScript(values, id);
      out.push_back(std::move(branch));
    }
  }
  return out;
}

}  // namespace

ValueId unwrapped(const PickleValues& values, ValueId id) {
  for (int depth = 0; depth < 8 && values.is(id, ValueKind::Object); ++depth) {
    const auto& object = values.object(id);
    const auto arguments = values.items(object.arguments);
    const auto name = values.globalName(object.callable);
    if (arguments.empty() || (name != "torch.jit._pickle.restore_type_tag" && !name.starts_with("torch.jit._pickle.build_"))) break;
    id = arguments[0];
  }
  return id;
}

bool isModule(const PickleValues& values, ValueId id) {
  if (!values.is(id, ValueKind::Object)) return false;
  if (isScript(values, id)) return values.is(values.object(id).state, ValueKind::Dict);
  return attribute(values, id, "_parameters") != kNoValue || attribute(values, id, "_modules") != kNoValue;
}

std::vector<Branch> branches(const PickleValues& values, ValueId id, std::size_t& budget) {
  switch (values.kind(id)) {
    case ValueKind::Dict: return ofPairs(values, values.items(id), budget);
    case ValueKind::List:
    case ValueKind::Tuple:
    case ValueKind::Set: return ofItems(values.items(id), budget);
    case ValueKind::Object: break;
    default: return {};
  }
  if (isModule(values, id)) return ofModule(values, id, budget);
  const auto& object = values.object(id);
  const auto name = className(values, id);
  if (name == "collections.OrderedDict") return ofMapping(values, id, budget);
  std::vector<Branch> out = ofPairs(values, object.entries, budget);
  for (auto& branch : ofItems(object.appended, budget)) out.push_back(std::move(branch));
  for (const auto map : attributeMaps(values, id)) {
    for (auto& branch : ofPairs(values, values.items(map), budget)) out.push_back(std::move(branch));
  }
  if (!out.empty()) return out;
  const auto arguments = values.items(object.arguments);
  const bool ofOneList =
      !arguments.empty() && (name == "collections.deque" || name == "builtins.set" || name == "__builtin__.set" ||
                             name == "builtins.frozenset" || name == "__builtin__.frozenset");
  if (ofOneList && values.is(arguments[0], ValueKind::List)) return ofItems(values.items(arguments[0]), budget);
  return ofItems(arguments, budget);
}

}  // namespace spurioscope
