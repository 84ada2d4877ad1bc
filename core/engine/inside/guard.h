#pragma once

#include <cstdint>
#include <exception>
#include <type_traits>

#include "base/progress.h"
#include "base/stopwatch.h"
#include "engine/result.h"

namespace spurioscope::engine {

/// The exception as data: Error as it is; out of memory and the tensor library's own errors with what to do.
Failure failureOf(std::exception_ptr exception);

/// Runs `work` and turns whatever it throws into a Failure: the only place where the engine's exceptions end.
template <class Work>
auto guarded(const Work& work) -> Result<std::invoke_result_t<Work>> {
  try {
    return work();
  } catch (...) {
    return failureOf(std::current_exception());
  }
}

/// Hands core's progress to the caller's sink, with rate and time left.
class SinkProgress final : public Progress {
 public:
  explicit SinkProgress(const ProgressSink& sink) : sink_(sink) {}
  void report(std::string_view phase, std::uint64_t done, std::uint64_t total) override;

 private:
  const ProgressSink& sink_;
  ProgressInfo info_;
  std::uint64_t phaseStart_ = 0;
  Stopwatch watch_;
};

}  // namespace spurioscope::engine
