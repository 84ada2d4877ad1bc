#include "tools/checkpoint_entry.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/stopwatch.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/element_values.h"
#include "tools/forward_check.h"
#include "tools/process_peak.h"

namespace spurioscope {
namespace {

constexpr int kWeightPeriod = 31;  // wsum: element i (row-major) counts (i mod 31) + 1 times

Json pathJson(const ValuePath& path) {
  Json out = Json::array();
  for (const auto& step : path) {
    std::visit([&out](const auto& value) { out.push_back(value); }, step);
  }
  return out;
}

/// The numbers of an index have about 12 digits, first values 9.
bool agrees(double value, double expected, double scale, double digits) {
  if (std::isnan(expected)) return std::isnan(value);
  return value == expected || std::abs(value - expected) <= digits * std::max({std::abs(expected), scale, 1e-30});
}

double number(const Json& value) {
  if (value.is_number()) return value.get<double>();
  const auto text = value.is_string() ? value.get<std::string>() : std::string{};
  return text == "inf" || text == "Infinity" ? INFINITY : text == "-inf" || text == "-Infinity" ? -INFINITY : NAN;
}

/// Sums over the finite elements, and of their sizes (what rounding is measured by).
struct Sums {
  double sum = 0, weighted = 0, size = 0;
  std::size_t nonFinite = 0;
};

Sums sumsOf(const std::vector<double>& values) {
  Sums sums;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      ++sums.nonFinite;
      continue;
    }
    const double weight = static_cast<double>(i % kWeightPeriod + 1);
    sums.sum += values[i];
    sums.weighted += weight * values[i];
    sums.size += weight * std::abs(values[i]);
  }
  return sums;
}

/// Real and imaginary parts of a complex tensor; one list for others.
std::vector<std::vector<double>> partsOf(const Checkpoint& checkpoint, std::size_t tensor) {
  const auto dtype = checkpoint.tensors()[tensor].dtype;
  if (dtype != DType::Complex64 && dtype != DType::Complex128) return {checkpoint.readFloat64(tensor)};
  std::vector<double> all;
  appendAsDouble(checkpoint.readBytes(tensor), dtype == DType::Complex64 ? DType::Float32 : DType::Float64, all);
  std::vector<std::vector<double>> parts(2);
  for (std::size_t i = 0; i < all.size(); ++i) parts[i % 2].push_back(all[i]);
  return parts;
}

class EntryCheck {
 public:
  EntryCheck(const Json& entry, EntryOutcome& outcome, const Checkpoint& checkpoint, const NetworkHints& hints)
      : entry_(entry), outcome_(outcome), checkpoint_(checkpoint), hints_(hints) {
    for (std::size_t i = 0; i < checkpoint.tensors().size(); ++i)
      byPath_.emplace(pathJson(checkpoint.tensors()[i].path).dump(-1, ' ', false, Json::error_handler_t::replace), i);
  }

  void run() {
    for (const auto& tensor : entry_.value("tensors", Json::array())) checkTensor(tensor);
    checkScalars();
    checkSkipped();
    checkStateDict();
    if (entry_.contains("forward")) {
      outcome_.hadForward = true;
      if (const auto result = checkForward(checkpoint_, entry_["forward"], hints_)) {
        outcome_.forwardChecked = true;
        if (!result->empty()) fail("forward: " + *result);
      }
    }
    if (entry_.value("notice", "") == "non-finite weights" && !warned("non-finite")) fail("no warning about non-finite weights");
  }

 private:
  void fail(std::string what) { outcome_.failures.push_back(std::move(what)); }

  bool warned(std::string_view word) const {
    const auto& warnings = checkpoint_.warnings();
    return std::any_of(warnings.begin(), warnings.end(), [=](const std::string& text) { return text.find(word) != text.npos; });
  }

  bool maySkip(const Json& path) const {
    const auto allowed = entry_.value("skipped_allowed", Json::array());
    return std::find(allowed.begin(), allowed.end(), path) != allowed.end();
  }

  void checkTensor(const Json& expected) {
    const auto name = "tensor " + expected["path"].dump();
    const auto found = byPath_.find(expected["path"].dump());
    if (found == byPath_.end()) {
      if (!maySkip(expected["path"])) fail(name + " is missing");
      return;
    }
    const auto& info = checkpoint_.tensors()[found->second];
    if (Json(info.shape) != expected["shape"])
      fail(name + " has the shape " + Json(info.shape).dump() + ", not " + expected["shape"].dump());
    if (dtypeName(info.dtype) != expected["dtype"].get<std::string>())
      fail(name + " is " + std::string(dtypeName(info.dtype)) + ", not " + expected["dtype"].get<std::string>());
    const auto parts = partsOf(checkpoint_, found->second);
    if (expected.contains("sha256")) checkHash(name, expected, found->second);
    if (!expected["sum"].is_number() && !expected["sum"].is_array()) return;  // beyond float64
    for (std::size_t part = 0; part < parts.size(); ++part) checkValues(name, expected, parts, part);
    if (parts.size() == 1 && !agrees(checkpoint_.sum(found->second), number(expected["sum"]), sumsOf(parts[0]).size, 1e-9))
      fail(name + ": Checkpoint::sum differs");
  }

  void checkValues(const std::string& name, const Json& expected, const std::vector<std::vector<double>>& parts, std::size_t part) {
    const auto of = [&](const Json& value) { return number(parts.size() > 1 ? value[part] : value); };
    const auto sums = sumsOf(parts[part]);
    if (!agrees(sums.sum, of(expected["sum"]), sums.size * 1e-3, 1e-9))
      fail(name + ": sum " + std::to_string(sums.sum) + ", not " + expected["sum"].dump());
    if (expected.contains("wsum") && !agrees(sums.weighted, of(expected["wsum"]), sums.size * 1e-3, 1e-9)) {
      fail(name + ": wsum " + std::to_string(sums.weighted) + ", not " + expected["wsum"].dump());
    }
    if (expected.contains("nonfinite") && expected["nonfinite"] != sums.nonFinite)
      fail(name + ": " + std::to_string(sums.nonFinite) + " elements are not finite");
    std::size_t i = 0;
    for (const auto& value : expected.value("first", Json::array())) {
      const bool there = i < parts[part].size();
      const bool same = there && (agrees(parts[part][i], of(value), 0, 2e-8) || (!std::isfinite(parts[part][i]) && of(value) == 0));
      if (!same)
        fail(name + ": element " + std::to_string(i) + " is " + (there ? std::to_string(parts[part][i]) : "missing") + ", not " +
             value.dump());
      ++i;
    }
  }

  /// Of the bytes in row-major order, little-endian: what random_checkpoints.py writes.
  void checkHash(const std::string& name, const Json& expected, std::size_t tensor) {
    if (sha256Hex(checkpoint_.readBytes(tensor)) != expected["sha256"].get<std::string>()) fail(name + ": its bytes differ");
  }

  void checkScalars() {
    const bool optional = entry_.value("scalars_optional", false);
    for (const auto& expected : entry_.value("scalars", Json::array())) {
      const auto found = std::find_if(checkpoint_.scalars().begin(), checkpoint_.scalars().end(),
                                      [&](const ScalarInfo& scalar) { return pathJson(scalar.path) == expected["path"]; });
      if (found == checkpoint_.scalars().end()) {
        if (!optional) fail("scalar " + expected["path"].dump() + " is missing");
        continue;
      }
      Json value;
      std::visit([&value](const auto& held) { value = held; }, found->value);
      const bool same = value == expected["value"] ||
                        (value.is_number() && expected["value"].is_number() && agrees(value, expected["value"], 0, 1e-11));
      if (!same) fail("scalar " + expected["path"].dump() + " is " + value.dump() + ", not " + expected["value"].dump());
    }
  }

  void checkSkipped() {
    for (const auto& expected : entry_.value("skipped", Json::array())) {
      const auto found = std::find_if(checkpoint_.skipped().begin(), checkpoint_.skipped().end(),
                                      [&](const SkippedItem& item) { return pathJson(item.path) == expected["path"]; });
      if (found == checkpoint_.skipped().end()) {
        fail("skipped item " + expected["path"].dump() + " is not reported");
      } else if (found->reason.find(expected.value("reason", "")) == found->reason.npos) {
        fail("skipped item " + expected["path"].dump() + ": reason '" + found->reason + "', not '" + expected.value("reason", "") +
             "'");
      }
    }
  }

  void checkStateDict() {
    if (!entry_.value("model", true) && !checkpoint_.stateDict().empty()) fail("a state dict was found where there is no model");
    const bool tree = entry_.value("whole_module", false) || entry_.value("torchscript", false);
    if (tree && !entry_.value("tensors", Json::array()).empty() && checkpoint_.stateDict().empty()) fail("no state dict was found");
    if (!entry_.contains("state_dict_at") || entry_.value("tensors", Json::array()).empty()) return;
    if (pathJson(checkpoint_.stateDictPath()) != entry_["state_dict_at"] || checkpoint_.stateDict().empty()) {
      fail("the state dict was found at " + pathJson(checkpoint_.stateDictPath()).dump() + ", not at " +
           entry_["state_dict_at"].dump());
      return;
    }
    const auto prefix = entry_.value("prefix", "");
    for (const auto& tensor : entry_["tensors"]) {
      auto parent = tensor["path"];
      if (parent.empty() || !parent.back().is_string()) continue;
      auto name = parent.back().get<std::string>();
      parent.erase(parent.size() - 1);
      if (prefix.empty() || parent != entry_["state_dict_at"] || !name.starts_with(prefix)) continue;
      if (!checkpoint_.stateDict().contains(name.substr(prefix.size())))
        fail("the state dict lacks '" + name.substr(prefix.size()) + "'");
    }
  }

  const Json& entry_;
  EntryOutcome& outcome_;
  const Checkpoint& checkpoint_;
  NetworkHints hints_;
  std::map<std::string, std::size_t> byPath_;
};

struct Opened {
  std::shared_ptr<const Checkpoint> checkpoint;
  std::optional<Error> error;
};

template <class Open>
Opened tryToOpen(const Open& open) {
  try {
    auto checkpoint = open();
    checkpoint->verify();
    return {checkpoint, {}};
  } catch (const Error& error) {
    return {nullptr, error};
  }
}

/// Does the outcome agree with the verdict? Values are checked apart.
void checkVerdict(const std::string& verdict, const Opened& opened, EntryOutcome& outcome) {
  const bool mustOpen = verdict == "opens" || verdict == "opens_partly";
  const bool known = mustOpen || verdict == "opens_or_refused" || verdict == "inert" || verdict == "refused";
  if (!known) outcome.failures.push_back("unknown verdict '" + verdict + "'");
  if (opened.error) {
    outcome.text = "refused (" + std::string(kindName(opened.error->kind())) + "): " + opened.error->what();
    if (mustOpen)
      outcome.failures.push_back("it must open, but: " + std::string(opened.error->what()) + " [" + opened.error->where().text() +
                                 "]");
    if (std::string(opened.error->what()).size() < 8) outcome.failures.push_back("it was refused without a reason");
    if (exitCode(opened.error->kind()) != 3)
      outcome.failures.push_back("refused with the kind '" + std::string(kindName(opened.error->kind())) + "'");
  } else {
    outcome.text = "opened as " + opened.checkpoint->format();
    if (verdict == "refused") outcome.failures.push_back("it must be refused, but opened as " + opened.checkpoint->format());
  }
}

std::vector<std::byte> fileBytes(const std::filesystem::path& path) {
  const InputFile file(path);
  std::vector<std::byte> bytes(file.size());
  file.read(0, bytes);
  return bytes;
}

EntryOutcome mutated(std::vector<std::byte> bytes, const std::string& name, const std::string& verdict) {
  EntryOutcome outcome;
  const Stopwatch watch;
  const auto opened = tryToOpen([&] { return readCheckpoint(std::move(bytes), name); });
  outcome.seconds = watch.seconds();
  checkVerdict(verdict, opened, outcome);
  for (auto& failure : outcome.failures) failure = name + ": " + failure;
  return outcome;
}

}  // namespace

EntryOutcome checkEntry(const Json& entry, const std::filesystem::path& where, const Json& limits) {
  EntryOutcome outcome;
  const auto path = where / entry["file"].get<std::string>();
  resetPeak();
  const auto before = presentMemory();
  const Stopwatch watch;
  const auto opened = tryToOpen([&] { return readCheckpoint(path); });
  const double openSeconds = watch.seconds();
  outcome.peakBytes = peakMemory() - std::min(before, peakMemory());
  checkVerdict(entry.value("verdict", ""), opened, outcome);
  if (opened.checkpoint) EntryCheck(entry, outcome, *opened.checkpoint, hintsBeside(path)).run();
  outcome.seconds = watch.seconds();
  const double most = limits.is_object() ? limits.value("seconds_per_file", 5.0) : 5.0;
  const double memory = (limits.is_object() ? limits.value("extra_memory_mb", 512.0) : 512.0) * (1 << 20);
  if (outcome.seconds > most) outcome.failures.push_back("it took " + std::to_string(outcome.seconds) + " s");
  if (static_cast<double>(outcome.peakBytes) > memory)
    outcome.failures.push_back("it took " + std::to_string(outcome.peakBytes >> 20) + " MB");
  if (opened.error && openSeconds > 1) outcome.failures.push_back("refusing it took " + std::to_string(openSeconds) + " s");
  if (opened.error && outcome.peakBytes > (256u << 20))
    outcome.failures.push_back("refusing it took " + std::to_string(outcome.peakBytes >> 20) + " MB");
  return outcome;
}

std::vector<EntryOutcome> checkMutations(const Json& mutations, const std::filesystem::path& where) {
  std::vector<EntryOutcome> outcomes;
  for (const auto& item : mutations.value("truncations", Json::array())) {
    const auto file = item["file"].get<std::string>();
    const auto whole = fileBytes(where / file);
    for (const std::size_t keep : item["keep"]) {
      std::vector<std::byte> bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(std::min(keep, whole.size())));
      outcomes.push_back(
          mutated(std::move(bytes), file + " cut to " + std::to_string(keep) + " bytes", item.value("verdict", "refused")));
    }
  }
  for (const auto& item : mutations.value("bit_flips", Json::array())) {
    const auto file = item["file"].get<std::string>();
    const auto whole = fileBytes(where / file);
    for (const auto& flip : item["xor"]) {
      auto bytes = whole;
      bytes.at(flip[0].get<std::size_t>()) ^= static_cast<std::byte>(flip[1].get<int>());
      outcomes.push_back(mutated(std::move(bytes), file + " with bit " + flip.dump() + " flipped", "opens_or_refused"));
    }
  }
  return outcomes;
}

}  // namespace spurioscope
