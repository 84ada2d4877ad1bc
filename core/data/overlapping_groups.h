#pragma once

#include <vector>

#include "data/labels.h"

namespace spurioscope {

/// A column of yes and no: 1, yes and true, or a share from one half on (WILDS' identities), against 0, -1, no, false, a smaller share or
/// nothing (nobody was asked). Any case. Sets ids 0 and 1, and the column's name as name of the attribute.
/// @throws Error{Kind::Data} with file, line and remedy for another value.
Labels yesNoLabels(const LabelTexts& texts);

/// Gives the samples their classes and the attributes that each of them has: with each class an attribute makes a group, and groups
/// overlap. Groups must be found anew afterwards. @param attributes  of yesNoLabels, at least one
void takeOverlapping(Dataset& dataset, const Labels& y, const std::vector<Labels>& attributes);

}  // namespace spurioscope
