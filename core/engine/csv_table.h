#pragma once

#include <string>

#include "engine/dataset_info.h"
#include "engine/result.h"
#include "engine/workbench.h"

namespace spurioscope::engine {

/// "sample,split,group,label,logit_0,..." with its line end. Where groups overlap, `group` is a list of ids with semicolons.
std::string logitHeaderCsv(int classes);
/// A line per row, with `sample` as the metadata names it. Columns as the network has them.
std::string logitRowsCsv(const DatasetInfo& data, const LogitRows& rows);
/// Whether a file could be written there, told before long work; nothing is left behind.
Result<bool> requireWritable(const std::string& path);
/// Writes a text file atomically.
Result<bool> writeTextFile(const std::string& path, const std::string& text);

}  // namespace spurioscope::engine
