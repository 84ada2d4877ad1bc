// check_checkpoints INDEX.json...: every entry of the checkpoint indexes beside its files (CLI.md). -v prints a line for each
// entry.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/number_text.h"
#include "tools/checkpoint_entry.h"

namespace {

using namespace spurioscope;

struct Totals {
  std::size_t passed = 0, failed = 0, unchecked = 0;
  double slowest = 0;
  std::uint64_t largest = 0;
};

void count(const EntryOutcome& outcome, const std::string& name, bool verbose, Totals& totals) {
  for (const auto& failure : outcome.failures) std::printf("FAIL %s: %s\n", name.c_str(), validUtf8(failure).c_str());
  if (verbose)
    std::printf("%s %s: %s (%s ms)\n", outcome.failures.empty() ? "ok" : "--", name.c_str(), validUtf8(outcome.text).c_str(),
                fixedText(outcome.seconds * 1e3, 1).c_str());
  ++(outcome.failures.empty() ? totals.passed : totals.failed);
  totals.unchecked += outcome.hadForward && !outcome.forwardChecked ? 1 : 0;
  totals.slowest = std::max(totals.slowest, outcome.seconds);
  totals.largest = std::max(totals.largest, outcome.peakBytes);
}

EntryOutcome guarded(const Json& entry, const std::filesystem::path& where, const Json& limits) {
  try {
    return checkEntry(entry, where, limits);
  } catch (const std::exception& error) {
    EntryOutcome outcome;
    outcome.failures.push_back(std::string("it ended with: ") + error.what());
    return outcome;
  }
}

void checkIndex(const std::filesystem::path& path, bool verbose, Totals& totals) {
  const auto index = parseJson(readTextFile(path), path.string());
  const auto where = path.parent_path();
  const auto format = index.value("format", "");
  if (format == "spurioscope-checkpoint-mutations/1") {
    for (const auto& outcome : checkMutations(index, where)) count(outcome, path.filename().string(), verbose, totals);
    return;
  }
  if (format != "spurioscope-checkpoint-index/1")
    throw Error{Kind::Usage, "an unknown format: '" + format + "'", {path.string(), {}, {}}, {}};
  const auto limits = index.value("limits", Json::object());
  const std::filesystem::path canary = limits.value("canary", "/tmp/spurioscope_canary");
  const bool stood = std::filesystem::exists(canary);
  for (const auto& entry : index["entries"]) {
    auto outcome = guarded(entry, where, limits);
    if (!stood && std::filesystem::exists(canary))
      outcome.failures.push_back("something in the file was run: " + canary.string() + " exists");
    count(outcome, entry["file"].get<std::string>(), verbose, totals);
  }
  if (stood) throw Error{Kind::Usage, canary.string() + " stood there before", {}, "Remove it and run again."};
}

}  // namespace

int main(int argc, char** argv) {
  Totals totals;
  bool verbose = false;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "-v") {
      verbose = true;
      continue;
    }
    try {
      checkIndex(argv[i], verbose, totals);
    } catch (const std::exception& error) {
      std::printf("FAIL %s: %s\n", argv[i], error.what());
      ++totals.failed;
    }
  }
  std::printf("%zu passed, %zu failed", totals.passed, totals.failed);
  if (totals.unchecked > 0) std::printf(" (%zu with a forward result that was not checked)", totals.unchecked);
  std::printf("; slowest file %s ms, largest growth %llu MB\n", fixedText(totals.slowest * 1e3, 1).c_str(),
              static_cast<unsigned long long>(totals.largest >> 20));
  return totals.failed == 0 && totals.passed > 0 ? 0 : 1;
}
