#pragma once

#include <cstdint>
#include <span>

#include "data/dataset.h"
#include "data/label_rule.h"

namespace spurioscope {

/// The pictures of a data set, one behind the other: [N, height, width, channels].
struct IdxPictures {
  std::span<const std::uint8_t> values;
  int height = 0, width = 0, channels = 1;
};

/// Classes and attributes of IDX images by rules on what is known of each: `label` (of the file), `index` (in its split), and of the
/// picture, from 0 to 1, the means `brightness`, `background` (its outermost pixels), `red`, `green`, `blue`. "label%2", "label>=5",
/// "background>0.5"; `label` itself, and `colour`: the channel with the largest mean. Samples come with the file's label as y and keep it
/// where `choices.y` is empty; attributes are taken where `choices.attributes` are all rules. Groups must be found anew afterwards.
/// @throws Error{Kind::Usage} for a rule on something else.
void takeIdxRules(Dataset& dataset, const IdxPictures& pictures, const DataChoices& choices, const std::string& place);

/// Rules of each kind, to choose among; those on colours only where the pictures have them.
std::vector<NamedRule> idxRules(bool coloured);

/// Whether all of these are rules as above, and none a column of an attribute file.
bool areIdxRules(const std::vector<std::string>& attributes);

}  // namespace spurioscope
