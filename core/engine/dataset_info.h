#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace spurioscope::engine {

struct GroupInfo {
  int id = 0;
  std::string name;  ///< "coat / water"
  int y = 0;
  int a = 0;
  std::array<std::int64_t, 3> counts{};  ///< train, val, test
  bool minority = false;                 ///< opposes the spurious correlation
};

struct SampleInfo {
  std::string name;  ///< as the metadata names it
  int group = 0;  ///< where groups overlap the rarest of its groups in training, -1 of a sample in none
  int y = 0;
  int split = 0;  ///< 0 train, 1 val, 2 test
};

/// What the user says of a data set beyond its path; what is empty, its layout decides. A "column" is what names a property of samples:
/// a column of a table, an attribute of CelebA, an array of an HDF5 file.
struct DataChoices {
  std::string preprocess{};               ///< a name or settings: "waterbirds-eval", "resize=256x256,crop=224,mean=0.5,std=0.5"
  std::string image{}, y{}, split{};      ///< columns; split may be "none": all are test samples
  std::vector<std::string> attributes{};  ///< columns, the first varying fastest in the group's number; {"none"}: class = group
  std::string attributeFile{};            ///< a CSV that gives attributes to the samples of a layout that has none
  std::vector<std::string> overlapping{};  ///< columns of yes and no, each with its own groups, which may overlap; instead of `attributes`
  std::string tokenizer{};                ///< of texts: a folder or file instead of the one beside the checkpoint
  std::string text{}, text2{};            ///< columns of a text and of the second one of a pair; text2 may be "none"

  bool operator==(const DataChoices&) const = default;
};

/// A data set to open: a folder, a metadata file or "demo", and how.
struct DataRequest {
  DataRequest() = default;
  DataRequest(std::string path) : source(std::move(path)) {}  // a path alone is a request
  DataRequest(const char* path) : source(path) {}
  DataRequest(std::string path, DataChoices wanted) : source(std::move(path)), choices(std::move(wanted)) {}

  std::string source;
  DataChoices choices;
};

struct DatasetInfo {
  std::string source;
  DataChoices choices;  ///< as asked for
  DataChoices chosen;   ///< what the labels really came from; `preprocess` is the name of the preprocessing
  std::string name;
  std::string layout;
  std::string fingerprint;
  std::vector<std::string> classNames;
  std::vector<std::string> attributeNames;
  std::vector<GroupInfo> groups;  ///< in the order of their ids
  std::vector<int> minority;
  std::vector<int> majority;
  std::string preprocessing;  ///< in words
  std::vector<std::string> problems;
  std::vector<SampleInfo> samples;  ///< indexed by sample id everywhere
  std::array<std::int64_t, 3> splitSizes{};  ///< samples of train, val, test
  bool overlapping = false;                  ///< groups overlap: see groupsOf
  std::vector<std::vector<int>> groupSets;   ///< where groups overlap: of each sample, ascending, perhaps none; else empty
  int height = 0, width = 0, channels = 3;  ///< of images; 0 for texts
  bool holdsTexts = false;          ///< texts instead of images

  /// Ids of the sample's groups: one, or where groups overlap any number.
  std::span<const int> groupsOf(int sample) const {
    const auto at = static_cast<std::size_t>(sample);
    return groupSets.empty() ? std::span<const int>(&samples[at].group, 1) : std::span<const int>(groupSets[at]);
  }
  bool holds(int group, int sample) const {
    const auto own = groupsOf(sample);
    return std::find(own.begin(), own.end(), group) != own.end();
  }
};

/// A sample's text, valid UTF-8; the second one of a pair is empty where there is none.
struct TextSample {
  std::string first, second;
};

/// A sample's picture after resize and crop, before normalisation: 8-bit RGB, row-major, no padding.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;
};

}  // namespace spurioscope::engine
