#pragma once

#include <filesystem>
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

}  // namespace spurioscope
