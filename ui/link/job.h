#pragma once

#include <QString>
#include <functional>

#include "engine/result.h"

namespace spurioscope::ui {

/// A job of the engine as the status bar shows it.
struct JobStatus {
  QString lane;
  QString title;
  engine::ProgressInfo progress;
  bool running = false;
};

/// A job that ended without a result. `retry` posts it again.
struct JobFailure {
  QString lane;
  QString title;
  engine::Failure failure;
  std::function<void()> retry;
};

}  // namespace spurioscope::ui
