// Texts that are cut into tokens already, in an HDF5 file, a .npz file or a folder of .npy files: input_ids [N, T], attention_mask [N, T]
// (1 for the tokens of the text, 0 for padding), token_type_ids [N, T] where a network tells two texts apart, with classes, attributes and
// splits as for images. Tables may have the same as columns (layout_texts.cpp).
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/number_text.h"
#include "data/label_rule.h"
#include "data/labels.h"
#include "data/layout.h"
#include "data/table_files.h"
#include "data/texts.h"
#include "data/token_arrays.h"
#include "data/token_lists.h"

namespace spurioscope {
namespace {

using Names = std::vector<std::string>;
const char* const kIds = "input_ids";
const Names kClassNames{"y", "labels", "label", "targets", "target"}, kAttributeNames{"a", "attribute", "attributes", "spurious", "place"},
    kSplitNames{"split", "splits"};
constexpr std::uint64_t kMaxSamples = 20'000'000, kMaxTokens = 8192, kRowsAtOnce = 1 << 20;  // values of one request

bool recognises(const std::filesystem::path& path, const DataChoices&) { return tokenPlaceOf(path).has_value(); }

class TokenFile {
 public:
  TokenFile(const TokenPlace& place, const OpenNumberArrays& openNumpy, std::stop_token stop)
      : name_(place.path.string()), stop_(stop), arrays_(openTokenArrays(place, openNumpy, stop)) {
    const auto ids = arrays_->shape(kIds);
    if (!ids) fail(kIds, "it is missing");
    if (ids->size() != 2 || (*ids)[0] == 0 || (*ids)[0] > kMaxSamples || (*ids)[1] < 2 || (*ids)[1] > kMaxTokens) {
      fail(kIds, "its shape is not [texts, tokens] with 2 to 8,192 tokens");
    }
    samples_ = (*ids)[0], length_ = (*ids)[1];
  }

  bool has(const std::string& name) const { return arrays_->shape(name).has_value(); }
  std::optional<std::string> firstOf(const Names& names) const {
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& name) { return has(name); });
    return found == names.end() ? std::nullopt : std::optional(*found);
  }
  /// The user's array, without the slash that HDF5's paths begin with.
  std::string named(const std::string& wanted, const char* role) const {
    const auto name = wanted.starts_with('/') ? wanted.substr(1) : wanted;
    if (has(name)) return name;
    std::string all;
    for (const auto& one : arrays_->names()) all += (all.empty() ? "" : ", ") + one;
    throw Error{Kind::Usage, "there is no array '" + name + "'", Where{name_, {}, std::string("--column ") + role},
                "There are: " + all + "."};
  }
  std::uint64_t samples() const { return samples_; }
  std::uint64_t rowsAtOnce() const { return std::max<std::uint64_t>(1, kRowsAtOnce / length_); }

  /// Rows of one of the arrays beside the ids.
  std::vector<std::vector<int>> rows(const std::string& name, std::uint64_t first, std::uint64_t count) const {
    if (arrays_->shape(name) != arrays_->shape(kIds)) fail(name, "its shape is another than that of input_ids");
    const auto values = arrays_->table(name, first, count, length_, stop_);
    std::vector<std::vector<int>> out(count, std::vector<int>(length_));
    for (std::uint64_t i = 0; i < count * length_; ++i) {
      const double value = values[i];
      if (!(value >= 0 && value <= 2'147'483'647 && value == std::floor(value)))
        fail(name, numberText(value) + " is no number of a token (row " + std::to_string(first + i / length_) + ")");
      out[i / length_][i % length_] = static_cast<int>(value);
    }
    return out;
  }

  LabelTexts labels(const std::string& name) const {
    const auto shape = *arrays_->shape(name);
    const bool list = shape.size() == 1 || (shape.size() == 2 && shape[1] == 1);
    if (!list || shape[0] != samples_) fail(name, "it has not one number for each of the " + std::to_string(samples_) + " texts");
    LabelTexts texts{name_, name, {}, {}};
    for (const double value : arrays_->numbers(name, samples_, stop_)) texts.values.push_back(numberText(value));
    return texts;
  }

  /// The rule that the user's name of an array is; nothing where there is an array of that very name.
  std::optional<LabelRule> ruleOn(const std::string& wanted) const {
    if (wanted.empty() || has(wanted)) return std::nullopt;
    auto rule = parseLabelRule(wanted);
    return rule && has(rule->property) ? rule : std::nullopt;
  }

  [[noreturn]] void fail(const std::string& array, const std::string& what) const {
    throw Error{Kind::Data, what, Where{name_, {}, "array '" + array + "'"},
                "Write input_ids, attention_mask and token_type_ids as [texts, tokens], and one number a text for y, a and split."};
  }

 private:
  std::string name_;
  std::stop_token stop_;
  std::unique_ptr<const NumberArrays> arrays_;
  std::uint64_t samples_ = 0, length_ = 0;
};

std::vector<SampleText> readTexts(const TokenFile& file, const std::stop_token& stop, Progress& progress) {
  if (!file.has("attention_mask")) file.fail("attention_mask", "it is missing, so it is not known which tokens are padding");
  const bool segments = file.has("token_type_ids");
  std::vector<SampleText> texts;
  while (texts.size() < file.samples()) {
    throwIfStopped(stop);
    const std::uint64_t first = texts.size(), count = std::min(file.rowsAtOnce(), file.samples() - first);
    const auto ids = file.rows(kIds, first, count), mask = file.rows("attention_mask", first, count);
    const auto types = segments ? file.rows("token_type_ids", first, count) : std::vector<std::vector<int>>();
    for (std::size_t i = 0; i < count; ++i) {
      const auto seen = seenTokens(mask[i], ids[i].size(), Where{{}, {}, "row " + std::to_string(first + i) + " of attention_mask"});
      texts.push_back({tokenText(std::span(ids[i]).first(seen)), {}});
      if (segments) texts.back().second = tokenText(std::span(types[i]).first(seen));
    }
    progress.report("reading the tokens", texts.size(), file.samples());
  }
  return texts;
}

/// Labels of an array, or by a rule on one, and what they are called.
struct NamedLabels {
  std::string name;
  Labels labels;
};

NamedLabels labelsNamed(const TokenFile& file, const std::string& wanted, const std::string& array, const char* role,
                        const std::string& word) {
  if (const auto rule = file.ruleOn(wanted)) return {rule->text, labelsByRule(file.labels(rule->property), *rule)};
  const auto name = wanted.empty() ? array : file.named(wanted, role);
  return {name, labelsOf(file.labels(name), wanted.empty() ? word : name)};
}

void readLabels(const TokenFile& file, const DataChoices& choices, Dataset& dataset) {
  const auto usual = file.firstOf(kClassNames);
  if (choices.y.empty() && !usual) file.fail("y", "no array holds the classes (y, labels, ...)");
  const auto [yName, y] = labelsNamed(file, choices.y, usual.value_or(""), "y", "class");
  dataset.chosen = {.y = yName, .split = kNoColumn, .text = kIds};
  std::vector<Labels> attributes;
  const auto take = [&](const std::string& wanted, const std::string& array) {
    auto [name, labels] = labelsNamed(file, wanted, array, "attribute", "attribute");
    attributes.push_back(std::move(labels));
    dataset.chosen.attributes.push_back(std::move(name));
  };
  if (const auto array = file.firstOf(kAttributeNames); array && choices.attributes.empty()) take({}, *array);
  if (choices.attributes != Names{kNoColumn}) {
    for (const auto& name : choices.attributes) take(name, {});
  }
  std::vector<Split> splits(file.samples(), Split::Test);
  const auto array = choices.split == kNoColumn ? std::nullopt
                     : choices.split.empty()    ? file.firstOf(kSplitNames)
                                                : std::optional(file.named(choices.split, "split"));
  if (array) {
    dataset.chosen.split = *array;
    const auto texts = file.labels(*array);
    for (std::size_t i = 0; i < splits.size(); ++i) {
      const auto split = parseSplit(texts.values[i]);
      if (!split) file.fail(*array, "'" + texts.values[i] + "' is not 0 (train), 1 (val) or 2 (test)");
      splits[i] = *split;
    }
  }
  for (std::size_t i = 0; i < splits.size(); ++i) dataset.samples.push_back({std::to_string(i), 0, 0, 0, splits[i]});
  takeLabels(dataset, y, combined(attributes, splits.size()));
}

OpenDataset open(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress) {
  const auto place = *tokenPlaceOf(path);
  const auto& file = place.path;
  if (!options.choices.preprocess.empty()) {
    throw Error{Kind::Usage, "texts are not preprocessed as images are", Where{file.string(), {}, "--preprocess"},
                "Leave --preprocess out."};
  }
  for (const auto& name : {options.choices.text, options.choices.text2}) {
    if (name.empty() || name == kIds || name == kNoColumn) continue;
    throw Error{Kind::Usage, "the tokens are those of input_ids", Where{file.string(), {}, "--column text"},
                "Leave --column text and text2 out."};
  }
  const TokenFile tokens(place, options.openNumpy, stop);
  Dataset dataset;
  readLabels(tokens, options.choices, dataset);
  auto texts = readTexts(tokens, stop, progress);
  dataset.path = file.string();
  dataset.name = std::filesystem::is_directory(file) ? folderName(file) : file.stem().string();
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
    .description =
        "an HDF5 or .npz file or a folder of .npy files of texts cut into tokens: input_ids, attention_mask and token_type_ids as [texts, "
        "tokens], y, a and split",
    .recognises = recognises,
    .open = open,
    .takes = {.columns = true, .target = true, .attributes = true, .texts = true},
};

}  // namespace spurioscope
