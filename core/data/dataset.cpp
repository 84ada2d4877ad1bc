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

std::span<const int> Dataset::groupsOf(int sample) const {
  const auto at = static_cast<std::size_t>(sample);
  return overlapping() ? std::span<const int>(groupSets[at]) : std::span<const int>(&samples[at].group, 1);
}

bool Dataset::holds(int group, int sample) const {
  const auto own = groupsOf(sample);
  return std::find(own.begin(), own.end(), group) != own.end();
}

int Dataset::stratumOf(int sample) const {
  const Sample& one = samples[static_cast<std::size_t>(sample)];
  return one.group >= 0 ? one.group : static_cast<int>(groups.size()) + one.y;
}

namespace {

void countGroupSets(Dataset& dataset) {
  dataset.groupSets.assign(dataset.samples.size(), {});
  for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
    for (const int a : dataset.attributeSets[i]) {
      const int group = dataset.samples[i].y * dataset.nAttributes() + a;
      dataset.groupSets[i].push_back(group);
      ++dataset.groups[static_cast<std::size_t>(group)].counts[static_cast<std::size_t>(dataset.samples[i].split)];
    }
  }
  const auto size = [&](int group) {
    const auto& counts = dataset.groups[static_cast<std::size_t>(group)].counts;
    return std::pair{counts[0], counts[0] + counts[1] + counts[2]};
  };
  for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
    const auto& own = dataset.groupSets[i];
    const auto rarest = std::min_element(own.begin(), own.end(), [&](int a, int b) { return size(a) < size(b); });
    dataset.samples[i].group = rarest == own.end() ? -1 : *rarest;
    dataset.samples[i].a = rarest == own.end() ? -1 : *rarest % dataset.nAttributes();
  }
}

/// Samples of the training split (0) and of all splits (1): of each class and altogether.
struct SplitSums {
  std::array<std::vector<std::int64_t>, 2> ofClass;
  std::array<std::int64_t, 2> all{};
};

std::array<std::int64_t, 2> sizesOf(const Group& group) { return {group.counts[0], group.counts[0] + group.counts[1] + group.counts[2]}; }

/// See findMinority. Shares are compared by cross-multiplication, exactly.
void findOverlappingMinority(Dataset& dataset) {
  SplitSums sums;
  for (auto& one : sums.ofClass) one.assign(static_cast<std::size_t>(dataset.nClasses()), 0);
  for (const Sample& sample : dataset.samples) {
    const auto y = static_cast<std::size_t>(sample.y);
    ++sums.ofClass[1][y], ++sums.all[1];
    if (sample.split == Split::Train) ++sums.ofClass[0][y], ++sums.all[0];
  }
  std::vector<std::array<std::int64_t, 2>> ofAttribute(dataset.attributeNames.size());
  for (const Group& group : dataset.groups) {
    for (std::size_t k = 0; k < 2; ++k) ofAttribute[static_cast<std::size_t>(group.a)][k] += sizesOf(group)[k];
  }
  for (const Group& group : dataset.groups) {
    if (sizesOf(group)[1] == 0) continue;
    const auto& with = ofAttribute[static_cast<std::size_t>(group.a)];
    const std::size_t k = with[0] > 0 ? 0 : 1;
    const bool rarer = sizesOf(group)[k] * sums.all[k] < with[k] * sums.ofClass[k][static_cast<std::size_t>(group.y)];
    (rarer ? dataset.minority : dataset.majority).push_back(group.id);
  }
}

}  // namespace

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
  const bool sets = dataset.overlapping();
  for (Sample& sample : dataset.samples) {
    if (sets && sample.y >= 0 && sample.y < dataset.nClasses()) continue;
    if (sample.y < 0 || sample.y >= dataset.nClasses() || sample.a < 0 || sample.a >= dataset.nAttributes()) {
      throw Error{Kind::Range, "class " + std::to_string(sample.y) + " or attribute " + std::to_string(sample.a) +
                                   " has no name", Where{dataset.path, {}, "sample '" + sample.name + "'"}, {}};
    }
    sample.group = sample.y * dataset.nAttributes() + sample.a;
    ++dataset.groups[static_cast<std::size_t>(sample.group)].counts[static_cast<std::size_t>(sample.split)];
  }
  if (sets) countGroupSets(dataset);
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
  if (dataset.overlapping()) return findOverlappingMinority(dataset);
  for (const Group& group : dataset.groups) {
    if (total(group) == 0) continue;
    (largest[static_cast<std::size_t>(group.y)] == &group ? dataset.majority : dataset.minority).push_back(group.id);
  }
}

}  // namespace spurioscope
