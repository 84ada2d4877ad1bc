#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"

namespace spurioscope {

/// What became of one entry of a checkpoint index.
struct EntryOutcome {
  std::vector<std::string> failures;
  bool hadForward = false, forwardChecked = false;
  double seconds = 0;         ///< of opening and reading everything
  std::uint64_t peakBytes = 0;  ///< by which the process grew at most
  std::string text;           ///< how it was opened or refused, in a line
};

/// Checks a file against its entry (`spurioscope-checkpoint-index/1`): verdict, tensors, scalars, skipped items, state dict.
/// @param where   folder of the index
/// @param limits  of the index; may be null
EntryOutcome checkEntry(const Json& entry, const std::filesystem::path& where, const Json& limits);

/// Truncations and flipped bits of one file of `spurioscope-checkpoint-mutations/1`. One outcome a mutation.
std::vector<EntryOutcome> checkMutations(const Json& mutations, const std::filesystem::path& where);

}  // namespace spurioscope
