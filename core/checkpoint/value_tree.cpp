#include "checkpoint/value_tree.h"

#include <algorithm>
#include <set>
#include <unordered_set>
#include <utility>

#include "base/json.h"
#include "checkpoint/limits.h"
#include "checkpoint/value_branches.h"
#include "checkpoint/value_names.h"

namespace spurioscope {
namespace {

/// Calls `edge(child)` for everything that a value refers to.
template <class F>
void eachReference(const PickleValues& values, ValueId id, const F& edge) {
  switch (values.kind(id)) {
    case ValueKind::List: case ValueKind::Tuple: case ValueKind::Dict: case ValueKind::Set:
      for (const auto item : values.items(id)) edge(item);
      return;
    case ValueKind::Object: {
      const auto& object = values.object(id);
      for (const auto part : {object.arguments, object.state}) {
        if (part != kNoValue) edge(part);
      }
      for (const auto item : object.appended) edge(item);
      for (const auto item : object.entries) edge(item);
      return;
    }
    default: return;
  }
}

/// 1 for each value from which a tensor or a module is reached: what the walk must not pass by.
std::vector<char> leadingToTensors(const PickleValues& values, const PickledTensors& tensors) {
  const auto n = values.size();
  std::vector<std::uint32_t> begin(n + 1, 0);
  for (ValueId id = 0; id < n; ++id) eachReference(values, id, [&](ValueId child) { ++begin[child + 1]; });
  for (std::size_t i = 0; i < n; ++i) begin[i + 1] += begin[i];
  std::vector<ValueId> parents(begin[n]);
  auto next = begin;
  for (ValueId id = 0; id < n; ++id) eachReference(values, id, [&](ValueId child) { parents[next[child]++] = id; });
  std::vector<char> leads(n, 0);
  std::vector<ValueId> open;
  for (ValueId id = 0; id < n; ++id) {
    if (tensors.isTensor(id) || isModule(values, id)) {
      leads[id] = 1;
      open.push_back(id);
    }
  }
  while (!open.empty()) {
    const auto id = open.back();
    open.pop_back();
    for (auto i = begin[id]; i < begin[id + 1]; ++i) {
      if (leads[parents[i]] != 0) continue;
      leads[parents[i]] = 1;
      open.push_back(parents[i]);
    }
  }
  return leads;
}

class Walk {
 public:
  Walk(const PickleValues& values, const PickledTensors& tensors, CheckpointParts& parts)
      : values_(values), tensors_(tensors), parts_(parts), leads_(leadingToTensors(values, tensors)), onPath_(values.size(), 0) {}

  void run(ValueId root) {
    visit({{}, root, true}, false);
    while (!frames_.empty()) {
      auto& frame = frames_.back();
      if (frame.next == frame.branches.size()) {
        leave();
        continue;
      }
      const Branch branch = std::move(frame.branches[frame.next++]);
      const auto size = path_.size();
      const auto text = frame.dotted ? std::get<std::string>(path_.back()).size() : 0;
      const bool joined = enter(branch.key, frame);
      if (!visit(branch, true)) restore(joined, size, text);
    }
    if (parts_.scalars.size() == limits::kScalars)
      parts_.warnings.push_back("more than " + std::to_string(limits::kScalars) + " numbers and texts; the others are not listed");
  }

 private:
  struct Frame {
    ValueId id;
    std::vector<Branch> branches;
    std::size_t next = 0;
    bool module = false;   ///< its branches are names of one module tree
    bool dotted = false;   ///< ... of which a name stands at the end of the path already
    bool state = true;
    std::size_t root = 0;  ///< length of the path of the tree's root
    bool joined = false;   ///< how to take its step off the path again
    std::size_t pathSize = 0, textSize = 0;
  };

  /// Appends a step. @returns true when it was joined to the last one
  bool enter(const PathElement& key, const Frame& frame) {
    lastSize_ = path_.size();
    lastText_ = 0;
    if (!frame.module) {
      path_.push_back(key);
      return false;
    }
    const auto name =
        std::holds_alternative<std::string>(key) ? std::get<std::string>(key) : std::to_string(std::get<std::int64_t>(key));
    if (!frame.dotted) {
      path_.emplace_back(name);
      return false;
    }
    auto& dotted = std::get<std::string>(path_.back());
    lastText_ = dotted.size();
    dotted += "." + name;
    return true;
  }

  /// A copy of the present path; long keys above many values must not fill the memory.
  ValuePath here() {
    for (const auto& step : path_)
      pathBytes_ += sizeof(step) + (std::holds_alternative<std::string>(step) ? std::get<std::string>(step).size() : 0);
    if (pathBytes_ > limits::kPathBytes) {
      throw Error{Kind::Unsafe,
                  "the names in the file are too long",
                  {parts_.path.string(), {}, {}},
                  limits::kRemedy};
    }
    return path_;
  }

  void restore(bool joined, std::size_t pathSize, std::size_t textSize) {
    path_.resize(pathSize);
    if (joined) std::get<std::string>(path_.back()).resize(textSize);
  }

  void leave() {
    const auto frame = std::move(frames_.back());
    frames_.pop_back();
    onPath_[frame.id] = 0;
    if (!frames_.empty()) restore(frame.joined, frame.pathSize, frame.textSize);
  }

  void skip(std::string reason) {
    if (parts_.skipped.size() < limits::kScalars) parts_.skipped.push_back({here(), std::move(reason)});
  }

  /// Records a leaf or opens a container. @returns true when a frame was pushed that will take the step off the path
  bool visit(const Branch& branch, bool hasParent) {
    const auto id = unwrapped(values_, branch.value);
    const bool state = branch.state && (!hasParent || frames_.back().state);
    if (tensors_.isTensor(id)) {
      tensor(id, state);
      return false;
    }
    if (scalar(id)) return false;
    if (onPath_[id] != 0 || (leads_[id] == 0 && !isShort(id))) return false;
    if (frames_.size() >= limits::kTreeDepth) {
      if (leads_[id] != 0) skip("nested too deeply");
      return false;
    }
    return open(id, state, hasParent);
  }

  bool isShort(ValueId id) const {
    switch (values_.kind(id)) {
      case ValueKind::List: case ValueKind::Tuple: case ValueKind::Set: return values_.items(id).size() <= limits::kUntensoredItems;
      case ValueKind::Dict: return values_.items(id).size() <= 2 * limits::kUntensoredItems;
      case ValueKind::Object: return isPlainData(id);
      default: return false;
    }
  }

  /// Objects whose inner values mean something to a reader: mappings and attribute holders. Not: arguments of an unknown call.
  bool isPlainData(ValueId id) const {
    const auto& object = values_.object(id);
    return object.entries.size() <= 2 * limits::kUntensoredItems && object.appended.size() <= limits::kUntensoredItems &&
           (!object.entries.empty() || !object.appended.empty() ||
            (values_.is(object.state, ValueKind::Dict) && values_.items(object.state).size() <= 2 * limits::kUntensoredItems));
  }

  bool open(ValueId id, bool state, bool hasParent) {
    Frame frame{.id = id, .branches = branches(values_, id, budget_)};
    if (leads_[id] == 0 && frame.branches.empty()) return false;
    frame.module = isModule(values_, id);
    frame.state = state;
    frame.joined = hasParent && lastText_ > 0;
    frame.pathSize = lastSize_;
    frame.textSize = lastText_;
    if (frame.module) {
      const bool inside = hasParent && frames_.back().module;
      frame.dotted = inside;
      frame.root = inside ? frames_.back().root : path_.size();
      if (parts_.modules.size() < limits::kScalars) {
        ValuePath root(path_.begin(), path_.begin() + static_cast<std::ptrdiff_t>(frame.root));
        parts_.modules.push_back({here(), std::move(root), std::string(className(values_, id))});
      }
    }
    onPath_[id] = 1;
    frames_.push_back(std::move(frame));
    return true;
  }

  void tensor(ValueId id, bool state) {
    if (parts_.tensors.size() >= limits::kTensors) {
      throw Error{
          Kind::Unsafe, "more than " + std::to_string(limits::kTensors) + " tensors", {parts_.path.string(), {}, {}}, limits::kRemedy};
    }
    auto found = tensors_.read(id, validUtf8(pathText(path_, 200)));
    if (!found.skipped.empty()) return skip(std::move(found.skipped));
    TensorInfo info{here(), {}, std::move(found.shape), found.dtype};
    parts_.add(std::move(info), std::move(found.view), state);
  }

  bool scalar(ValueId id) {
    const bool full = parts_.scalars.size() >= limits::kScalars || scalarText_ >= limits::kScalarTexts;
    std::optional<decltype(ScalarInfo::value)> value;
    DType dtype = DType::Float64;
    switch (values_.kind(id)) {
      case ValueKind::Boolean: value = values_.integer(id) != 0; break;
      case ValueKind::Integer: value = values_.integer(id); break;
      case ValueKind::Real: value = values_.real(id); break;
      case ValueKind::Text: value = full ? std::string{} : values_.text(id).substr(0, limits::kScalarTextBytes); break;
      case ValueKind::Object:
        if (const auto number = tensors_.numpyScalar(id, dtype)) {
          if (dtype == DType::Bool) value = *number != 0;
          else if (isFloating(dtype)) value = *number;
          else value = static_cast<std::int64_t>(*number);
        }
        break;
      default: break;
    }
    if (!value) return false;
    scalarText_ += std::holds_alternative<std::string>(*value) ? std::get<std::string>(*value).size() : 0;
    if (!full) parts_.scalars.push_back({here(), std::move(*value)});
    return true;
  }

  const PickleValues& values_;
  const PickledTensors& tensors_;
  CheckpointParts& parts_;
  std::vector<char> leads_, onPath_;
  std::vector<Frame> frames_;
  ValuePath path_;
  std::size_t lastSize_ = 0, lastText_ = 0;
  std::size_t budget_ = limits::kTreeVisits, scalarText_ = 0, pathBytes_ = 0;
};

}  // namespace

void walkValues(const PickleValues& values, ValueId root, const PickledTensors& tensors, CheckpointParts& parts) {
  Walk(values, tensors, parts).run(root);
  std::set<std::string> foreign;
  for (ValueId id = 0; id < values.size(); ++id) {
    const auto name = values.globalName(id);
    if (!name.empty() && !isKnownGlobal(name) && !name.starts_with("__torch__.")) foreign.insert(validUtf8(name.substr(0, 300)));
  }
  parts.foreignGlobals.assign(foreign.begin(), foreign.end());
}

}  // namespace spurioscope
