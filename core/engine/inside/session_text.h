#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/session.h"

namespace spurioscope::engine {

/// The text of a `*.spurio` file. Needs no torch, so that it can be fuzzed alone.
/// @param file  where it stands or will stand: sources are written relative to it  @throws Error for a `view` that is not JSON
std::string sessionText(const Session& session, const std::filesystem::path& file);

/// The session that a text says. Nothing that it names is opened. Cost O(length).
/// @throws Error{Kind::Format} for what is no session or lacks a part, Kind::Range for a number outside of its range,
/// Kind::Unsafe when nested too deeply, Kind::Unsupported of a newer program.
Session sessionOfText(std::string_view text, const std::filesystem::path& file);

}  // namespace spurioscope::engine
