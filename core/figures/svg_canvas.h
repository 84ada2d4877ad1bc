#pragma once

#include <memory>

#include "figures/canvas.h"

namespace spurioscope::figures {

/// An SVG document of the size in points (its width and height are given in mm); text stays text.
std::unique_ptr<Canvas> svgCanvas(double width, double height);

}  // namespace spurioscope::figures
