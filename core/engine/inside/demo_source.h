#pragma once

#include <string_view>

namespace spurioscope::engine {

inline constexpr std::string_view kDemoEpoch = "demo:epoch=";

/// Whether a source is built in: "demo" or "demo:epoch=N".
constexpr bool isDemo(std::string_view source) { return source == "demo" || source.starts_with(kDemoEpoch); }

}  // namespace spurioscope::engine
