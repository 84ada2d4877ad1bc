// A CSV file with one text, or a pair of texts, a row (FIELD.md 5.1): MultiNLI with its sentences (sentence1, sentence2, gold_label,
// sentence2_has_negation), WILDS' CivilComments (all_data_with_identities.csv) and any other with a column of
// texts. All texts stay in memory.
#include <algorithm>
#include <array>
#include <functional>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/number_text.h"
#include "data/labelled_table.h"
#include "data/layout.h"
#include "data/table_files.h"
#include "data/texts.h"
#include "data/token_lists.h"

namespace spurioscope {
namespace {

using Path = std::filesystem::path;
constexpr std::uint64_t kFileBytes = 2ull << 30;

constexpr std::array kTextNames{"text", "sentence1", "comment_text", "premise", "sentence", "input_ids"};
const char* const kTokens = "input_ids";  // numbers of tokens in place of texts; token_type_ids and attention_mask beside them
constexpr std::array kImageNames{"img_filename", "filename", "image", "file_name", "path"};
/// WILDS' identities, in its order: each has groups of its own, which overlap. The coarse attribute is whether any of them is mentioned.
constexpr std::array kIdentities{"male", "female", "LGBTQ", "christian", "muslim", "other_religions", "black", "white"};
/// Shares of annotators: yes from one half on.
constexpr std::array kShares{"toxicity",        "identity_any", "severe_toxicity", "obscene", "threat",    "insult", "identity_attack",
                             "sexual_explicit", "male",         "female",          "LGBTQ",   "christian", "muslim", "other_religions",
                             "black",           "white"};
const char* const kAnyIdentity = "any identity";
const char* const kNegation = "sentence2_has_negation";
const char* const kSampleName = "sample";

template <std::size_t N>
std::optional<std::size_t> firstOf(const CsvTable& table, const std::array<const char*, N>& names) {
  for (const char* name : names) {
    if (const auto column = table.column(name)) return column;
  }
  return std::nullopt;
}

bool holdsTexts(const CsvTable& table, const DataChoices& choices) {
  if (!choices.text.empty()) return true;
  if (firstOf(table, kImageNames)) return false;
  return firstOf(table, kTextNames) || (table.column(kNegation) && table.column("gold_label"));
}

/// The first line alone: what was read of a longer file may end inside a quoted text.
std::optional<CsvTable> headerOf(const Path& file) {
  try {
    const auto text = firstLines(file);
    return parseCsv(std::string_view(text).substr(0, text.find('\n')), file.string());
  } catch (const Error&) {
    return std::nullopt;  // no table: not recognised, which is an answer
  }
}

/// The named CSV, metadata.csv of a folder, else the only CSV with texts.
std::optional<Path> tableOf(const Path& path, const DataChoices& choices) {
  std::error_code error;
  const auto fits = [&](const Path& file) {
    const auto header = headerOf(file);
    return header && holdsTexts(*header, choices);
  };
  if (!std::filesystem::is_directory(path, error)) return endsWith(path, {".csv"}) && fits(path) ? std::optional(path) : std::nullopt;
  if (std::filesystem::is_regular_file(path / "metadata.csv", error))
    return fits(path / "metadata.csv") ? std::optional(path / "metadata.csv") : std::nullopt;
  std::vector<Path> fitting;
  for (const auto& file : filesIn(path, {".csv"})) {
    if (fits(file)) fitting.push_back(file);
  }
  return fitting.size() == 1 ? std::optional(fitting[0]) : std::nullopt;
}

bool recognises(const Path& path, const DataChoices& choices) { return tableOf(path, choices).has_value(); }

struct TextColumns {
  std::size_t first = 0;
  std::optional<std::size_t> second;
};

TextColumns textColumns(const CsvTable& table, const DataChoices& choices, const std::string& file) {
  const auto named = [&](const std::string& name, const char* role) {
    if (const auto column = table.column(name)) return *column;
    std::string all;
    for (const auto& one : table.header) all += (all.empty() ? "" : ", ") + one;
    throw Error{Kind::Usage, "there is no column '" + name + "'", Where{file, {}, std::string("--column ") + role},
                "The columns are: " + all + "."};
  };
  TextColumns columns;
  const auto usual = firstOf(table, kTextNames);
  if (choices.text.empty() && !usual) {
    throw Error{Kind::Data, "the file has labels but no texts", Where{file, {}, "line 1"},
                "Add the sentences as columns sentence1 and sentence2 (group_DRO's metadata leaves them in multinli_1.0_*.jsonl), or name "
                "the column by --column text=COLUMN."};
  }
  columns.first = choices.text.empty() ? *usual : named(choices.text, "text");
  if (!choices.text2.empty()) {
    if (choices.text2 != kNoColumn) columns.second = named(choices.text2, "text2");
  } else if (choices.text.empty()) {
    const std::string& name = table.header[columns.first];
    columns.second = table.column(name == "sentence1" ? "sentence2"
                                  : name == "premise" ? "hypothesis"
                                  : name == kTokens   ? "token_type_ids"
                                                      : "text2");
  }
  return columns;
}

std::string shareWord(const std::string& text, const std::string& column, std::size_t line, const std::string& file) {
  if (text.empty()) return "0";  // nobody was asked
  const auto share = parseNumber(text);
  if (share && *share >= 0 && *share <= 1) return *share >= 0.5 ? "1" : "0";
  throw Error{Kind::Data, "'" + text + "' in column '" + column + "' is no share from 0 to 1",
              Where{file, {}, "line " + std::to_string(line)}, "Write the share of those who said yes."};
}

void addColumn(CsvTable& table, const std::string& name, const std::function<std::string(std::size_t row)>& value) {
  for (std::size_t row = 0; row < table.rows.size(); ++row) table.rows[row].push_back(value(row));
  table.header.push_back(name);
}

/// Shares become 0 and 1; CivilComments gets the column of any identity.
void decideShares(CsvTable& table, const std::string& file) {
  if (!table.column("toxicity")) return;
  for (const char* name : kShares) {
    const auto column = table.column(name);
    if (!column) continue;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      auto& cell = table.rows[row][*column];
      cell = shareWord(cell, name, table.lines[row], file);
    }
  }
  std::vector<std::size_t> identities;
  for (const char* name : kIdentities) {
    if (const auto column = table.column(name)) identities.push_back(*column);
  }
  if (identities.empty()) return;
  addColumn(table, kAnyIdentity, [&](std::size_t row) {
    return std::any_of(identities.begin(), identities.end(), [&](std::size_t column) { return table.rows[row][column] == "1"; }) ? "1"
                                                                                                                                 : "0";
  });
}

/// MultiNLI's pairs whose annotators did not agree have no label.
void leaveOutUnlabelled(CsvTable& table, std::size_t y, const std::string& file, std::vector<std::string>& problems) {
  std::size_t kept = 0, line = 0;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (table.rows[row][y] == "-") {
      if (line == 0) line = table.lines[row];
      continue;
    }
    if (kept != row) {
      table.rows[kept] = std::move(table.rows[row]);
      table.lines[kept] = table.lines[row];
    }
    ++kept;
  }
  if (kept == table.rows.size()) return;
  problems.push_back(file + ", line " + std::to_string(line) + ": " + std::to_string(table.rows.size() - kept) +
                     " rows without an agreed label ('-') are left out");
  table.rows.resize(kept);
  table.lines.resize(kept);
}

/// The usual columns of text data sets, where the user names none and the names of images' tables do not fit.
DataChoices completed(const CsvTable& table, DataChoices choices, bool civil) {
  const auto usual = [&](std::initializer_list<const char*> names) {
    for (const char* name : names) {
      if (table.column(name)) return std::string(name);
    }
    return std::string();
  };
  if (choices.y.empty()) choices.y = usual({"y", "label", "target", "gold_label", "toxicity"});
  if (choices.attributes.empty() && choices.overlapping.empty() && civil) {
    // WILDS evaluates every identity's own groups; one comment may be in several, or in none.
    for (const char* name : kIdentities) {
      if (table.column(name)) choices.overlapping.push_back(name);
    }
  }
  if (choices.attributes.empty() && choices.overlapping.empty()) {
    const auto attribute = usual({"spurious", "place", "a", "attribute", "background", kNegation, kAnyIdentity});
    if (!attribute.empty()) choices.attributes = {attribute};
  }
  choices.image = kSampleName;
  return choices;
}

void nameSamples(CsvTable& table) {
  auto id = table.column("id");
  if (!id && !table.header.empty() && (table.header[0].empty() || table.header[0] == "index" || table.header[0] == "Unnamed: 0")) id = 0;
  if (const auto old = table.column(kSampleName)) table.header[*old] += " (of the file)";
  addColumn(table, kSampleName,
            [&](std::size_t row) { return id && !table.rows[row][*id].empty() ? table.rows[row][*id] : std::to_string(row); });
}

/// Names instead of numbers, where the column tells what they are.
void nameValues(Dataset& dataset) {
  const auto numbered = [](const std::vector<std::string>& names) { return names.size() > 1 && names[0].ends_with(" 0"); };
  const auto& y = dataset.chosen.y;
  const auto& a = dataset.chosen.attributes;
  if (numbered(dataset.classNames)) {
    if (y == "toxicity" && dataset.nClasses() == 2) dataset.classNames = {"non-toxic", "toxic"};
    if (y == "gold_label" && dataset.nClasses() == 3) dataset.classNames = {"contradiction", "entailment", "neutral"};
  }
  if (!dataset.overlapping() && a.size() == 1 && dataset.nAttributes() == 2 && numbered(dataset.attributeNames)) {
    if (a[0] == kNegation) dataset.attributeNames = {"no negation", "negation"};
    else if (a[0] == kAnyIdentity) dataset.attributeNames = {"no identity", "identity"};
    else if (dataset.layout == "civilcomments") dataset.attributeNames = {"not " + a[0], a[0]};
  }
}

/// Lists of tokens in one form, without padding where a mask says what it is.
void takeTokens(const CsvTable& table, const Dataset& dataset, std::vector<SampleText>& texts) {
  const auto mask = table.column("attention_mask");
  const auto split = dataset.chosen.split == kNoColumn ? std::nullopt : table.column(dataset.chosen.split);
  std::size_t i = 0;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (split && !parseSplit(table.rows[row][*split])) continue;  // no sample
    const auto where = [&](const char* column) {
      return Where{dataset.path, {}, "line " + std::to_string(table.lines[row]) + ", column '" + column + "'"};
    };
    auto& text = texts[i++];
    const auto ids = parseTokens(text.first, where(kTokens));
    if (ids.empty()) throw Error{Kind::Data, "there is no token", where(kTokens), "Every text needs one at least."};
    const auto seen =
        mask ? seenTokens(parseTokens(table.rows[row][*mask], where("attention_mask")), ids.size(), where("attention_mask")) : ids.size();
    text.first = tokenText(std::span(ids).first(seen));
    if (!text.second) continue;
    const auto segments = parseTokens(*text.second, where("token_type_ids"));
    if (segments.size() != ids.size())
      throw Error{Kind::Data, std::to_string(segments.size()) + " segments for " + std::to_string(ids.size()) + " tokens",
                  where("token_type_ids"), "Write one for each token."};
    text.second = tokenText(std::span(segments).first(seen));
  }
}

OpenDataset open(const Path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress) {
  const Path metadata = *tableOf(path, options.choices);
  const std::string file = metadata.string();
  if (!options.choices.preprocess.empty()) {
    throw Error{Kind::Usage, "texts are not preprocessed as images are", Where{file, {}, "--preprocess"},
                "Leave --preprocess out; --tokenizer and --max-tokens are for texts."};
  }
  progress.report("reading the texts", 0, 0);
  CsvTable table = parseCsv(readTextFile(metadata, kFileBytes), file);
  throwIfStopped(stop);
  const auto texts = textColumns(table, options.choices, file);
  std::vector<std::string> problems;
  const bool civil = table.column("toxicity") && table.header[texts.first] == "comment_text",
             multinli = table.column("gold_label").has_value();
  decideShares(table, file);
  const auto choices = completed(table, options.choices, civil);
  if (const auto y = choices.y.empty() ? std::nullopt : table.column(choices.y); y && choices.y == "gold_label")
    leaveOutUnlabelled(table, *y, file, problems);
  nameSamples(table);
  const auto columns = chooseColumns(table, choices, file);
  Dataset dataset = datasetOfTable(table, columns, choices, file);
  dataset.problems.insert(dataset.problems.begin(), problems.begin(), problems.end());
  std::vector<SampleText> all;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (columns.split && !parseSplit(table.rows[row][*columns.split])) continue;  // left out as datasetOfTable leaves it out
    all.push_back({std::move(table.rows[row][texts.first]), {}});
    if (texts.second) all.back().second = std::move(table.rows[row][*texts.second]);
  }
  if (all.size() != dataset.samples.size()) throw Error{Kind::Internal, "samples and texts differ in number", Where{file, {}, {}}, {}};
  dataset.chosen.image.clear();
  dataset.chosen.text = table.header[texts.first];
  dataset.chosen.text2 = texts.second ? table.header[*texts.second] : "";
  dataset.name = folderName(metadata);
  dataset.layout = civil ? "civilcomments" : multinli ? "multinli" : kTextsLayout.name;
  dataset.path = file;
  dataset.holdsTexts = true;
  dataset.tokens = dataset.chosen.text == kTokens;
  if (dataset.tokens) takeTokens(table, dataset, all);
  nameValues(dataset);
  findGroups(dataset);
  noteGroupProblems(dataset);
  std::vector<std::uint64_t> hashes;
  for (const auto& text : all) hashes.push_back(contentOf(text));
  dataset.fingerprint = fingerprintOf(dataset, hashes);
  return {std::make_shared<const Dataset>(std::move(dataset)), nullptr, std::make_shared<const std::vector<SampleText>>(std::move(all))};
}

}  // namespace

const Layout kTextsLayout{
    .name = "texts",
    .description =
        "a CSV file with a text a row (columns text, sentence1 and sentence2, or comment_text; class, attribute and split as for images; "
        "others by --column)",
    .recognises = recognises,
    .open = open,
    .takes = {.columns = true, .target = true, .attributes = true, .overlapping = true, .texts = true},
};

}  // namespace spurioscope
