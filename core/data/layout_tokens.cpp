// Texts that are cut into tokens already, in an HDF5 file: input_ids [N, T], attention_mask [N, T] (1 for the tokens of the text, 0 for padding),
// token_type_ids [N, T] where a network tells two texts apart, with classes, attributes and splits as for images. Tables may have the same
// as columns (layout_texts.cpp).
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/number_text.h"
#include "data/hdf5_reader.h"
#include "data/labels.h"
#include "data/layout.h"
#include "data/table_files.h"
#include "data/texts.h"
#include "data/token_lists.h"

namespace spurioscope {
namespace {

using Names = std::vector<std::string>;
const char* const kIds = "/input_ids";
const Names kClassNames{"y", "labels", "label", "targets", "target"}, kAttributeNames{"a", "attribute", "attributes", "spurious", "place"}, kSplitNames{"split", "splits"};
constexpr std::uint64_t kMaxSamples = 20'000'000, kMaxTokens = 8192, kRowsAtOnce = 1 << 20;  // values of one request

bool isHdf5(const std::filesystem::path& file) { return firstLines(file).starts_with("\x89HDF\r\n"); }

std::optional<std::filesystem::path> fileOf(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return isHdf5(path) ? std::optional(path) : std::nullopt;
  auto files = filesIn(path, {".h5", ".hdf5"});
  std::erase_if(files, [](const auto& file) { return !isHdf5(file); });
  return files.size() == 1 ? std::optional(files[0]) : std::nullopt;
}

bool recognises(const std::filesystem::path& path, const DataChoices&) {
  const auto file = fileOf(path);
  if (!file) return false;
  try {
    const auto arrays = Hdf5Reader(*file).list({});
    return std::any_of(arrays.begin(), arrays.end(), [](const auto& array) { return array.path == kIds; });
  } catch (const Error&) {
    return false;  // the layout of images says what is wrong with the file
  }
}

class TokenFile {
 public:
  TokenFile(const std::filesystem::path& file, std::stop_token stop) : name_(file.string()), stop_(stop), reader_(file), arrays_(reader_.list(stop)) {
    const auto& ids = *find(kIds);
    if (ids.shape.size() != 2 || ids.shape[0] == 0 || ids.shape[0] > kMaxSamples || ids.shape[1] < 2 || ids.shape[1] > kMaxTokens) {
      fail(kIds, "its shape is not [texts, tokens] with 2 to 8,192 tokens");
    }
    samples_ = ids.shape[0], length_ = ids.shape[1];
  }

  const reader::Array* find(const std::string& path) const {
    const auto found = std::find_if(arrays_.begin(), arrays_.end(), [&](const auto& array) { return array.path == path; });
    return found == arrays_.end() ? nullptr : &*found;
  }
  const reader::Array* firstOf(const Names& names) const {
    for (const auto& name : names) {
      if (const auto* array = find('/' + name)) return array;
    }
    return nullptr;
  }
  const reader::Array& named(const std::string& name, const char* role) const {
    if (const auto* array = find(name.starts_with('/') ? name : '/' + name)) return *array;
    throw Error{Kind::Usage, "there is no array '" + name + "'", Where{name_, {}, std::string("--column ") + role}, "`datasets` on the file lists what is taken."};
  }
  std::uint64_t samples() const { return samples_; }
  std::uint64_t rowsAtOnce() const { return std::max<std::uint64_t>(1, kRowsAtOnce / length_); }

  /// Rows of one of the arrays beside the ids.
  std::vector<std::vector<int>> rows(const std::string& path, std::uint64_t first, std::uint64_t count) const {
    const auto& array = *find(path);
    if (array.shape != find(kIds)->shape) fail(path, "its shape is another than that of input_ids");
    if (array.problem != reader::Problem::None) fail(path, reader::problemText(array.problem));
    const auto values = reader_.table(path, first, count, length_, stop_);
    std::vector<std::vector<int>> out(count, std::vector<int>(length_));
    for (std::uint64_t i = 0; i < count * length_; ++i) {
      const double value = values[i];
      if (!(value >= 0 && value <= 2'147'483'647 && value == std::floor(value))) fail(path, numberText(value) + " is no number of a token (row " + std::to_string(first + i / length_) + ")");
      out[i / length_][i % length_] = static_cast<int>(value);
    }
    return out;
  }

  LabelTexts labels(const reader::Array& array) const {
    if (array.problem != reader::Problem::None) fail(array.path, reader::problemText(array.problem));
    const bool list = array.shape.size() == 1 || (array.shape.size() == 2 && array.shape[1] == 1);
    if (!list || array.shape[0] != samples_) fail(array.path, "it has not one number for each of the " + std::to_string(samples_) + " texts");
    LabelTexts texts{name_, array.path.substr(1), {}, {}};
    for (const double value : reader_.numbers(array.path, samples_, stop_)) texts.values.push_back(numberText(value));
    return texts;
  }

  [[noreturn]] void fail(const std::string& array, const std::string& what) const {
    throw Error{Kind::Data, what, Where{name_, {}, "array '" + array + "'"}, "Write input_ids, attention_mask and token_type_ids as [texts, tokens], and one number a text for y, a and split."};
  }

 private:
  std::string name_;
  std::stop_token stop_;
  Hdf5Reader reader_;
  std::vector<reader::Array> arrays_;
  std::uint64_t samples_ = 0, length_ = 0;
};

std::vector<SampleText> readTexts(const TokenFile& file, const std::stop_token& stop, Progress& progress) {
  if (file.find("/attention_mask") == nullptr) {
    file.fail("/attention_mask", "it is missing, so it is not known which tokens are padding");
  }
  const bool segments = file.find("/token_type_ids") != nullptr;
  std::vector<SampleText> texts;
  while (texts.size() < file.samples()) {
    throwIfStopped(stop);
    const std::uint64_t first = texts.size(), count = std::min(file.rowsAtOnce(), file.samples() - first);
    const auto ids = file.rows(kIds, first, count), mask = file.rows("/attention_mask", first, count);
    const auto types = segments ? file.rows("/token_type_ids", first, count) : std::vector<std::vector<int>>();
    for (std::size_t i = 0; i < count; ++i) {
      const auto seen = seenTokens(mask[i], ids[i].size(), Where{{}, {}, "row " + std::to_string(first + i) + " of attention_mask"});
      texts.push_back({tokenText(std::span(ids[i]).first(seen)), {}});
      if (segments) texts.back().second = tokenText(std::span(types[i]).first(seen));
    }
    progress.report("reading the tokens", texts.size(), file.samples());
  }
  return texts;
}

void readLabels(const TokenFile& file, const DataChoices& choices, Dataset& dataset) {
  const auto* classes = choices.y.empty() ? file.firstOf(kClassNames) : &file.named(choices.y, "y");
  if (classes == nullptr) file.fail("/y", "no array holds the classes (y, labels, ...)");
  std::vector<Labels> attributes;
  auto names = choices.attributes;
  if (names.empty()) {
    if (const auto* usual = file.firstOf(kAttributeNames)) names = {usual->path.substr(1)};
  }
  if (names == Names{kNoColumn}) names.clear();
  for (const auto& name : names) attributes.push_back(labelsOf(file.labels(file.named(name, "attribute")), choices.attributes.empty() ? "attribute" : name));
  const Labels y = labelsOf(file.labels(*classes), "class");
  std::vector<Split> splits(file.samples(), Split::Test);
  dataset.chosen = {.y = classes->path.substr(1), .split = kNoColumn, .attributes = names, .text = kIds + 1};
  const auto* splitArray = choices.split == kNoColumn ? nullptr : choices.split.empty() ? file.firstOf(kSplitNames) : &file.named(choices.split, "split");
  if (splitArray != nullptr) {
    dataset.chosen.split = splitArray->path.substr(1);
    const auto texts = file.labels(*splitArray);
    for (std::size_t i = 0; i < splits.size(); ++i) {
      const auto split = parseSplit(texts.values[i]);
      if (!split) file.fail(splitArray->path, "'" + texts.values[i] + "' is not 0 (train), 1 (val) or 2 (test)");
      splits[i] = *split;
    }
  }
  for (std::size_t i = 0; i < splits.size(); ++i) dataset.samples.push_back({std::to_string(i), 0, 0, 0, splits[i]});
  takeLabels(dataset, y, combined(attributes, splits.size()));
}

OpenDataset open(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress) {
  const auto file = *fileOf(path);
  if (!options.choices.preprocess.empty()) {
    throw Error{Kind::Usage, "texts are not preprocessed as images are", Where{file.string(), {}, "--preprocess"}, "Leave --preprocess out."};
  }
  for (const auto& name : {options.choices.text, options.choices.text2}) {
    if (name.empty() || name == kIds + 1 || name == kNoColumn) continue;
    throw Error{Kind::Usage, "the tokens are those of input_ids", Where{file.string(), {}, "--column text"}, "Leave --column text and text2 out."};
  }
  const TokenFile tokens(file, stop);
  Dataset dataset;
  readLabels(tokens, options.choices, dataset);
  auto texts = readTexts(tokens, stop, progress);
  dataset.path = file.string();
  dataset.name = file.stem().string();
  dataset.layout = kTokensLayout.name;
  dataset.holdsTexts = dataset.tokens = true;
  findGroups(dataset);
  noteGroupProblems(dataset);
  std::vector<std::uint64_t> contents;
  for (const auto& text : texts) contents.push_back(contentOf(text));
  dataset.fingerprint = fingerprintOf(dataset, contents);
  return {std::make_shared<const Dataset>(std::move(dataset)), nullptr, std::make_shared<const std::vector<SampleText>>(std::move(texts))};
}

}  // namespace

const Layout kTokensLayout{
    .name = "tokens",
    .description = "an HDF5 file of texts cut into tokens: input_ids, attention_mask and token_type_ids as [texts, tokens], y, a and split",
    .recognises = recognises,
    .open = open,
    .takes = {.columns = true, .target = true, .attributes = true, .texts = true},
};

}  // namespace spurioscope
