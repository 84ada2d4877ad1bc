#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/choices.h"
#include "data/preprocessing.h"

namespace spurioscope {

enum class Split { Train = 0, Validation = 1, Test = 2 };
inline constexpr std::array<Split, 3> kSplits{Split::Train, Split::Validation, Split::Test};

std::string_view splitName(Split split);  ///< "train", "val", "test"
/// Reads a split as metadata files write it: 0, 1, 2, train, val, valid, validation, test (any case); else nothing.
std::optional<Split> parseSplit(std::string_view text);

/// One image or text with its class `y`, its attribute `a` and its group y * n_attributes + a. Where groups overlap: the rarest of its
/// groups in training and that group's attribute, both -1 in none.
struct Sample {
  std::string name;  ///< as the metadata names it
  int y = 0;
  int a = 0;
  int group = 0;
  Split split = Split::Train;
};

struct Group {
  int id = 0;
  std::string name;                          ///< "landbird / water": class / attribute
  int y = 0;
  int a = 0;
  std::array<std::int64_t, 3> counts{};      ///< samples per split, by the split's number
};

/// What is known about a data set without its pixels. Immutable once opened.
struct Dataset {
  std::string name, layout, path;
  std::vector<std::string> classNames, attributeNames;
  std::vector<Sample> samples;               ///< in the order of the metadata
  std::vector<Group> groups;                 ///< all n_classes * n_attributes of them, by id; some may be empty
  std::vector<int> minority, majority;       ///< ids of groups that have samples (see findMinority)
  /// Where groups overlap (WILDS' CivilComments: a comment may mention several identities): the attributes that each sample has, ascending,
  /// perhaps none, and the groups that follow from them. Both empty where every sample is in its `group` alone.
  std::vector<std::vector<int>> attributeSets, groupSets;
  Preprocessing preprocessing;               ///< of images; of texts nothing in it holds
  bool holdsTexts = false;                   ///< texts instead of images
  /// The texts are numbers of tokens with blanks between them, and the second ones their segments: nothing is left to cut.
  bool tokens = false;
  DataChoices chosen;                        ///< the columns that the labels came from, and the preprocessing's name
  std::vector<std::string> problems;         ///< what the user should know, each with its place and remedy
  std::string fingerprint;                   ///< SHA-256, hex, over names, labels, splits and the sizes of the files

  int channels() const { return preprocessing.channels; }
  int height() const { return preprocessing.crop.height; }
  int width() const { return preprocessing.crop.width; }
  int nClasses() const { return static_cast<int>(classNames.size()); }
  int nAttributes() const { return static_cast<int>(attributeNames.size()); }
  std::vector<int> inSplit(Split split) const;                  ///< indices of its samples, in their order
  std::vector<std::int64_t> groupSizes(Split split) const;      ///< by group id
  bool overlapping() const { return !attributeSets.empty(); }
  std::span<const int> groupsOf(int sample) const;              ///< ids, ascending; none only where groups overlap
  bool holds(int group, int sample) const;                      ///< whether the sample is in the group
  /// Strata part the samples also where groups overlap: a group's own number, or of samples in no group groups.size() + y.
  int stratumOf(int sample) const;
  int nStrata() const { return static_cast<int>(groups.size()) + (overlapping() ? nClasses() : 0); }
};

/// Fills groups, counts, minority and majority from the samples' y and a (where groups overlap: from y and attributeSets) and the names of
/// classes and attributes.
/// @throws Error{Kind::Range} when an id is outside its names or there would be more than 100,000 groups. Cost O(N + G).
void findGroups(Dataset& dataset);

/// Minority: a group whose attribute is not the most frequent one of its class in the training split; where the training
/// counts are equal (or all 0), all splits together decide, then the smaller attribute id. Groups without any sample are in
/// neither list. Where groups overlap: a group whose attribute is rarer in its class than among all samples of the training split (of
/// all splits where training has none with the attribute).
void findMinority(Dataset& dataset);

}  // namespace spurioscope
