#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/csv.h"

namespace spurioscope {

/// The first 64 KiB of a file, cut after the last whole line where it is longer; empty where it cannot be read. Never throws.
std::string headText(const std::filesystem::path& file);

/// The header and the first rows of a CSV file; nothing where it is none. Never throws.
std::optional<CsvTable> headTable(const std::filesystem::path& file);

/// A cell as a number. @throws Error{Kind::Format} with line and column
double numberAt(const CsvTable& table, std::size_t row, std::size_t column, const std::string& file);

/// A whole number from 0 to `most`. @throws as numberAt
int countAt(const CsvTable& table, std::size_t row, std::size_t column, int most, const std::string& file);

/// Regular files of a folder, in byte order; none where it cannot be read.
std::vector<std::filesystem::path> filesOf(const std::filesystem::path& folder);

}  // namespace spurioscope
