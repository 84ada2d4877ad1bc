#pragma once

#include <string>
#include <vector>

#include "engine/class_order.h"
#include "engine/dataset_info.h"
#include "engine/edit.h"
#include "engine/statistics.h"

namespace spurioscope::engine {

/// The `spurioscope-cli` command that repeats what the window shows, quoted for a POSIX shell.
std::string ablateCommand(const std::string& checkpoint, const DataRequest& data, const std::string& split,
                          const std::vector<Edit>& edits, ClassOrder order = ClassOrder::Automatic);
std::string evaluateCommand(const std::string& checkpoint, const DataRequest& data, const std::string& split,
                            ClassOrder order = ClassOrder::Automatic);
std::string rankCommand(const std::string& checkpoint, const DataRequest& data, const RankRequest& request,
                        ClassOrder order = ClassOrder::Automatic);

/// One word for a POSIX shell.
std::string shellWord(const std::string& text);

}  // namespace spurioscope::engine
