#pragma once

#include <string>

#include "figures/figure_data.h"

namespace spurioscope::figures {

/// The figure's numbers, a row a value: "panel,series,category,x,y,low,high" for series (a baseline is the series "baseline"),
/// "panel,row,column,value" for maps, all ten columns where a figure has both. What is not given is empty, NaN is "nan".
std::string figureCsv(const FigureData& figure);

}  // namespace spurioscope::figures
