#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "engine/result.h"
#include "engine/workbench.h"

namespace spurioscope::engine {

/// The engine thread: owns a Workbench and runs jobs on it, one after another. Thread-safe.
///
/// Each job has a lane. A newer job of a lane drops the queued one and stops the running one of the same lane (a new edit
/// cancels the evaluation of the old one). Jobs marked `urgent` overtake: when a job that is not urgent reports progress,
/// waiting urgent jobs run there and then, inside it, so an edit never waits for a long statistics pass.
class Worker {
 public:
  using Job = std::function<void(Workbench&, std::stop_token, const ProgressSink&)>;

  struct Status {
    std::string lane;
    std::string title;
    ProgressInfo progress;
    bool running = false;  ///< false: it has just ended
  };

  /// @param onStatus  called on the engine thread when a job starts, reports or ends.
  explicit Worker(Settings settings = {}, std::function<void(const Status&)> onStatus = {});
  ~Worker();  ///< stops and joins
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// @param threw  called on the engine thread, instead of an end of the program, when the job lets an exception out.
  void post(std::string lane, std::string title, bool urgent, Job job, std::function<void(const Failure&)> threw = {});
  void cancel(const std::string& lane);
  void cancelAll();
  bool idle() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spurioscope::engine
