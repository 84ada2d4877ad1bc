#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/class_order.h"
#include "engine/edit.h"
#include "engine/result.h"
#include "engine/workbench.h"

namespace spurioscope::cli {

/// Ends a command with the failure's message and exit code.
struct Failed {
  engine::Failure failure;
};

/// A wrong argument: exit 2, in the words of every other error. @param option  "--split"
[[noreturn]] void failUsage(const std::string& what, const std::string& option, const std::string& remedy);
/// Checks words where they are given, before any work. @throws Failed with the words that there are.
void requireWord(const std::string& word, const std::vector<std::string>& known, const std::string& option, const std::string& what);

/// An option whose value is a number in [low, high]; anything else is a usage error in the words of every other one.
template <class Number>
CLI::Option* addNumber(CLI::App& command, const std::string& name, Number& target, Number low, Number high, const std::string& help);

/// An option whose value is a file to write; an empty name is a usage error.
CLI::Option* addOutput(CLI::App& command, const std::string& name, std::string& target, const std::string& help);

/// Options that every command takes.
struct CommonOptions {
  bool json = false;
  std::string progress = "auto";  ///< "auto" (a line on a terminal), "json" (NDJSON on stderr), "none"
  std::uint64_t keptMb = 512;
  engine::Settings settings;

  void addTo(CLI::App& command);
};

/// How a data set is read: `--preprocess --target --attribute --column --attribute-file`.
struct DataOptions {
  engine::DataChoices choices;
  std::vector<std::string> columns;  ///< ROLE=NAME

  void addTo(CLI::App& command);
  /// Call after parsing. @throws CLI::ValidationError for a role that is none, or one named twice.
  engine::DataRequest request(const std::string& path) const;
};

/// `CHECKPOINT --data PATH [--split S,...] [--class-order O]` and the options on data
struct Subject {
  std::string checkpoint;
  std::string data;
  DataOptions dataOptions{};
  std::vector<std::string> splits{};
  engine::ClassOrder classOrder = engine::ClassOrder::Automatic;

  /// @param oneSplit  what answers for a single split, "" for all
  void addTo(CLI::App& command, const std::string& oneSplit = {});
};

/// `--split S,...`, checked when it is read.
void addSplits(CLI::App& command, std::vector<std::string>& splits, const std::string& oneSplit = {});

/// `--set site:channel[,channel...]` with `--mode --alpha --std --from --seed`. A setting holds for the --set options behind it;
/// where a --set has none before it, the first one behind it.
class EditOptions {
 public:
  void addTo(CLI::App& command, bool withSet);
  /// Call after parsing. @throws Failed naming the option and the text.
  std::vector<engine::Edit> edits() const;
  /// The settings alone, for a sweep.
  engine::Edit edit() const;
  /// Options that were given but have no part in the modes of these edits.
  std::vector<std::string> without(const std::vector<engine::Edit>& edits) const;

 private:
  struct Occurrence {
    const CLI::Option* option;
    std::string text;
  };
  std::vector<Occurrence> inOrder() const;
  static void apply(engine::Edit& edit, const std::string& option, const std::string& text);

  CLI::App* command_ = nullptr;
  std::vector<std::string> sets_, modes_, alphas_, stds_, froms_, seeds_;
};

}  // namespace spurioscope::cli
