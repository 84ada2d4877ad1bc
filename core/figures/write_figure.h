#pragma once

#include <string>

#include "figures/figure_data.h"

namespace spurioscope::figures {

/// Writes the figure atomically, in the format of the path's ending: .pdf, .svg, .png or .csv (the numbers). The same input gives
/// the same bytes on the same machine (fonts are the system's). Thread-safe.
/// @throws Error{Kind::Usage} for another ending, a size that is not drawable, a figure without panels; Error{Kind::Shape} for a map
/// whose size is not height * width; Error{Kind::Io} when it cannot be written.
void writeFigureFile(FigureData figure, const std::string& path, const Format& format);

}  // namespace spurioscope::figures
