#pragma once

#include "model/catalogue.h"

namespace spurioscope {

/// For tensors that no family begins to build: the family whose names they share most, the keys by which it would be known and are not
/// there, and the keys that are none of its names. `nearest` is empty where less than a third of the keys,
/// or fewer than three, speak any family's words.
NoNetwork nearestByNames(const ShapeTable& shapes);

}  // namespace spurioscope
