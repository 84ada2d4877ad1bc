#pragma once

#include <cstddef>

namespace spurioscope {

/// Memory of large CPU tensors (1 MiB and more), kept for the next one instead of given back to the system: a pass over a data set
/// frees and asks for the same few sizes over and over, and pages that the system clears anew each time cost a tenth of a
/// statistics pass. Blocks are mapped one by one, so that none can hold another's pages in memory as on a heap.
struct TensorMemory {
  /// From now on every large CPU tensor of this process lives so. Safe to call often and from any thread. Does nothing under
  /// sanitizers, whose own memory finds uses after the end.
  static void use();

  /// How many bytes living and waiting tensors may have together before waiting ones are given back, those first that were freed
  /// first; kUsual unless told. Living ones may be more.
  static void keepAtMost(std::size_t bytes);
  static constexpr std::size_t kUsual = 832u << 20;

  static std::size_t waiting();  ///< bytes held for later use now
  static std::size_t used();     ///< bytes of living large tensors now
};

}  // namespace spurioscope
