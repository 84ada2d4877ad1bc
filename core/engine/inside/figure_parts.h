#pragma once

#include <string>
#include <vector>

namespace spurioscope::engine {

/// "coat / water (n = 56)"
std::string nameWithN(const std::string& name, double n);

/// @throws Error{Kind::Format} with what is wrong in the results file.
[[noreturn]] void failFormat(const std::string& file, const std::string& what, const std::string& part = {});

/// The kind to draw: the wanted one if it fits the file, the first when none is wanted.
/// @param content  what the file is, in words. @throws Error{Kind::Usage} with the kinds that fit.
std::string chosenKind(const std::string& wanted, const std::vector<std::string>& fitting, const std::string& file,
                       const std::string& content);

}  // namespace spurioscope::engine
