#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/result.h"

/// A scripted double of the engine with the same symbols: the demo's shape, invented numbers, failures on request.
namespace spurioscope::engine::fake {

struct Script {
  /// The next calls of this name fail so: "openCheckpoint", "openData", "evaluate", "statistics", "rank", "channelDetail", "picture",
  /// "sweep", "writeFigure", "saveSession", "loadSession". Erased by the test.
  std::map<std::string, Failure> failures;
  bool unknownArchitecture = false;
  bool reversedClasses = false;
  bool onePredictedClass = false;
  bool emptyGroup = false;      ///< group 1 has no test samples
  bool damaged = false;         ///< sample 1999 cannot be read
  bool texts = false;           ///< samples are texts and have no pictures
  bool holdEvaluation = false;  ///< an evaluation publishes a quarter and waits until this is false or it is stopped
  bool holdStatistics = false;
  std::vector<std::string> warnings;  ///< of a checkpoint that was looked through
};


Script script();               ///< a copy
void setScript(const Script&);
std::optional<Failure> failureOf(const std::string& call);
int calls(const std::string& call);  ///< how often it was called since the program began
void count(const std::string& call);

/// The last figure that was written.
std::string lastFigurePath();

}  // namespace spurioscope::engine::fake
