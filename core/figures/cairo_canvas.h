#pragma once

#include <cairo.h>

#include <cstdint>
#include <memory>

#include "figures/canvas.h"

namespace spurioscope::figures {

/// The figure's font: the sans that the system gives for Arial, without hinting.
void selectFont(cairo_t* context, double size, bool bold);

/// A PDF page of the size in points, fonts embedded. The date inside is SOURCE_DATE_EPOCH, or a fixed one.
std::unique_ptr<Canvas> pdfCanvas(double width, double height);
/// A PNG of the size in points at `dpi` pixels an inch, on white.
std::unique_ptr<Canvas> pngCanvas(double width, double height, int dpi);
/// Pixels as a PNG file.
std::string pngOf(int width, int height, std::span<const std::uint8_t> rgb);

}  // namespace spurioscope::figures
