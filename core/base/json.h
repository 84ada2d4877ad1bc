#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace spurioscope {

using Json = nlohmann::ordered_json;

/// A double for JSON: a number, or "nan", "inf", "-inf" as text (CLI.md).
Json jsonNumber(double value);
/// Text with bytes that are not UTF-8 replaced by U+FFFD, so that it can be printed as JSON.
std::string validUtf8(std::string_view bytes);
/// Parses untrusted JSON: depth limited, duplicate keys refused. @throws Error{Kind::Format} naming the byte.
Json parseJson(std::string_view text, const std::string& file, int maxDepth = 64);
/// The document on one or several lines, UTF-8.
std::string jsonText(const Json& value, int indent = -1);

}  // namespace spurioscope
