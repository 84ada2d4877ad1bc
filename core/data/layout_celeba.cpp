// CelebA as group_DRO and WILDS read it (list_attr_celeba.csv, list_eval_partition.csv) and as it is published (the same lists as .txt:
// attributes behind a line with their count and a line with their names, parts without a header, both separated by blanks). FIELD.md 5.1.
#include <algorithm>
#include <string>
#include <unordered_map>

#include "base/error.h"
#include "base/file.h"
#include "base/number_text.h"
#include "data/label_rule.h"
#include "data/labels.h"
#include "data/layout.h"
#include "data/overlapping_groups.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

constexpr const char* kDefaultTarget = "Blond_Hair";
constexpr const char* kDefaultAttribute = "Male";

std::vector<std::string> blankSeparated(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = line.find_first_not_of(" \t\r"); at < line.size();) {
    const std::size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
    words.emplace_back(line.substr(at, end - at));
    at = line.find_first_not_of(" \t\r", end);
  }
  return words;
}

/// A list separated by blanks. @param header  the columns, or empty where the list begins with a count and a header
/// @throws Error{Kind::Format} with the line for a row of another length, Error{Kind::Data} when the count is another.
CsvTable parseBlankList(std::string_view text, std::vector<std::string> header, const std::string& file) {
  CsvTable table;
  std::optional<long long> count;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    auto words = blankSeparated(text.substr(at, end - at));
    at = end + 1;
    ++line;
    if (words.empty()) continue;
    if (header.empty() && !count) {
      count = words.size() == 1 ? parseInteger(words[0]) : std::nullopt;
      if (!count)
        throw Error{Kind::Format, "the first line is not the number of images", Where{file, {}, "line 1"}, "Download the list again."};
    } else if (header.empty()) {
      header = std::move(words);
      header.insert(header.begin(), "image_id");
    } else if (words.size() != header.size()) {
      throw Error{Kind::Format, std::to_string(words.size()) + " fields instead of " + std::to_string(header.size()),
                  Where{file, {}, "line " + std::to_string(line)}, "Download the list again."};
    } else {
      table.rows.push_back(std::move(words));
      table.lines.push_back(line);
    }
  }
  table.header = std::move(header);
  if (count && static_cast<std::size_t>(*count) != table.rows.size()) {
    throw Error{Kind::Data, "the first line says " + std::to_string(*count) + " images, the list has " + std::to_string(table.rows.size()),
                Where{file, {}, "line 1"}, "The file is incomplete or was edited; download it again."};
  }
  return table;
}

bool isPlusMinus(const std::string& text) { return text == "1" || text == "-1"; }

/// Lists of attributes: a name, then only -1 and 1.
bool holdsAttributes(const std::vector<std::string>& row) {
  return row.size() > 1 && std::all_of(row.begin() + 1, row.end(), isPlusMinus) && !isPlusMinus(row[0]);
}

bool holdsPart(const std::vector<std::string>& row) {
  const auto part = row.size() == 2 ? parseInteger(row[1]) : std::nullopt;
  return part && *part >= 0 && *part <= 2 && row[0].find('.') != std::string::npos;
}

/// The two lists of a folder, told by what their rows look like.
struct Lists {
  std::filesystem::path attributes, parts;
};

std::vector<std::string> wordsOfLine(const std::string& text, std::size_t wanted) {
  std::size_t at = 0;
  for (std::size_t line = 1; line < wanted && at < text.size(); ++line) at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return blankSeparated(std::string_view(text).substr(at, text.find('\n', at) - at));
}

void look(const std::filesystem::path& file, Lists& lists) {
  if (endsWith(file, {".csv"})) {
    const auto rows = firstRows(file);
    if (!rows || rows->rows.empty() || rows->header[0] != "image_id") return;
    if (rows->header.size() > 2 && holdsAttributes(rows->rows[0])) lists.attributes = file;
    if (rows->header.size() == 2 && holdsPart(rows->rows[0])) lists.parts = file;
    return;
  }
  const std::string text = firstLines(file);
  if (wordsOfLine(text, 1).size() == 1 && holdsAttributes(wordsOfLine(text, 3)) &&
      wordsOfLine(text, 2).size() + 1 == wordsOfLine(text, 3).size()) {
    lists.attributes = file;
  }
  if (holdsPart(wordsOfLine(text, 1))) lists.parts = file;
}

/// The data set's folder. The original download keeps its lists in Anno/ and Eval/ and the pictures in Img/.
std::filesystem::path rootOf(const std::filesystem::path& path) {
  std::error_code error;
  const auto folder = std::filesystem::is_directory(path, error) ? path : folderOf(path);
  const bool part = folderName(folder) == "Anno" || folderName(folder) == "Eval";
  return part ? (std::filesystem::absolute(folder, error) / "..").lexically_normal() : folder;
}

/// CSV files go before the originals.
Lists listsOf(const std::filesystem::path& path) {
  Lists lists;
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    look(path, lists);  // a list was named: it is the one to use, whatever else lies there
    if (lists.attributes.empty() && lists.parts.empty()) return {};
  } else if (std::filesystem::is_regular_file(path / "metadata.csv", error)) {
    return {};  // somebody's own choice of labels
  }
  const Lists named = lists;
  const auto root = rootOf(path);
  for (const auto& folder : {root / "Anno", root / "Eval", root}) {
    for (const auto& file : filesIn(folder, {".txt"})) look(file, lists);
    for (const auto& file : filesIn(folder, {".csv"})) look(file, lists);
  }
  if (!named.attributes.empty()) lists.attributes = named.attributes;
  if (!named.parts.empty()) lists.parts = named.parts;
  return lists;
}

bool recognises(const std::filesystem::path& path, const DataChoices&) { return !listsOf(path).attributes.empty(); }

CsvTable readList(const std::filesystem::path& file, std::vector<std::string> header) {
  const std::string text = readTextFile(file);
  return endsWith(file, {".csv"}) ? parseCsv(text, file.string()) : parseBlankList(text, std::move(header), file.string());
}

std::unordered_map<std::string, Split> readParts(const std::filesystem::path& file) {
  const CsvTable table = readList(file, {"image_id", "partition"});
  std::unordered_map<std::string, Split> parts;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto split = table.header.size() == 2 ? parseSplit(table.rows[row][1]) : std::nullopt;
    if (!split) {
      throw Error{Kind::Data, "the part of an image is not 0 (train), 1 (val) or 2 (test)",
                  Where{file.string(), {}, "line " + std::to_string(table.lines[row])}, "Download the list again."};
    }
    parts.emplace(table.rows[row][0], *split);
  }
  return parts;
}

LabelTexts attributeColumn(const CsvTable& table, const std::string& name, const std::vector<std::size_t>& rows, const std::string& file) {
  const auto column = table.column(name);
  if (column && *column > 0) return columnTexts(table, *column, rows, file);
  std::string names;
  for (std::size_t i = 1; i < table.header.size(); ++i) names += (i == 1 ? "" : ", ") + table.header[i];
  throw Error{Kind::Usage, "there is no attribute '" + name + "'", Where{file, {}, "--target or --attribute"}, "There are: " + names + "."};
}

/// Those of an attribute, or by a rule on one.
Labels labelsNamed(const CsvTable& table, const std::string& name, const std::vector<std::size_t>& rows, const std::string& file) {
  if (const auto rule = ruleOnColumn(table, name)) return labelsByRule(attributeColumn(table, rule->property, rows, file), *rule);
  return plusMinusLabels(attributeColumn(table, name, rows, file));
}

void readLabels(const CsvTable& table, const DataChoices& choices, const std::string& file, Dataset& dataset) {
  const std::string target = choices.y.empty() ? kDefaultTarget : choices.y;
  auto names = !choices.overlapping.empty() ? choices.overlapping
               : choices.attributes.empty() ? std::vector<std::string>{kDefaultAttribute}
                                            : choices.attributes;
  if (names == std::vector<std::string>{kNoColumn}) names.clear();
  std::vector<std::size_t> rows(table.rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = row;
  const Labels y = labelsNamed(table, target, rows, file);
  std::vector<Labels> attributes;
  for (const auto& name : names) {
    attributes.push_back(choices.overlapping.empty() ? labelsNamed(table, name, rows, file)
                                                     : yesNoLabels(attributeColumn(table, name, rows, file)));
  }
  dataset.chosen = {.image = table.header[0], .y = target, .split = "partition", .attributes = names};
  for (const auto& row : table.rows) dataset.samples.push_back({row[0], 0, 0, 0, Split::Test});
  if (!choices.overlapping.empty()) {
    std::swap(dataset.chosen.attributes, dataset.chosen.overlapping);
    takeOverlapping(dataset, y, attributes);
    return;
  }
  takeLabels(dataset, y, combined(attributes, rows.size()));
}

void takeParts(const CsvTable& table, const Lists& lists, Dataset& dataset) {
  if (lists.parts.empty()) {
    dataset.chosen.split = kNoColumn;
    dataset.problems.push_back(dataset.path + ": list_eval_partition (.csv or .txt) is missing beside it, so all images are test samples");
    return;
  }
  const auto parts = readParts(lists.parts);
  for (std::size_t row = 0; row < dataset.samples.size(); ++row) {
    const auto part = parts.find(dataset.samples[row].name);
    if (part == parts.end()) {
      throw Error{Kind::Data, "'" + dataset.samples[row].name + "' is in no part of '" + lists.parts.filename().string() + "'",
                  Where{dataset.path, {}, "line " + std::to_string(table.lines[row])}, "Take both lists from the same download."};
    }
    dataset.samples[row].split = part->second;
  }
}

OpenDataset open(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress) {
  const Lists lists = listsOf(path);
  Dataset dataset;
  dataset.path = lists.attributes.string();
  progress.report("reading the lists", 0, 0);
  const CsvTable table = readList(lists.attributes, {});
  if (table.rows.empty()) throw Error{Kind::Data, "there is no sample", Where{dataset.path, {}, {}}, "Download the list again."};
  readLabels(table, options.choices, dataset.path, dataset);
  takeParts(table, lists, dataset);
  const auto root = rootOf(lists.attributes);
  dataset.name = folderName(root);
  dataset.layout = kCelebaLayout.name;
  dataset.preprocessing = preprocessingNamed("celeba-group-dro");
  auto folder = folderHolding(root, dataset.samples.front().name);
  if (folder == root) folder = root / "img_align_celeba";
  return openImages(std::move(dataset), folder, options, stop, progress);
}

}  // namespace

const Layout kCelebaLayout{
    .name = "celeba",
    .description =
        "CelebA's folder with list_attr_celeba and list_eval_partition (.csv or .txt) and img_align_celeba/, or the download's Anno/, "
        "Eval/ and Img/",
    .recognises = recognises,
    .open = open,
    .takes = {.target = true, .attributes = true, .overlapping = true},
};

}  // namespace spurioscope
