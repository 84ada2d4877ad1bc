#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "tests/base/temporary_folder.h"

namespace spurioscope {

/// What one run of spurioscope-cli left behind.
struct CliRun {
  int exitCode = 0;
  std::string out, err;

  /// The one JSON document on stdout. A parse error fails the test with the text.
  Json json() const;
};

/// Runs the built spurioscope-cli without a shell, with its caches in `home` and two threads.
CliRun runCli(const TemporaryFolder& home, const std::vector<std::string>& arguments);

/// A run that is still under way: its stderr can be read as it comes, so that a test can act at a certain point without sleeping.
class RunningCli {
 public:
  RunningCli(const TemporaryFolder& home, const std::vector<std::string>& arguments);
  ~RunningCli();
  RunningCli(const RunningCli&) = delete;
  RunningCli& operator=(const RunningCli&) = delete;

  /// The next line of stderr; nothing at its end.
  std::optional<std::string> nextLine();
  void signal(int number) const;
  /// Waits for its end.
  CliRun finish();

 private:
  const TemporaryFolder& home_;
  std::string read_;    ///< of stderr, not yet handed out
  std::string seen_;    ///< all of stderr
  int pipe_ = -1;
  int child_ = 0;
};

}  // namespace spurioscope
