#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/edit.h"
#include "engine/workbench.h"

namespace spurioscope::cli {

/// Options that every command takes.
struct CommonOptions {
  bool json = false;
  std::string progress = "auto";  ///< "auto" (a line on a terminal), "json" (NDJSON on stderr), "none"
  engine::Settings settings;

  void addTo(CLI::App& command);
};

/// `CHECKPOINT --data PATH [--split S,...]`
struct Subject {
  std::string checkpoint;
  std::string data;
  std::vector<std::string> splits;

  void addTo(CLI::App& command);
};

/// `--set site:channel[,channel...]` with `--mode --alpha --std --from --seed`. A setting holds for the --set options behind it;
/// where a --set has none before it, the first one behind it.
class EditOptions {
 public:
  void addTo(CLI::App& command, bool withSet);
  /// Call after parsing. @throws CLI::ValidationError naming the option and the text.
  std::vector<engine::Edit> edits() const;
  /// The settings alone, for a sweep.
  engine::Edit edit() const;

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
