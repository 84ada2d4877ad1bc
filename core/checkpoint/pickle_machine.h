#pragma once

#include <cstdint>
#include <functional>

#include "checkpoint/byte_source.h"
#include "checkpoint/pickle_values.h"

namespace spurioscope {

struct PickleResult {
  ValueId root = kNoValue;
  std::uint64_t end = 0;  ///< first byte after STOP
};

/// Decodes one pickle (protocols 0 to 5) into `values`. Nothing is called, imported or looked up: GLOBAL gives a name, REDUCE and
/// its kin an Object that records the call. Not recursive; memory, opcodes and depth are limited (limits.h).
/// @param source,begin,end  where it stands; it may end before `end`
/// @param persistent  what a BINPERSID means: gets the id value, returns the value to push; throws for a wrong id
/// @throws Error{Kind::Format} with the byte for what Python's own reader would refuse too; Error{Kind::Unsafe} over a limit, for
/// extension codes (EXT1) and out-of-band buffers. Cost O(length).
PickleResult runPickle(const ByteSource& source, std::uint64_t begin, std::uint64_t end, PickleValues& values,
                       const std::function<ValueId(ValueId)>& persistent);

}  // namespace spurioscope
