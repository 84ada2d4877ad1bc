#pragma once

#include <array>
#include <cstdint>
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
  int group = 0;
  int y = 0;
  int split = 0;  ///< 0 train, 1 val, 2 test
};

struct DatasetInfo {
  std::string source;
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
  int height = 0, width = 0, channels = 3;
};

/// A sample's picture after resize and crop, before normalisation: 8-bit RGB, row-major, no padding.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;
};

}  // namespace spurioscope::engine
