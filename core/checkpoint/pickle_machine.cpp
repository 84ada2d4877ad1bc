#include "checkpoint/pickle_machine.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checkpoint/limits.h"
#include "checkpoint/pickle_constants.h"
#include "checkpoint/pickle_input.h"
#include "checkpoint/pickle_text.h"

// Opcodes: CPython Lib/pickletools.py.
namespace spurioscope {
namespace {

class Machine {
 public:
  Machine(const ByteSource& source, std::uint64_t begin, std::uint64_t end, PickleValues& values,
          const std::function<ValueId(ValueId)>& persistent)
      : input_(source, begin, std::min(end, begin + limits::kPickleBytes)), values_(values), persistent_(persistent) {}

  PickleResult run() {
    for (std::uint64_t count = 0;; ++count) {
      if (count > limits::kPickleOpcodes || values_.memory() > limits::kPickleMemory) tooMuch("holds too many values");
      const auto opcode = input_.takeByte();
      if (opcode == '.') break;
      if (const auto constant = pushConstant(opcode, input_, values_)) {
        push(*constant);
      } else if (!container(opcode) && !memo(opcode) && !call(opcode)) {
        frame(opcode);
      }
    }
    if (!marks_.empty()) input_.malformed("it stops inside a list");
    if (stack_.empty()) input_.malformed("it stops without a value");
    return {stack_.back(), input_.position()};
  }

 private:
  [[noreturn]] void tooMuch(const std::string& what) const {
    throw Error{Kind::Unsafe, "the pickle " + what, input_.source().where(input_.position()),
                limits::kRemedy};
  }

  void push(ValueId id) {
    if (stack_.size() > limits::kPickleStack) tooMuch("holds too many values");
    stack_.push_back(id);
  }

  ValueId pop() {
    const auto floor = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() <= floor) input_.malformed("it takes a value that is not there (stack underflow)");
    const auto id = stack_.back();
    stack_.pop_back();
    return id;
  }

  ValueId top() {
    const auto id = pop();
    stack_.push_back(id);
    return id;
  }

  std::vector<ValueId> popToMark() {
    if (marks_.empty()) input_.malformed("it goes back to a mark that was never set");
    std::vector<ValueId> items(stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back()), stack_.end());
    stack_.resize(marks_.back());
    marks_.pop_back();
    return items;
  }

  ValueId tuple(std::size_t n) {
    std::vector<ValueId> items(n);
    for (std::size_t i = n; i-- > 0;) items[i] = pop();
    return values_.addList(ValueKind::Tuple, std::move(items));
  }

  bool isHashable(ValueId id) const {
    const auto kind = values_.kind(id);
    return kind != ValueKind::List && kind != ValueKind::Dict && kind != ValueKind::Set;
  }

  void append(std::vector<ValueId> items) {
    const auto target = top();
    values_.charge(8 * items.size());
    if (values_.is(target, ValueKind::List)) {
      auto& list = values_.mutableItems(target);
      list.insert(list.end(), items.begin(), items.end());
    } else if (values_.is(target, ValueKind::Object)) {
      auto& list = values_.mutableObject(target).appended;
      list.insert(list.end(), items.begin(), items.end());
    } else {
      input_.malformed("it appends to what is not a list");
    }
  }

  void setItems(const std::vector<ValueId>& items) {
    const auto target = top();
    if (items.size() % 2 != 0) input_.malformed("a dictionary key without a value");
    for (std::size_t i = 0; i < items.size(); i += 2) {
      if (!isHashable(items[i])) input_.malformed("a dictionary key that is a list or dictionary");
    }
    values_.charge(8 * items.size());
    if (values_.is(target, ValueKind::Dict)) {
      auto& dict = values_.mutableItems(target);
      dict.insert(dict.end(), items.begin(), items.end());
    } else if (values_.is(target, ValueKind::Object)) {
      auto& dict = values_.mutableObject(target).entries;
      dict.insert(dict.end(), items.begin(), items.end());
    } else {
      input_.malformed("it sets an item of what is not a dictionary");
    }
  }

  void addToSet(const std::vector<ValueId>& items) {
    const auto target = top();
    if (!values_.is(target, ValueKind::Set)) input_.malformed("it adds to what is not a set");
    values_.charge(8 * items.size());
    auto& set = values_.mutableItems(target);
    set.insert(set.end(), items.begin(), items.end());
  }

  bool container(unsigned char opcode) {
    switch (opcode) {
      case '(':
        if (marks_.size() > limits::kPickleMarks) tooMuch("is nested too deeply");
        marks_.push_back(stack_.size());
        return true;
      case ']': push(values_.addList(ValueKind::List, {})); return true;
      case '}': push(values_.addList(ValueKind::Dict, {})); return true;
      case ')': push(values_.addList(ValueKind::Tuple, {})); return true;
      case 0x8f: push(values_.addList(ValueKind::Set, {})); return true;
      case 'l': push(values_.addList(ValueKind::List, popToMark())); return true;
      case 't': push(values_.addList(ValueKind::Tuple, popToMark())); return true;
      case 0x91: push(values_.addList(ValueKind::Set, popToMark())); return true;
      case 0x85: push(tuple(1)); return true;
      case 0x86: push(tuple(2)); return true;
      case 0x87: push(tuple(3)); return true;
      case 'd': {
        const auto items = popToMark();
        push(values_.addList(ValueKind::Dict, {}));
        setItems(items);
        return true;
      }
      case 'a': append({pop()}); return true;
      case 'e': append(popToMark()); return true;
      case 's': {
        const auto value = pop(), key = pop();
        setItems({key, value});
        return true;
      }
      case 'u': setItems(popToMark()); return true;
      case 0x90: addToSet(popToMark()); return true;
      case '0':
        if (!marks_.empty() && stack_.size() == marks_.back()) marks_.pop_back();  // POP of a mark, as Python does
        else pop();
        return true;
      case '1': popToMark(); return true;
      case '2': push(top()); return true;
      default: return false;
    }
  }

  void put(std::uint64_t index) {
    const auto id = top();
    memoSize_ += 1;
    if (index < memo_.size()) {
      memoSize_ -= memo_[index] != kNoValue || farMemo_.contains(index);
      memo_[index] = id;
    } else if (index - memo_.size() < 256) {  // Python counts up from 0
      values_.charge(8 * (index + 1 - memo_.size()));
      memoSize_ -= farMemo_.contains(index);
      memo_.resize(index + 1, kNoValue);
      memo_[index] = id;
    } else {
      values_.charge(64);
      memoSize_ -= farMemo_.contains(index);
      farMemo_[index] = id;
    }
  }

  ValueId get(std::uint64_t index) const {
    if (index < memo_.size() && memo_[index] != kNoValue) return memo_[index];
    const auto found = farMemo_.find(index);
    if (found == farMemo_.end()) input_.malformed("it asks for the memo " + std::to_string(index) + ", which was never set");
    return found->second;
  }

  std::uint64_t indexLine() {
    const auto line = input_.takeLine();
    const auto index = decimalIndex(line);
    if (!index) input_.malformed("'" + line.substr(0, 40) + "' in place of a memo index");
    return *index;
  }

  bool memo(unsigned char opcode) {
    switch (opcode) {
      case 'p': put(indexLine()); return true;
      case 'q': put(input_.takeByte()); return true;
      case 'r': put(littleEndian<std::uint32_t>(input_.take(4).data())); return true;
      case 0x94: put(memoSize_); return true;
      case 'g': push(get(indexLine())); return true;
      case 'h': push(get(input_.takeByte())); return true;
      case 'j': push(get(littleEndian<std::uint32_t>(input_.take(4).data()))); return true;
      default: return false;
    }
  }

  ValueId global(const std::string& module, const std::string& name) {
    const auto full = module + "." + name;
    const auto [known, fresh] = globals_.try_emplace(full, 0);
    if (globals_.size() > limits::kPickleGlobals) tooMuch("names too many classes and functions");
    if (fresh) known->second = values_.addText(ValueKind::Global, full);
    return known->second;
  }

  ValueId object(ValueId callable, ValueId arguments, ValueId keywords = kNoValue) {
    if (!values_.is(callable, ValueKind::Global) && !values_.is(callable, ValueKind::Object)) {
      input_.malformed("it calls what is neither a class nor a function");
    }
    if (!values_.is(arguments, ValueKind::Tuple)) input_.malformed("it calls with arguments that are not a tuple");
    return values_.addObject(callable, arguments, keywords);
  }

  void build() {
    const auto state = pop();
    const auto target = top();
    if (!values_.is(target, ValueKind::Object)) input_.malformed("it sets the state of what is not an object");
    values_.mutableObject(target).state = state;
  }

  void objectOfMark() {  // OBJ: mark, class, arguments
    auto items = popToMark();
    if (items.empty()) input_.malformed("OBJ without a class");
    const auto callable = items.front();
    items.erase(items.begin());
    push(object(callable, values_.addList(ValueKind::Tuple, std::move(items))));
  }

  bool call(unsigned char opcode) {
    switch (opcode) {
      case 'c': {
        const auto module = input_.takeLine(), name = input_.takeLine();
        push(global(module, name));
        return true;
      }
      case 0x93: {
        const auto name = pop(), module = pop();
        if (!values_.is(name, ValueKind::Text) || !values_.is(module, ValueKind::Text))
          input_.malformed("STACK_GLOBAL on what is not text");
        push(global(values_.text(module), values_.text(name)));
        return true;
      }
      case 'i': {
        const auto module = input_.takeLine(), name = input_.takeLine();
        const auto arguments = values_.addList(ValueKind::Tuple, popToMark());
        push(object(global(module, name), arguments));
        return true;
      }
      case 'R':
      case 0x81: {
        const auto arguments = pop(), callable = pop();
        push(object(callable, arguments));
        return true;
      }
      case 0x92: {
        const auto keywords = pop(), arguments = pop(), callable = pop();
        push(object(callable, arguments, keywords));
        return true;
      }
      case 'o': objectOfMark(); return true;
      case 'b': build(); return true;
      case 'Q': push(persistent_(pop())); return true;
      default: return false;
    }
  }

  void frame(unsigned char opcode) {
    switch (opcode) {
      case 0x80:
        if (const auto protocol = input_.takeByte(); protocol > 5)
          input_.malformed("unsupported pickle protocol " + std::to_string(protocol));
        return;
      case 0x95: input_.take(8); return;  // FRAME: a hint about buffering only
      case 'P': input_.malformed("a persistent id as text, which torch never writes");
      case 0x82: case 0x83: case 0x84: tooMuch("uses an extension code (EXT), which stands for an unknown function");
      case 0x97: case 0x98: tooMuch("wants buffers from outside");
      default: {
        constexpr char kHex[] = "0123456789abcdef";
        input_.malformed(std::string("unknown opcode 0x") + kHex[opcode >> 4] + kHex[opcode & 15]);
      }
    }
  }

  PickleInput input_;
  PickleValues& values_;
  const std::function<ValueId(ValueId)>& persistent_;
  std::vector<ValueId> stack_;
  std::vector<std::size_t> marks_;
  std::vector<ValueId> memo_;                          ///< by index; kNoValue where none was put
  std::unordered_map<std::uint64_t, ValueId> farMemo_;  ///< indices far beyond the others
  std::uint64_t memoSize_ = 0;                         ///< entries, as Python's len(memo)
  std::unordered_map<std::string, ValueId> globals_;
};

}  // namespace

PickleResult runPickle(const ByteSource& source, std::uint64_t begin, std::uint64_t end, PickleValues& values,
                       const std::function<ValueId(ValueId)>& persistent) {
  return Machine(source, begin, end, values, persistent).run();
}

}  // namespace spurioscope
