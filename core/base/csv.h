#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spurioscope {

/// A CSV file in memory: a header and rows of text (RFC 4180: quotes, quoted commas and line ends; BOM and CRLF are removed). Where the
/// header holds no comma, tabs or else semicolons part the fields.
struct CsvTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> lines;  ///< of each row: the line of the file where it starts, counted from 1

  std::optional<std::size_t> column(std::string_view name) const;
};

/// @param file  named in errors.  @throws Error{Kind::Format} with the line, for an unclosed quote or a row of another length
/// than the header; Error{Kind::Unsafe} past 50,000,000 cells. Cost O(size).
CsvTable parseCsv(std::string_view text, const std::string& file);

/// One field, quoted where needed.
std::string csvField(std::string_view text);
/// A row with its line end ('\n').
std::string csvRow(const std::vector<std::string>& fields);

}  // namespace spurioscope
