#pragma once

#include <string>

namespace spurioscope::figures {

/// The PNG file with a pHYs chunk (pixels per metre) before its first IDAT; one that is there is replaced.
/// Source: PNG specification (third edition), 11.3.4.3.
std::string withPngResolution(const std::string& png, int dpi);

}  // namespace spurioscope::figures
