#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/sha256.h"
#include "data/image_folder.h"
#include "data/image_header.h"
#include "data/layout.h"
#include "data/pixel_cache.h"

namespace spurioscope {
namespace {

/// Changes when the same file would give other pixels: another decoder or resize.
constexpr const char* kPixelsVersion = "spurioscope pixels 1";

/// The cache belongs to a data set in a folder: a copy elsewhere has files with other change times.
std::string cacheKey(const Dataset& dataset, const std::filesystem::path& folder) {
  std::error_code ignored;
  Sha256 hash;
  hash.add(std::string(kPixelsVersion) + '\n' + dataset.fingerprint + '\n');
  hash.add(std::filesystem::canonical(folder, ignored).string() + '\n');
  hash.add(dataset.preprocessing.pixelKey());
  return hash.hex();
}

void noteUnreadable(Dataset& dataset, const FolderLook& look, const std::filesystem::path& folder) {
  const std::size_t missing = look.unreadable.size(), all = dataset.samples.size();
  if (missing == 0) return;
  const std::string counts = std::to_string(missing) + " of " + std::to_string(all) + " images cannot be opened";
  if (missing == all) {
    throw Error{Kind::Data, counts + "; the first: " + look.firstReason, Where{dataset.path, {}, {}},
                "The images must lie in '" + folder.string() + "' under the names in the metadata."};
  }
  dataset.problems.push_back(counts + "; they are counted as damaged and left out of every figure. The first: " + look.firstReason);
}

/// The native size: that of the first image whose header can be read.
Size firstImageSize(const Dataset& dataset, const std::filesystem::path& path) {
  const Folder folder(path);
  std::string first;
  for (const Sample& sample : dataset.samples) {
    try {
      FileIdentity identity;
      const auto header = readImageHeader(folder.read(sample.name, identity));
      return {header.width, header.height};
    } catch (const Error& error) {
      if (first.empty()) first = sample.name + ": " + error.what();
    }
  }
  throw Error{Kind::Data, "no image can be read, so the native size is not known; the first: " + first, Where{dataset.path, {}, {}},
              "Check the files, or choose a preprocessing that resizes (--preprocess)."};
}

}  // namespace

std::string fingerprintOf(const Dataset& dataset, const std::vector<std::uint64_t>& sizes) {
  Sha256 hash;
  std::string text = "spurioscope data set 1\n" + dataset.layout + '\n';
  for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
    const Sample& sample = dataset.samples[i];
    text += sample.name + '\0' + std::to_string(sample.y) + ' ' + std::to_string(sample.a) + ' ' +
            std::to_string(static_cast<int>(sample.split)) + ' ' + std::to_string(sizes[i]);
    if (dataset.overlapping()) {
      for (const int a : dataset.attributeSets[i]) text += ' ' + std::to_string(a);
    }
    text += '\n';
    if (text.size() > 1 << 16) hash.add(text), text.clear();
  }
  hash.add(text);
  return hash.hex();
}

std::unique_ptr<PixelCache> openCache(Dataset& dataset, const std::filesystem::path& place, const DatasetOptions& options) {
  if (!options.useCache) return nullptr;
  const auto cacheFolder = options.cacheFolder.empty() ? defaultPixelCacheFolder() : options.cacheFolder;
  const auto sampleBytes = static_cast<std::uint64_t>(dataset.height()) * static_cast<std::uint64_t>(dataset.width()) *
                           static_cast<std::uint64_t>(dataset.channels());
  try {
    return PixelCache::open(cacheFolder, cacheKey(dataset, place), dataset.samples.size(), sampleBytes, options.cacheLimitBytes);
  } catch (const Error& error) {
    dataset.problems.push_back(error.where().text() + ": " + error.what() + ". " + error.remedy());
    return nullptr;
  }
}

void noteGroupProblems(Dataset& dataset) {
  std::string empty;
  for (const Group& group : dataset.groups) {
    const bool classExists = std::any_of(dataset.groups.begin(), dataset.groups.end(), [&](const Group& other) {
      return other.y == group.y && other.counts[0] + other.counts[1] + other.counts[2] > 0;
    });
    if (!classExists || group.counts[0] + group.counts[1] + group.counts[2] > 0) continue;
    if (empty.size() > 200) {
      empty += ", ...";
      break;
    }
    empty += (empty.empty() ? "'" : ", '") + group.name + "'";
  }
  if (!empty.empty()) {
    dataset.problems.push_back(dataset.path + ": no sample belongs to the groups " + empty +
                               "; they have no accuracy and are never the worst group. Check the columns of class and attribute if "
                               "that is not meant.");
  }
  const auto differ = [&](auto member) {
    return std::any_of(dataset.samples.begin(), dataset.samples.end(),
                       [&](const Sample& sample) { return sample.*member != dataset.samples.front().*member; });
  };
  if (!differ(&Sample::y)) {
    dataset.problems.push_back(dataset.path + ": every sample has the class '" +
                               dataset.classNames[static_cast<std::size_t>(dataset.samples.front().y)] +
                               "'; accuracies then say nothing about telling classes apart. Check the column of the class.");
  }
  if (dataset.overlapping()) return;
  if (dataset.nAttributes() == 1 && dataset.attributeNames[0] == "any") {
    dataset.problems.push_back(dataset.path + ": there is no attribute, so class = group; name one with --attribute or --attribute-file "
                               "if the data has it.");
  } else if (!differ(&Sample::a)) {
    dataset.problems.push_back(dataset.path + ": every sample has the attribute '" +
                               dataset.attributeNames[static_cast<std::size_t>(dataset.samples.front().a)] +
                               "'; there is no minority group. Check the column of the attribute.");
  }
}

void choosePreprocessing(Dataset& dataset, const DataChoices& choices) {
  dataset.preprocessing = parsePreprocessing(choices.preprocess, dataset.preprocessing);
  dataset.chosen.preprocess = dataset.preprocessing.name;
}

OpenDataset openImages(Dataset dataset, const std::filesystem::path& folder, const DatasetOptions& options, std::stop_token stop,
                       Progress& progress) {
  std::vector<std::string> names;
  names.reserve(dataset.samples.size());
  for (const Sample& sample : dataset.samples) names.push_back(sample.name);
  choosePreprocessing(dataset, options.choices);
  findGroups(dataset);
  noteGroupProblems(dataset);
  const FolderLook look = lookAtFiles(folder, names, options.threads, stop, progress);
  noteUnreadable(dataset, look, folder);
  if (dataset.preprocessing.crop == Size{}) dataset.preprocessing.crop = firstImageSize(dataset, folder);
  dataset.fingerprint = fingerprintOf(dataset, look.sizes);
  auto cache = openCache(dataset, folder, options);
  auto pixels = imageFolder(folder, std::move(names), dataset.preprocessing, std::move(cache));
  return {std::make_shared<const Dataset>(std::move(dataset)), std::move(pixels)};
}

}  // namespace spurioscope
