#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spurioscope {

/// Shortest text that reads back as the same double, '.' whatever the locale; "nan", "inf", "-inf".
std::string numberText(double value);
/// With a fixed number of decimals, '.' whatever the locale.
std::string fixedText(double value, int decimals);
/// A whole double (surrounding blanks allowed; "nan", "inf", "-inf" too), or nothing. Locale-free.
std::optional<double> parseNumber(std::string_view text);
/// A whole decimal integer (surrounding blanks allowed; "3.0" counts as 3), or nothing.
std::optional<long long> parseInteger(std::string_view text);

}  // namespace spurioscope
