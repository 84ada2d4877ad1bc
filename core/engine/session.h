#pragma once

#include <string>
#include <vector>

#include "engine/class_order.h"
#include "engine/dataset_info.h"
#include "engine/edit.h"
#include "engine/result.h"
#include "engine/statistics.h"

namespace spurioscope::engine {

/// What a `*.spurio` file holds: JSON with references and hashes, never data. Schema 1.
struct Session {
  std::string checkpoint;        ///< source; relative paths are relative to the session file
  std::string checkpointSha256;
  std::string data;
  DataChoices dataChoices;       ///< how the data were opened
  std::string dataFingerprint;
  std::string split = "test";
  ClassOrder classOrder = ClassOrder::Automatic;
  std::vector<Edit> edits;
  RankRequest ranking;
  std::string view;              ///< JSON object text that the window owns (selection, tab, theme)

  bool operator==(const Session&) const = default;
};

/// Atomic; an existing file is replaced whole or not at all.
Result<bool> saveSession(const std::string& path, const Session& session);
Result<Session> loadSession(const std::string& path);

}  // namespace spurioscope::engine
