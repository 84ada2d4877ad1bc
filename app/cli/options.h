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

/// How a data set is read: `--preprocess --target --attribute --column --attribute-file`.
struct DataOptions {
  engine::DataChoices choices;
  std::vector<std::string> columns;  ///< ROLE=NAME

  void addTo(CLI::App& command);
  /// Call after parsing. @throws CLI::ValidationError for a role that is none, or one named twice.
  engine::DataRequest request(const std::string& path) const;
};

/// `CHECKPOINT --data PATH [--split S,...]` and the options on data
struct Subject {
  std::string checkpoint;
  std::string data;
  DataOptions dataOptions{};
  std::vector<std::string> splits{};

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
