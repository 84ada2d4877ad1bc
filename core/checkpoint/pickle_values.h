#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spurioscope {

/// Index of a value in a PickleValues.
using ValueId = std::uint32_t;
inline constexpr ValueId kNoValue = 0xFFFFFFFF;

enum class ValueKind : std::uint8_t {
  None, Boolean, Integer, BigInteger, Real, Text, Bytes, List, Tuple, Dict, Set,
  Global,      ///< a class or function, by name only
  Object,      ///< "callable(*arguments)", never called; what was done to the result stands beside it
  Persistent,  ///< a persistent id that the container resolves (torch: a storage)
};

/// A call as data: REDUCE, NEWOBJ, OBJ and INST make one; BUILD, APPEND and SETITEM on it are only noted.
struct ObjectValue {
  ValueId callable = kNoValue;
  ValueId arguments = kNoValue;         ///< a Tuple
  ValueId keywordArguments = kNoValue;  ///< NEWOBJ_EX
  ValueId state = kNoValue;             ///< BUILD
  std::vector<ValueId> appended;        ///< APPEND(S)
  std::vector<ValueId> entries;         ///< SETITEM(S): key, value, key, value, ...
};

/// Bytes of a pickle: short ones are kept, long ones stay in the file. So do texts above 1 MB (arrays that Python 2 and protocol 2
/// write as text).
struct BytesValue {
  std::uint64_t offset = 0;  ///< in the source, of the first byte
  std::uint64_t length = 0;
  bool inSource = true;      ///< false: `kept` holds them
  bool isText = false;       ///< UTF-8 text
  std::string kept;
};

/// All values that a pickle made: a graph of indices, so that sharing and cycles cost nothing and destruction is never recursive.
class PickleValues {
 public:
  /// A value with a payload in the table of its kind, or the payload itself (Boolean, Integer).
  struct Value {
    ValueKind kind = ValueKind::None;
    union {
      std::int64_t integer = 0;
      double real;
      std::uint64_t index;
    };
  };

  std::size_t size() const { return values_.size(); }
  ValueKind kind(ValueId id) const { return values_[id].kind; }
  bool is(ValueId id, ValueKind kind) const { return id != kNoValue && values_[id].kind == kind; }
  std::int64_t integer(ValueId id) const { return values_[id].integer; }  ///< Integer; Boolean as 0 or 1
  double real(ValueId id) const { return values_[id].real; }
  const std::string& text(ValueId id) const {
    return texts_[values_[id].index];
  }  ///< Text; Global as "module.name"; BigInteger: little-endian two's complement
  const BytesValue& bytes(ValueId id) const { return bytes_[values_[id].index]; }
  /// List, Tuple, Set: the elements; Dict: key, value, key, value, ...; Persistent: the one id value.
  std::span<const ValueId> items(ValueId id) const { return lists_[values_[id].index]; }
  const ObjectValue& object(ValueId id) const { return objects_[values_[id].index]; }

  /// The value of a text key in a Dict, or in the entries of an Object; the last one counts. kNoValue when there is none.
  /// Cost O(1) but for the first search in a long mapping, however often it is shared. Only after decoding; for one thread.
  ValueId find(ValueId id, std::string_view key) const;
  /// Pairs of a Dict or of an Object's entries.
  std::span<const ValueId> pairs(ValueId id) const;
  /// The text of a Global, "" for anything else.
  std::string_view globalName(ValueId id) const;

  ValueId add(ValueKind kind) { return push(kind, 0); }
  ValueId addInteger(std::int64_t value, ValueKind kind = ValueKind::Integer);
  ValueId addReal(double value);
  ValueId addText(ValueKind kind, std::string text);
  ValueId addBytes(BytesValue bytes);
  ValueId addList(ValueKind kind, std::vector<ValueId> items);
  ValueId addObject(ValueId callable, ValueId arguments, ValueId keywordArguments = kNoValue);
  std::vector<ValueId>& mutableItems(ValueId id) { return lists_[values_[id].index]; }
  ObjectValue& mutableObject(ValueId id) { return objects_[values_[id].index]; }

  /// Bytes of memory, about, that everything takes.
  std::uint64_t memory() const { return memory_; }
  void charge(std::uint64_t bytes) { memory_ += bytes; }

 private:
  ValueId push(ValueKind kind, std::uint64_t index);

  std::vector<Value> values_;
  std::vector<std::string> texts_;
  std::vector<BytesValue> bytes_;
  std::vector<std::vector<ValueId>> lists_;
  std::vector<ObjectValue> objects_;
  std::uint64_t memory_ = 0;
  mutable std::unordered_map<ValueId, std::unordered_map<std::string_view, ValueId>> index_;  ///< of long mappings, for `find`
};

}  // namespace spurioscope
