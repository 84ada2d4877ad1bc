#include "checkpoint/large_pages.h"

#include <cstdint>

#include <sys/mman.h>

namespace spurioscope {

void preferLargePages(std::span<std::byte> memory) {
#ifdef MADV_HUGEPAGE
  constexpr std::uintptr_t kPage = 2u << 20;
  const auto begin = (reinterpret_cast<std::uintptr_t>(memory.data()) + kPage - 1) / kPage * kPage;
  const auto end = reinterpret_cast<std::uintptr_t>(memory.data() + memory.size()) / kPage * kPage;
  if (end > begin) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#else
  static_cast<void>(memory);
#endif
}

}  // namespace spurioscope
