#pragma once

#include <chrono>
#include <string>

#include "engine/result.h"

namespace spurioscope::cli {

/// Progress on stderr: one line that is rewritten on a terminal, NDJSON where asked for, else nothing. At most ten a second.
class ProgressPrinter {
 public:
  explicit ProgressPrinter(const std::string& kind);
  ~ProgressPrinter();  ///< clears the line
  void show(const engine::ProgressInfo& info);

 private:
  using Clock = std::chrono::steady_clock;
  bool json_ = false;
  bool line_ = false;
  bool shown_ = false;
  Clock::time_point last_{};
};

}  // namespace spurioscope::cli
