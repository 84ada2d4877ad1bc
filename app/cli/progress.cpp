#include "app/cli/progress.h"

#include <unistd.h>

#include <iostream>

#include <nlohmann/json.hpp>

namespace spurioscope::cli {

ProgressPrinter::ProgressPrinter(const std::string& kind) : json_(kind == "json"), line_(kind == "auto" && ::isatty(STDERR_FILENO) != 0) {}

ProgressPrinter::~ProgressPrinter() {
  if (shown_) std::cerr << "\r\033[K";
}

void ProgressPrinter::show(const engine::ProgressInfo& info) {
  if (!json_ && !line_) return;
  const auto now = Clock::now();
  if (now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  if (json_) {
    std::cerr << nlohmann::ordered_json{{"phase", info.phase},
                                        {"done", info.done},
                                        {"total", info.total},
                                        {"perSecond", info.perSecond},
                                        {"secondsLeft", info.secondsLeft}}
                     .dump()
              << '\n';
    return;
  }
  std::cerr << "\r\033[K" << info.phase << ' ' << info.done;
  if (info.total > 0) std::cerr << '/' << info.total;
  if (info.secondsLeft >= 0) std::cerr << ", " << static_cast<long long>(info.secondsLeft + 0.5) << " s left";
  std::cerr.flush();
  shown_ = true;
}

}  // namespace spurioscope::cli
