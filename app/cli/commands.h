#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <stop_token>

#include "app/cli/options.h"
#include "app/cli/output.h"

namespace spurioscope::cli {

/// What a command runs with.
struct Context {
  CommonOptions& common;
  std::stop_token stop;
  engine::ProgressSink progress;
};

/// Registers all commands. The chosen one runs when `run` is called after parsing; it prints its answer and returns the exit code.
class Commands {
 public:
  explicit Commands(CLI::App& app);
  int run(std::stop_token stop);
  bool wantsJson() const { return common_.json; }
  /// What to say of a word where a command should stand.
  engine::Failure unknown(const std::string& word) const;

 private:
  void addInspect(CLI::App& app);
  void addDatasets(CLI::App& app);
  void addEvaluate(CLI::App& app);
  void addStatistics(CLI::App& app);
  void addRank(CLI::App& app);
  void addAblate(CLI::App& app);
  void addSweep(CLI::App& app);
  void addFigure(CLI::App& app);
  void addDemo(CLI::App& app);
  CLI::App* command(CLI::App& app, const char* name, const char* what, std::function<int(Context&)> action);

  CommonOptions common_;
  std::string commandNames_;
  std::function<int(Context&)> chosen_;
};

/// The value, or throws Failed.
template <class T>
T take(engine::Result<T> result) {
  if (!result.ok()) throw Failed{result.failure()};
  return std::move(result.value());
}

/// That `path` can be written and is none of the files that the command reads, told before any work; nothing
/// when it is empty. @throws Failed
void checkOutput(const std::string& path, const std::string& option, const std::vector<std::string>& inputs);
/// The same for what is computed from a checkpoint and data, whose folders hold more files than are named (metadata, images, shards): of
/// those that are there, only results of an earlier run may be replaced. @throws Failed
void checkResult(const std::string& path, const std::string& option, const std::vector<std::string>& inputs);
/// Opens checkpoint and data in a workbench; `edits` are checked against the network before the data is opened. @throws Failed
void openBoth(engine::Workbench& bench, const Subject& subject, Context& context, const std::vector<engine::Edit>& edits = {});
/// The splits asked for, or all that hold samples.
std::vector<std::string> splitsOf(const engine::Workbench& bench, const std::vector<std::string>& asked);
/// Prints the JSON document or the text.
void print(const Context& context, const Json& json, const std::string& text);

/// `ablate`'s answer over several splits: used by `ablate` and `demo`.
struct AblateAnswer {
  Json json;
  std::string text;
  bool damaged = false;
};
AblateAnswer ablate(engine::Workbench& bench, const std::vector<std::string>& splits, const std::vector<engine::Edit>& edits, int repeats,
                    Context& context);

}  // namespace spurioscope::cli
