#pragma once

#include <chrono>
#include <string>

namespace spurioscope {

/// Wall-clock time since its making.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  double milliseconds() const { return seconds() * 1e3; }
  void restart() { start_ = Clock::now(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

/// "0.9 s", "3 min 20 s", "2 h 5 min": a duration as a person says it.
std::string durationText(double seconds);

}  // namespace spurioscope
