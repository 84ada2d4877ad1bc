// Images in an HDF5 file: arrays of images, classes, attributes and splits under the usual names, at the root or in groups train, val,
// test.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "base/number_text.h"
#include "data/array_pixels.h"
#include "data/attribute_file.h"
#include "data/hdf5_reader.h"
#include "data/image_tree.h"
#include "data/label_rule.h"
#include "data/labels.h"
#include "data/layout.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

// Bounds by what a data set of images can be, never by what the file declares.
constexpr std::uint64_t kMaxSamples = 20'000'000, kMaxSide = 4096;

using Names = std::vector<std::string>;
const Names kImageNames{"images", "image", "x", "X", "data"}, kClassNames{"y", "labels", "label", "targets", "target"};
const Names kAttributeNames{"a", "attributes", "attribute", "spurious", "place"}, kSplitNames{"split", "splits"};

bool isHdf5(const std::filesystem::path& file) { return firstLines(file).starts_with("\x89HDF\r\n"); }

std::optional<std::filesystem::path> fileOf(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return isHdf5(path) ? std::optional(path) : std::nullopt;
  auto files = filesIn(path, {".h5", ".hdf5"});
  std::erase_if(files, [](const auto& file) { return !isHdf5(file); });
  return files.size() == 1 ? std::optional(files[0]) : std::nullopt;
}

bool recognises(const std::filesystem::path& path, const DataChoices&) { return fileOf(path).has_value(); }

std::string shapeText(const std::vector<std::uint64_t>& shape) {
  std::string text;
  for (const auto side : shape) text += (text.empty() ? "" : " x ") + std::to_string(side);
  return text.empty() ? "scalar" : text;
}

/// The arrays of a file by path, and messages about them.
class Arrays {
 public:
  Arrays(std::vector<reader::Array> all, std::string file) : all_(std::move(all)), file_(std::move(file)) {}

  const reader::Array* find(const std::string& path) const {
    const auto found = std::find_if(all_.begin(), all_.end(), [&](const auto& array) { return array.path == path; });
    return found == all_.end() ? nullptr : &*found;
  }
  const reader::Array* firstOf(const std::string& prefix, const Names& names) const {
    for (const auto& name : names) {
      if (const auto* array = find(prefix + '/' + name)) return array;
    }
    return nullptr;
  }
  /// The user's array, else the first of the usual names; null where there is none.
  const reader::Array* choose(const std::string& prefix, const std::string& chosen, const Names& usual, const char* role) const {
    if (chosen.empty()) return firstOf(prefix, usual);
    const std::string path = chosen.starts_with('/') ? chosen : prefix + '/' + chosen;
    if (const auto* array = find(path)) return array;
    throw Error{Kind::Usage, "there is no array '" + path + "'", Where{file_, {}, std::string("--column ") + role},
                "There are: " + listed() + "."};
  }
  /// The rule that the user's name of an array is; nothing where there is an array of that very name, or none that the rule speaks of.
  std::optional<LabelRule> ruleOn(const std::string& prefix, const std::string& chosen) const {
    const auto path = [&](const std::string& name) { return name.starts_with('/') ? name : prefix + '/' + name; };
    if (chosen.empty() || find(path(chosen)) != nullptr) return std::nullopt;
    auto rule = parseLabelRule(chosen);
    return rule && find(path(rule->property)) != nullptr ? rule : std::nullopt;
  }
  [[noreturn]] void missing(const std::string& what, const char* role) const {
    throw Error{Kind::Data, "no array holds the " + what, Where{file_, {}, {}},
                "Name it with --column " + std::string(role) + "=ARRAY. There are: " + listed() + "."};
  }
  [[noreturn]] void refuse(const reader::Array& array, const std::string& what, const std::string& remedy, Kind kind = Kind::Data) const {
    throw Error{kind, what, Where{file_, {}, "array '" + array.path + "'"}, remedy};
  }
  /// @throws Error{Kind::Unsafe, Kind::Format} for an array that must not or cannot be read
  const reader::Array& readable(const reader::Array& array) const {
    if (array.problem == reader::Problem::None) return array;
    refuse(array, reader::problemText(array.problem), "Write the arrays into one plain file (h5py, gzip at most).",
           array.problem == reader::Problem::Unreadable ? Kind::Format : Kind::Unsafe);
  }
  std::vector<std::string> groups() const {
    Names names;
    for (const auto& array : all_) {
      const auto slash = array.path.find('/', 1);
      if (slash != std::string::npos && (names.empty() || names.back() != array.path.substr(1, slash - 1)))
        names.push_back(array.path.substr(1, slash - 1));
    }
    return names;
  }
  const std::string& file() const { return file_; }

 private:
  std::string listed() const {
    std::string text;
    for (const auto& array : all_) {
      if (text.size() > 400) return text + ", ...";
      text += (text.empty() ? "" : ", ") + array.path + " (" + shapeText(array.shape) + ")";
    }
    return text.empty() ? "none" : text;
  }

  std::vector<reader::Array> all_;
  std::string file_;
};

/// Images of one array: how its sides lie.
struct Block {
  std::string path;
  std::uint64_t count = 0;
  int height = 0, width = 0, channels = 1;
  bool channelsFirst = false;
};

Block blockOf(const Arrays& arrays, const reader::Array& array) {
  arrays.readable(array);
  const auto& shape = array.shape;
  const auto fail = [&](const std::string& what) {
    arrays.refuse(array, "its shape is " + shapeText(shape) + ": " + what,
                  "Images are [N, H, W], [N, H, W, 3] or [N, 3, H, W] of unsigned bytes.");
  };
  if (array.element != reader::Element::UnsignedByte)
    arrays.refuse(array, "its values are not unsigned bytes", "Store pixels as uint8 from 0 to 255.", Kind::Unsupported);
  if (shape.size() != 3 && shape.size() != 4) fail("an array of images has 3 or 4 sides");
  if (shape[0] == 0 || shape[0] > kMaxSamples) fail("a data set has 1 to " + std::to_string(kMaxSamples) + " images");
  for (std::size_t i = 1; i < shape.size(); ++i) {
    if (shape[i] == 0 || shape[i] > kMaxSide) fail("an image has sides of 1 to " + std::to_string(kMaxSide) + " pixels");
  }
  const auto side = [&](std::size_t i) { return static_cast<int>(shape[i]); };
  if (shape.size() == 3) return {array.path, shape[0], side(1), side(2), 1, false};
  if (shape[3] == 3 || shape[3] == 1) return {array.path, shape[0], side(1), side(2), side(3), false};
  if (shape[1] == 3 || shape[1] == 1) return {array.path, shape[0], side(2), side(3), side(1), true};
  fail("neither its second nor its last side is 1 or 3 channels");
  return {};
}

/// The images of all splits.
class Hdf5Images final : public ImageArray {
 public:
  Hdf5Images(std::shared_ptr<const Hdf5Reader> file, std::vector<Block> blocks) : file_(std::move(file)), blocks_(std::move(blocks)) {
    for (const Block& block : blocks_) count_ += static_cast<int>(block.count);
  }
  int count() const override { return count_; }
  Size size() const override { return {blocks_[0].width, blocks_[0].height}; }
  int channels() const override { return blocks_[0].channels; }
  FileIdentity identity() const override { return file_->identity(); }

  void read(int image, std::span<std::uint8_t> out, std::stop_token stop) const override {
    auto row = static_cast<std::uint64_t>(image);
    auto block = blocks_.begin();
    for (; row >= block->count; ++block) row -= block->count;
    if (!block->channelsFirst || block->channels == 1) return file_->bytes(block->path, row, 1, out, stop);
    std::vector<std::uint8_t> planes(out.size());
    file_->bytes(block->path, row, 1, planes, stop);
    const std::size_t area = out.size() / 3;
    for (std::size_t i = 0; i < area; ++i) {
      for (std::size_t c = 0; c < 3; ++c) out[3 * i + c] = planes[c * area + i];
    }
  }

 private:
  const std::shared_ptr<const Hdf5Reader> file_;
  const std::vector<Block> blocks_;
  int count_ = 0;
};

/// Numbers as texts, so that messages and rules are those of tables.
void appendNumbers(const Arrays& arrays, const Hdf5Reader& file, const reader::Array& array, std::uint64_t count, LabelTexts& texts,
                   const std::stop_token& stop) {
  arrays.readable(array);
  const bool isList = array.shape.size() == 1 || (array.shape.size() == 2 && array.shape[1] == 1);
  if (!isList || array.shape[0] != count) {
    arrays.refuse(array, "its shape is " + shapeText(array.shape) + ", there are " + std::to_string(count) + " images",
                  "Store one number for each image.");
  }
  if (texts.column.empty()) texts.column = array.path;
  for (const double value : file.numbers(array.path, count, stop)) texts.values.push_back(numberText(value));
}

struct Columns {
  LabelTexts y, split;
  std::vector<LabelTexts> attributes;
  std::optional<LabelRule> yRule;
  std::vector<std::optional<LabelRule>> rules;  ///< of the attributes
  std::vector<Split> splits;
};

/// One group of arrays with everything that belongs to its images.
void readGroup(const Arrays& arrays, const Hdf5Reader& file, const std::string& prefix, std::optional<Split> split,
               const DataChoices& choices, std::vector<Block>& blocks, Columns& columns, const std::stop_token& stop) {
  const auto* images = arrays.choose(prefix, choices.image, kImageNames, "image");
  if (images == nullptr) arrays.missing("images", "image");
  blocks.push_back(blockOf(arrays, *images));
  const Block &block = blocks.back(), &first = blocks.front();
  if (block.height != first.height || block.width != first.width || block.channels != first.channels) {
    arrays.refuse(*images, "its images have another size than those of '" + first.path + "'", "All splits need images of one size.");
  }
  columns.yRule = arrays.ruleOn(prefix, choices.y);
  const auto* y = arrays.choose(prefix, columns.yRule ? columns.yRule->property : choices.y, kClassNames, "y");
  if (y == nullptr) arrays.missing("classes", "y");
  appendNumbers(arrays, file, *y, block.count, columns.y, stop);
  std::vector<const reader::Array*> attributes;
  columns.rules.clear();
  for (const auto& name : choices.attributes) {
    if (name == kNoColumn || !choices.attributeFile.empty()) continue;
    columns.rules.push_back(arrays.ruleOn(prefix, name));
    attributes.push_back(arrays.choose(prefix, columns.rules.back() ? columns.rules.back()->property : name, {}, "attribute"));
  }
  if (choices.attributes.empty()) {
    if (const auto* usual = arrays.firstOf(prefix, kAttributeNames)) attributes.push_back(usual);
    columns.rules.resize(attributes.size());
  }
  if (columns.splits.empty()) columns.attributes.assign(attributes.size(), LabelTexts{arrays.file(), {}, {}, {}});
  if (attributes.size() != columns.attributes.size())
    arrays.refuse(*images, "attributes are in some splits only", "Store them for all, or use --attribute none.");
  for (std::size_t i = 0; i < attributes.size(); ++i) appendNumbers(arrays, file, *attributes[i], block.count, columns.attributes[i], stop);
  const auto* splitArray = split || choices.split == kNoColumn ? nullptr : arrays.choose(prefix, choices.split, kSplitNames, "split");
  if (splitArray != nullptr) appendNumbers(arrays, file, *splitArray, block.count, columns.split, stop);
  columns.splits.resize(columns.splits.size() + block.count, split.value_or(Split::Test));
}

void takeSplits(Columns& columns) {
  for (std::size_t i = 0; i < columns.split.values.size(); ++i) {
    const auto split = parseSplit(columns.split.values[i]);
    if (!split) {
      throw Error{Kind::Data, "'" + columns.split.values[i] + "' in '" + columns.split.column + "' is not 0 (train), 1 (val) or 2 (test)",
                  Where{columns.split.file, {}, "sample " + std::to_string(i)}, "Store 0, 1 and 2, or use --column split=none."};
    }
    columns.splits[i] = *split;
  }
}

Dataset labelled(const Columns& columns, const DataChoices& choices) {
  Dataset dataset;
  const Labels y = columns.yRule ? labelsByRule(columns.y, *columns.yRule) : labelsOf(columns.y, "class");
  std::vector<Labels> attributes;
  for (std::size_t i = 0; i < columns.attributes.size(); ++i) {
    const auto& texts = columns.attributes[i];
    if (const auto& rule = columns.rules[i]) {
      attributes.push_back(labelsByRule(texts, *rule));
      dataset.chosen.attributes.push_back(rule->text);
      continue;
    }
    attributes.push_back(labelsOf(texts, choices.attributes.empty() ? "attribute" : texts.column.substr(texts.column.rfind('/') + 1)));
    dataset.chosen.attributes.push_back(texts.column);
  }
  std::map<Split, int> counted;
  for (std::size_t i = 0; i < y.ids.size(); ++i) {
    const Split split = columns.splits[i];
    dataset.samples.push_back({std::string(splitName(split)) + '/' + std::to_string(counted[split]++), 0, 0, 0, split});
  }
  takeLabels(dataset, y, combined(attributes, y.ids.size()));
  dataset.chosen.y = columns.yRule ? columns.yRule->text : columns.y.column;
  dataset.chosen.split = columns.split.column;
  return dataset;
}

/// The groups train, val and test that hold images, else the root.
std::vector<std::pair<std::string, std::optional<Split>>> placesOf(const Arrays& arrays, const DataChoices& choices) {
  std::vector<std::pair<std::string, std::optional<Split>>> places;
  if (!choices.image.starts_with('/') &&
      (choices.image.empty() ? arrays.firstOf({}, kImageNames) : arrays.find('/' + choices.image)) == nullptr) {
    for (const auto& group : arrays.groups()) {
      const auto split = splitOfFolder(group);
      const auto* images =
          choices.image.empty() ? arrays.firstOf('/' + group, kImageNames) : arrays.find('/' + group + '/' + choices.image);
      if (split && images != nullptr) places.emplace_back('/' + group, split);
    }
  }
  if (places.empty()) places.emplace_back("", std::nullopt);
  return places;
}

OpenDataset open(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress) {
  const auto file = std::make_shared<const Hdf5Reader>(*fileOf(path));
  const std::string name = fileOf(path)->string();
  progress.report("reading the arrays", 0, 0);
  const Arrays arrays(file->list(stop), name);
  std::vector<Block> blocks;
  Columns columns;
  columns.y.file = columns.split.file = name;
  bool groups = false;
  for (const auto& [prefix, split] : placesOf(arrays, options.choices)) {
    readGroup(arrays, *file, prefix, split, options.choices, blocks, columns, stop);
    groups = split.has_value();
  }
  takeSplits(columns);
  Dataset dataset = labelled(columns, options.choices);
  dataset.chosen.image = blocks[0].path;
  if (dataset.chosen.split.empty()) dataset.chosen.split = groups ? "group" : kNoColumn;
  dataset.path = name;
  if (!options.choices.attributeFile.empty()) takeAttributeFile(dataset, options.choices.attributeFile, options.choices);
  dataset.name = fileOf(path)->stem().string();
  dataset.layout = kHdf5Layout.name;
  Preprocessing standard = preprocessingNamed(blocks[0].channels == 1 ? "none" : "imagenet-native");
  standard.channels = blocks[0].channels;
  if (options.choices.preprocess.empty()) {
    dataset.problems.push_back(name + ": an HDF5 file does not say how its images were normalised; '" + standard.name +
                               "' is assumed. Choose with --preprocess what the network was trained with.");
  }
  const std::vector<std::uint64_t> contents(dataset.samples.size(), file->identity().size);
  return openArray(std::move(dataset), std::make_shared<Hdf5Images>(file, blocks), standard, contents, options);
}

}  // namespace

const Layout kHdf5Layout{
    .name = "hdf5",
    .description = "an HDF5 file with arrays images, y, a (attribute) and split, or with them in groups train, val, test",
    .recognises = recognises,
    .open = open,
    .takes = {.columns = true, .target = true, .attributes = true, .attributeFile = true},
};

}  // namespace spurioscope
