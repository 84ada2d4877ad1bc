#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "checkpoint/checkpoint.h"

namespace spurioscope {

inline std::vector<std::byte> bytesOf(const std::uint8_t* data, std::size_t size) {
  const auto* begin = reinterpret_cast<const std::byte*>(data);
  return {begin, begin + size};
}

/// Opens a file and uses everything in it. Any Error is a fine answer; a fault of this program (Kind::Internal) is not.
inline void openAll(std::vector<std::byte> bytes) {
  try {
    const auto checkpoint = readCheckpoint(std::move(bytes), "fuzz");
    std::size_t budget = 1u << 20;
    for (std::size_t i = 0; i < checkpoint->tensors().size(); ++i) {
      std::size_t count = dtypeBytes(checkpoint->tensors()[i].dtype);
      for (const auto size : checkpoint->tensors()[i].shape) count *= static_cast<std::size_t>(size);
      if (count > budget) continue;
      budget -= count;
      if (checkpoint->readBytes(i).size() != count) std::abort();
      checkpoint->sum(i);
    }
    for (const auto& [name, index] : checkpoint->stateDict()) {
      if (index >= checkpoint->tensors().size()) std::abort();
    }
  } catch (const Error& error) {
    if (error.kind() == Kind::Internal || error.what()[0] == '\0') std::abort();
  }
}

}  // namespace spurioscope
