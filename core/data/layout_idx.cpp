// The MNIST family: images and labels as IDX files, plain or gzip, train and t10k (or test, val) told by their names.
#include <algorithm>
#include <map>

#include "base/error.h"
#include "data/array_pixels.h"
#include "data/attribute_file.h"
#include "data/idx_file.h"
#include "data/idx_rules.h"
#include "data/layout.h"
#include "data/table_files.h"

namespace spurioscope {
namespace {

/// A family of files: what is left of a name without split, kind and ending ("emnist-letters").
struct IdxName {
  std::string family;
  std::optional<Split> split;
};

IdxName parsedName(const std::filesystem::path& file) {
  IdxName name{lowerCase(file.filename().string()), std::nullopt};
  const auto cut = [&](std::string_view word) {
    const auto at = name.family.find(word);
    if (at != std::string::npos) name.family.erase(at, word.size());
    return at != std::string::npos;
  };
  cut(".gz");
  for (const char* word : {"images", "labels", "idx1", "idx3", "idx4", "-ubyte", ".ubyte"}) cut(word);
  for (const auto& [word, split] :
       {std::pair{"train", Split::Train}, {"t10k", Split::Test}, {"test", Split::Test}, {"val", Split::Validation}}) {
    if (!name.split && cut(word)) name.split = split;
  }
  std::erase_if(name.family, [](char c) { return c == '-' || c == '_' || c == '.'; });
  return name;
}

struct Pair {
  std::filesystem::path images, labels;
};
using Family = std::map<std::optional<Split>, Pair>;

/// All IDX files of a folder by family and split. A plain file goes before its .gz.
std::map<std::string, Family> familiesIn(const std::filesystem::path& folder) {
  std::map<std::string, Family> families;
  const auto files = filesIn(folder, {""});
  if (files.size() > 200) return {};  // MNIST's folders hold a handful; a folder of images is not worth the look
  for (const auto& file : files) {
    const auto sides = idxSides(file);
    if (!sides || *sides == 2) continue;
    const auto [family, split] = parsedName(file);
    auto& pair = families[family][split];
    auto& place = *sides == 1 ? pair.labels : pair.images;
    if (place.empty() || endsWith(place, {".gz"})) place = file;
  }
  std::erase_if(families, [](const auto& one) {
    return std::none_of(one.second.begin(), one.second.end(), [](const auto& pair) { return !pair.second.images.empty(); });
  });
  return families;
}

std::filesystem::path rootOf(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error) ? path : folderOf(path);
}

bool recognises(const std::filesystem::path& path, const DataChoices&) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return !familiesIn(path).empty();
  const auto sides = idxSides(path);
  return sides && *sides != 2;
}

Family chosenFamily(const std::filesystem::path& path) {
  auto families = familiesIn(rootOf(path));
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    const auto found = families.find(parsedName(path).family);
    if (found != families.end()) return found->second;
    throw Error{Kind::Data, "there are no images to these labels", Where{path.string(), {}, {}}, "Name the file of the images."};
  }
  if (families.size() == 1) return families.begin()->second;
  std::string names;
  for (const auto& [name, family] : families)
    names += (names.empty() ? "'" : ", '") + family.begin()->second.images.filename().string() + "'";
  throw Error{Kind::Data, "several data sets lie here: " + names, Where{path.string(), {}, {}},
              "Name the file of the images of one of them."};
}

/// The images of all splits, one behind the other.
class IdxImages final : public ImageArray {
 public:
  IdxImages(std::vector<std::uint8_t> values, int count, Size size, int channels)
      : values_(std::move(values)), count_(count), size_(size), channels_(channels) {}

  int count() const override { return count_; }
  Size size() const override { return size_; }
  int channels() const override { return channels_; }
  FileIdentity identity() const override { return {}; }  // in memory already: there is no cache
  void read(int image, std::span<std::uint8_t> out, std::stop_token) const override {
    std::copy_n(values_.begin() + static_cast<std::ptrdiff_t>(out.size()) * image, out.size(), out.begin());
  }

 private:
  const std::vector<std::uint8_t> values_;
  const int count_;
  const Size size_;
  const int channels_;
};

struct Gathered {
  std::vector<std::uint8_t> values;
  std::vector<std::uint64_t> contents;
  std::vector<int> shape;  ///< of one image
};

std::uint64_t contentOf(std::span<const std::uint8_t> bytes) {
  std::uint64_t hash = 0xCBF29CE484222325ull;  // FNV-1a: tells contents apart, not attackers
  for (const auto byte : bytes) hash = (hash ^ byte) * 0x100000001B3ull;
  return hash;
}

void addSplit(const Pair& pair, Split split, Dataset& dataset, Gathered& all) {
  const auto fail = [&](const std::string& what, const std::string& remedy) {
    throw Error{Kind::Data, what, Where{pair.images.string(), {}, {}}, remedy};
  };
  if (pair.images.empty())
    throw Error{Kind::Data, "there are no images to these labels", Where{pair.labels.string(), {}, {}},
                "Put the file of the images beside it."};
  if (pair.labels.empty()) fail("there are no labels to these images", "Put the file of the labels (...labels-idx1-ubyte) beside it.");
  const IdxArray images = readIdx(pair.images), labels = readIdx(pair.labels);
  if (images.shape[0] != labels.shape[0]) {
    fail(std::to_string(images.shape[0]) + " images, but " + std::to_string(labels.shape[0]) + " labels in '" +
             pair.labels.filename().string() + "'",
         "Take both files from the same download.");
  }
  const std::vector<int> shape(images.shape.begin() + 1, images.shape.end());
  if (shape.size() == 3 && shape[2] != 3 && shape[2] != 1)
    fail("its images have " + std::to_string(shape[2]) + " channels", "Only grey and RGB images are read.");
  if (shape[0] > 4096 || shape[1] > 4096) fail("its images are larger than 4096 x 4096", "Store such images as files.");
  if (!all.shape.empty() && shape != all.shape)
    fail("its images have another size than those of the other split", "Take all files from the same download.");
  all.shape = shape;
  const std::size_t bytes = images.values.size() / static_cast<std::size_t>(images.shape[0]);
  for (std::size_t i = 0; i < labels.values.size(); ++i) {
    dataset.samples.push_back({std::string(splitName(split)) + '/' + std::to_string(i), labels.values[i], 0, 0, split});
    all.contents.push_back(contentOf(std::span{images.values}.subspan(i * bytes, bytes)));
  }
  all.values.insert(all.values.end(), images.values.begin(), images.values.end());
}

bool holdsColumns(const std::filesystem::path& file, const std::vector<std::string>& names) {
  const auto rows = firstRows(file);
  return rows && std::all_of(names.begin(), names.end(), [&](const std::string& name) { return rows->column(name).has_value(); });
}

/// Classes and attributes by rules, attributes else from a CSV; a column of a CSV goes before a rule of the same name.
void takeChoices(Dataset& dataset, const IdxPictures& pictures, const std::filesystem::path& path, DataChoices choices) {
  const auto file = attributeFileFor(rootOf(path), choices);
  const bool rules = choices.attributeFile.empty() && areIdxRules(choices.attributes) && !(file && holdsColumns(*file, choices.attributes));
  const auto attributes = choices.attributes;
  if (!rules) choices.attributes.clear();
  takeIdxRules(dataset, pictures, choices, path.string());
  if (rules || attributes == std::vector<std::string>{kNoColumn}) return;
  choices.attributes = attributes;
  if (file) return takeAttributeFile(dataset, *file, choices);
  if (attributes.empty()) return;
  throw Error{Kind::Usage, "'" + attributes[0] + "' is neither a rule nor a column of a CSV beside the images",
              Where{path.string(), {}, "--attribute"},
              "Rules are for example label%2, label>=5, background>0.5 or colour; or name a CSV by --attribute-file."};
}

std::vector<NamedRule> rules(const std::filesystem::path& path) {
  for (const auto& [split, pair] : chosenFamily(path)) {
    if (!pair.images.empty()) return idxRules(idxSides(pair.images) == 4);
  }
  return {};
}

OpenDataset open(const std::filesystem::path& path, const DatasetOptions& options, std::stop_token stop, Progress& progress) {
  Dataset dataset;
  Gathered all;
  for (const auto& [split, pair] : chosenFamily(path)) {
    throwIfStopped(stop);
    progress.report("reading the images", dataset.samples.size(), 0);
    addSplit(pair, split.value_or(Split::Test), dataset, all);
  }
  int classes = 0;
  for (const Sample& sample : dataset.samples) classes = std::max(classes, sample.y + 1);
  for (int y = 0; y < classes; ++y) dataset.classNames.push_back("class " + std::to_string(y));
  dataset.attributeNames = {"any"};
  dataset.chosen = {.image = "images", .y = "labels", .split = "file"};
  dataset.path = path.string();
  const bool grey = all.shape.size() == 2 || all.shape[2] == 1;
  takeChoices(dataset, {all.values, all.shape[0], all.shape[1], grey ? 1 : 3}, path, options.choices);
  dataset.name = folderName(path);
  dataset.layout = kIdxLayout.name;
  const bool fashion = lowerCase(std::filesystem::absolute(path).string()).find("fashion") != std::string::npos;
  const auto standard = preprocessingNamed(!grey ? "cifar10" : fashion ? "fashion-mnist" : "mnist");
  const auto count = static_cast<int>(dataset.samples.size());
  auto images = std::make_shared<IdxImages>(std::move(all.values), count, Size{all.shape[1], all.shape[0]}, grey ? 1 : 3);
  DatasetOptions uncached = options;
  uncached.useCache = false;
  return openArray(std::move(dataset), std::move(images), standard, all.contents, uncached);
}

}  // namespace

const Layout kIdxLayout{
    .name = "idx",
    .description = "IDX files of the MNIST family (train-images-idx3-ubyte[.gz], train-labels-idx1-ubyte[.gz], t10k-...)",
    .recognises = recognises,
    .open = open,
    .takes = {.target = true, .attributes = true, .attributeFile = true},
    .rules = rules,
};

}  // namespace spurioscope
