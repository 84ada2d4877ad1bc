#include "records/record_files.h"

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/number_text.h"

namespace spurioscope {
namespace {

constexpr std::uint64_t kHead = 64 << 10;

}  // namespace

std::string headText(const std::filesystem::path& path) {
  try {
    const InputFile file(path);
    std::string text(static_cast<std::size_t>(std::min(file.size(), kHead)), '\0');
    file.read(0, std::as_writable_bytes(std::span{text}));
    if (file.size() > kHead) text.resize(text.rfind('\n') + 1);
    return text;
  } catch (const Error&) {
    return {};  // cannot be read: not recognised, which is an answer
  }
}

std::optional<CsvTable> headTable(const std::filesystem::path& path) {
  try {
    const std::string text = headText(path);
    if (text.empty()) return std::nullopt;
    return parseCsv(text, path.string());
  } catch (const Error&) {
    return std::nullopt;  // no table: not recognised, which is an answer
  }
}

double numberAt(const CsvTable& table, std::size_t row, std::size_t column, const std::string& file) {
  const std::string& cell = table.rows[row][column];
  if (const auto value = parseNumber(cell)) return *value;
  throw Error{Kind::Format, "'" + validUtf8(cell).substr(0, 60) + "' is no number",
              Where{file, {}, "line " + std::to_string(table.lines[row]) + ", column '" + table.header[column] + "'"},
              "The file is damaged or was edited; copy it again."};
}

int countAt(const CsvTable& table, std::size_t row, std::size_t column, int most, const std::string& file) {
  const double value = numberAt(table, row, column, file);
  if (value >= 0 && value <= most && value == static_cast<int>(value)) return static_cast<int>(value);
  throw Error{Kind::Format, "'" + table.rows[row][column] + "' is no whole number from 0 to " + std::to_string(most),
              Where{file, {}, "line " + std::to_string(table.lines[row]) + ", column '" + table.header[column] + "'"},
              "The file is damaged or was edited; copy it again."};
}

std::vector<std::filesystem::path> filesOf(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder.empty() ? "." : folder, error), end; !error && at != end; at.increment(error)) {
    if (at->is_regular_file(error)) files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace spurioscope
