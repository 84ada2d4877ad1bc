#pragma once

#include "model/catalogue.h"

namespace spurioscope {

/// For tensors that no family begins to build: of the families with as many kernels among their weights (none: texts; one: patches) the one
/// whose words they share most, words of few families counting most; the keys by which it would be known and are not
/// there, and the keys that hold other words. `nearest` is empty where less than a third of the keys, or fewer than three, have a word of
/// it. The name of the model ("albert") says nothing. Cost O(keys x families).
NoNetwork nearestByNames(const ShapeTable& shapes);

}  // namespace spurioscope
