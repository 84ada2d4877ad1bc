#include "base/csv.h"

#include <algorithm>

#include "base/error.h"

namespace spurioscope {
namespace {

constexpr std::size_t kMaxCells = 50'000'000;

/// What parts the fields of the first line: the comma; where there is none, the tab or the semicolon that spreadsheets write.
char separatorOf(std::string_view text) {
  bool quoted = false, tab = false, semicolon = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == ',') return ',';
    if (c == '\r' || c == '\n') break;
    tab = tab || c == '\t';
    semicolon = semicolon || c == ';';
  }
  return tab ? '\t' : semicolon ? ';' : ',';
}

/// Spreadsheets save "Unicode text" in UTF-16; what holds a zero byte in its first line is no text at all.
void requireText(std::string_view text, const std::string& file) {
  const Where where{file, {}, "line 1"};
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    throw Error{Kind::Format, "the text is in UTF-16, not in UTF-8", where, "Save it as UTF-8 (in a spreadsheet: CSV UTF-8)."};
  if (text.substr(0, text.find('\n')).find('\0') != std::string_view::npos)
    throw Error{Kind::Format, "the file holds zero bytes: it is no text", where, "Name a text file (CSV) in UTF-8."};
}

class CsvReader {
 public:
  CsvReader(std::string_view text, const std::string& file) : text_(text), file_(file) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    separator_ = separatorOf(text_);
    ends_ = {separator_, '\r', '\n'};
  }

  bool atEnd() const { return at_ >= text_.size(); }
  std::size_t line() const { return line_; }

  std::vector<std::string> row() {
    std::vector<std::string> fields;
    while (true) {
      fields.push_back(field());
      if (atEnd()) return fields;
      const char c = text_[at_++];
      if (c == separator_) continue;
      if (c == '\r' && !atEnd() && text_[at_] == '\n') ++at_;
      ++line_;
      return fields;
    }
  }

 private:
  std::string field() {
    if (!atEnd() && text_[at_] == '"') return quotedField();
    const auto end = std::min(text_.find_first_of(ends_, at_), text_.size());
    std::string value(text_.substr(at_, end - at_));
    at_ = end;
    return value;
  }

  std::string quotedField() {
    const std::size_t start = line_;
    std::string value;
    for (++at_; !atEnd(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (c != '"') {
        value += c;
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        value += '"';
        ++at_;
      } else {
        ++at_;
        const auto end = std::min(text_.find_first_of(ends_, at_), text_.size());
        value.append(text_.substr(at_, end - at_));  // text after a closing quote is kept, as spreadsheets do
        at_ = end;
        return value;
      }
    }
    throw Error{Kind::Format, "a quote is opened and never closed", Where{file_, {}, "line " + std::to_string(start)},
                "Close the quote, or double it where it belongs to the text."};
  }

  std::string_view text_;
  const std::string& file_;
  char separator_ = ',';
  std::string ends_;  ///< what ends a field
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

CsvTable parseCsv(std::string_view text, const std::string& file) {
  requireText(text, file);
  CsvReader reader(text, file);
  CsvTable table;
  if (reader.atEnd()) throw Error{Kind::Format, "the file is empty", Where{file, {}, {}}, "A header line is needed."};
  table.header = reader.row();
  std::size_t cells = 0;
  while (!reader.atEnd()) {
    const std::size_t line = reader.line();
    auto row = reader.row();
    if (row.size() == 1 && row[0].empty()) continue;  // a blank line
    if (row.size() != table.header.size()) {
      throw Error{Kind::Format, "the row has " + std::to_string(row.size()) + " fields, the header " + std::to_string(table.header.size()),
                  Where{file, {}, "line " + std::to_string(line)},
                  "Quote fields that hold the separator (comma, tab or semicolon) of the file."};
    }
    cells += row.size();
    if (cells > kMaxCells) throw Error{Kind::Unsafe, "more than 50,000,000 cells", Where{file, {}, {}}, "Split the file."};
    table.rows.push_back(std::move(row));
    table.lines.push_back(line);
  }
  return table;
}

std::string csvField(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csvRow(const std::vector<std::string>& fields) {
  std::string row;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) row += ',';
    row += csvField(fields[i]);
  }
  return row + '\n';
}

}  // namespace spurioscope
