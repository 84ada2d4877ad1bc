#pragma once

#include <cstdint>
#include <stop_token>
#include <string_view>

#include "base/error.h"

namespace spurioscope {

/// Where long work tells how far it is. Called on the working thread, at least once per chunk; implementations return quickly.
class Progress {
 public:
  virtual ~Progress() = default;
  /// @param phase  what is being done, in words ("evaluating test")
  /// @param done,total  in units of the phase (samples, edits, bytes); total 0 where it is not known
  virtual void report(std::string_view phase, std::uint64_t done, std::uint64_t total) = 0;
};

/// A sink for callers that do not want to know.
class NoProgress final : public Progress {
 public:
  void report(std::string_view, std::uint64_t, std::uint64_t) override {}
};

/// @throws Error{Kind::Cancelled} when a stop was requested.
inline void throwIfStopped(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Error{Kind::Cancelled, "cancelled", {}, "Run it again to get a complete result."};
}

}  // namespace spurioscope
