#include "data/dataset.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/error.h"
#include "base/number_text.h"

namespace spurioscope {
namespace {

constexpr std::size_t kMaxGroups = 100'000;

}  // namespace

std::string_view splitName(Split split) {
  constexpr std::array<std::string_view, 3> names{"train", "val", "test"};
  return names[static_cast<std::size_t>(split)];
}

std::optional<Split> parseSplit(std::string_view text) {
  if (const auto number = parseInteger(text)) {
    if (*number >= 0 && *number <= 2) return static_cast<Split>(*number);
    return std::nullopt;
  }
  std::string word(text);
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
  if (word == "train" || word == "training") return Split::Train;
  if (word == "val" || word == "valid" || word == "validation") return Split::Validation;
  if (word == "test") return Split::Test;
  return std::nullopt;
}

std::vector<int> Dataset::inSplit(Split split) const {
  std::vector<int> indices;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].split == split) indices.push_back(static_cast<int>(i));
  }
  return indices;
}

std::vector<std::int64_t> Dataset::groupSizes(Split split) const {
  std::vector<std::int64_t> sizes;
  for (const Group& group : groups) sizes.push_back(group.counts[static_cast<std::size_t>(split)]);
  return sizes;
}

void findGroups(Dataset& dataset) {
  const std::size_t nClasses = dataset.classNames.size(), nAttributes = dataset.attributeNames.size();
  if (nClasses > 0 && nAttributes > kMaxGroups / nClasses) {
    throw Error{Kind::Range, std::to_string(nClasses) + " classes x " + std::to_string(nAttributes) +
                                 " attribute values make more than 100,000 groups", Where{dataset.path, {}, {}},
                "Number classes and attribute values from 0 without gaps, or name a column with fewer values."};
  }
  dataset.groups.clear();
  for (std::size_t y = 0; y < nClasses; ++y) {
    for (std::size_t a = 0; a < nAttributes; ++a) {
      dataset.groups.push_back({.id = static_cast<int>(y * nAttributes + a),
                                .name = dataset.classNames[y] + " / " + dataset.attributeNames[a],
                                .y = static_cast<int>(y), .a = static_cast<int>(a), .counts = {}});
    }
  }
  for (Sample& sample : dataset.samples) {
    if (sample.y < 0 || sample.y >= dataset.nClasses() || sample.a < 0 || sample.a >= dataset.nAttributes()) {
      throw Error{Kind::Range, "class " + std::to_string(sample.y) + " or attribute " + std::to_string(sample.a) +
                                   " has no name", Where{dataset.path, {}, "sample '" + sample.name + "'"}, {}};
    }
    sample.group = sample.y * dataset.nAttributes() + sample.a;
    ++dataset.groups[static_cast<std::size_t>(sample.group)].counts[static_cast<std::size_t>(sample.split)];
  }
  findMinority(dataset);
}

void findMinority(Dataset& dataset) {
  const auto total = [](const Group& group) { return group.counts[0] + group.counts[1] + group.counts[2]; };
  const auto size = [&](const Group& group) { return std::pair{group.counts[0], total(group)}; };
  std::vector<const Group*> largest(dataset.classNames.size(), nullptr);
  for (const Group& group : dataset.groups) {
    const Group*& best = largest[static_cast<std::size_t>(group.y)];
    if (best == nullptr || size(group) > size(*best)) best = &group;
  }
  dataset.minority.clear();
  dataset.majority.clear();
  for (const Group& group : dataset.groups) {
    if (total(group) == 0) continue;
    (largest[static_cast<std::size_t>(group.y)] == &group ? dataset.majority : dataset.minority).push_back(group.id);
  }
}

}  // namespace spurioscope
