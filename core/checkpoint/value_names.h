#pragma once

#include <string>
#include <string_view>

#include "checkpoint/checkpoint.h"
#include "checkpoint/pickle_values.h"

namespace spurioscope {

/// A dictionary key as a step of a path: text and integers as they are, others as Python prints them ("('a', 1)", "None").
PathElement keyOf(const PickleValues& values, ValueId key);

/// The class of an object, through the functions that Python's copyreg puts before it; "" when there is none.
std::string_view className(const PickleValues& values, ValueId object);

/// True for names that the reader understands (tensor functions, containers, torch's modules, dtypes): the others are reported as
/// foreign.
bool isKnownGlobal(std::string_view name);

}  // namespace spurioscope
