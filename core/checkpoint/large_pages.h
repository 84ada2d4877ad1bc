#pragma once

#include <cstddef>
#include <span>

namespace spurioscope {

/// Asks the system to back memory that is about to be filled for the first time by large pages (Linux: MADV_HUGEPAGE). For a tensor of many
/// megabytes the faults of small pages take longer than reading it from the system's cache. A hint: nothing depends on it.
void preferLargePages(std::span<std::byte> memory);

}  // namespace spurioscope
