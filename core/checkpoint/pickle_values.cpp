#include "checkpoint/pickle_values.h"

#include <utility>

namespace spurioscope {

ValueId PickleValues::push(ValueKind kind, std::uint64_t index) {
  Value value;
  value.kind = kind;
  value.index = index;
  values_.push_back(value);
  memory_ += 2 * sizeof(Value);  // vectors grow by doubling
  return static_cast<ValueId>(values_.size() - 1);
}

ValueId PickleValues::addInteger(std::int64_t number, ValueKind kind) {
  const auto id = push(kind, 0);
  values_[id].integer = number;
  return id;
}

ValueId PickleValues::addReal(double number) {
  const auto id = push(ValueKind::Real, 0);
  values_[id].real = number;
  return id;
}

ValueId PickleValues::addText(ValueKind kind, std::string text) {
  memory_ += 2 * sizeof(std::string) + text.capacity();
  texts_.push_back(std::move(text));
  return push(kind, texts_.size() - 1);
}

ValueId PickleValues::addBytes(BytesValue bytes) {
  memory_ += 2 * sizeof(BytesValue) + bytes.kept.capacity();
  bytes_.push_back(std::move(bytes));
  return push(ValueKind::Bytes, bytes_.size() - 1);
}

ValueId PickleValues::addList(ValueKind kind, std::vector<ValueId> items) {
  memory_ += 2 * sizeof(items) + 16 + 2 * sizeof(ValueId) * items.size();
  lists_.push_back(std::move(items));
  return push(kind, lists_.size() - 1);
}

ValueId PickleValues::addObject(ValueId callable, ValueId arguments, ValueId keywordArguments) {
  memory_ += 2 * sizeof(ObjectValue);
  ObjectValue object;
  object.callable = callable;
  object.arguments = arguments;
  object.keywordArguments = keywordArguments;
  objects_.push_back(std::move(object));
  return push(ValueKind::Object, objects_.size() - 1);
}

std::span<const ValueId> PickleValues::pairs(ValueId id) const {
  if (is(id, ValueKind::Dict)) return items(id);
  if (is(id, ValueKind::Object)) return object(id).entries;
  return {};
}

ValueId PickleValues::find(ValueId id, std::string_view key) const {
  constexpr std::size_t kShort = 64;
  const auto all = pairs(id);
  if (all.size() > kShort) {
    const auto [found, fresh] = index_.try_emplace(id);
    for (std::size_t i = 0; fresh && i + 1 < all.size(); i += 2) {
      if (is(all[i], ValueKind::Text)) found->second.insert_or_assign(text(all[i]), all[i + 1]);
    }
    const auto entry = found->second.find(key);
    return entry == found->second.end() ? kNoValue : entry->second;
  }
  for (std::size_t i = all.size(); i >= 2; i -= 2) {
    if (is(all[i - 2], ValueKind::Text) && text(all[i - 2]) == key) return all[i - 1];
  }
  return kNoValue;
}

std::string_view PickleValues::globalName(ValueId id) const {
  if (!is(id, ValueKind::Global)) return {};
  return text(id);
}

}  // namespace spurioscope
