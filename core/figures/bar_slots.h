#pragma once

#include <vector>

#include "figures/figure_data.h"

namespace spurioscope::figures {

/// One bar: a value of a series.
struct BarSlot {
  std::size_t series = 0, index = 0;
};

/// The bars of every category, in the order of the series. Values whose x is no category are left out.
std::vector<std::vector<BarSlot>> barSlots(const Panel& panel);
/// At least 1.
std::size_t mostBarsPerCategory(const Panel& panel);
/// How many categories there are: those named, or as many as the series need.
std::size_t categoryCount(const Panel& panel);

}  // namespace spurioscope::figures
