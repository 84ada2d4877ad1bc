#include "checkpoint/check_contents.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "checkpoint/element_values.h"
#include "checkpoint/limits.h"

namespace spurioscope {
namespace {

/// What reading one tensor moves.
std::uint64_t bytesToRead(const CheckpointParts& parts, std::size_t tensor) {
  const auto& storage = *parts.views[tensor].storage;
  return std::max(elementBytes(parts.tensors[tensor].shape, parts.tensors[tensor].dtype), storage.readsAll() ? storage.bytes() : 0);
}

}  // namespace

std::map<std::size_t, std::uint64_t> checkContents(const CheckpointParts& parts, const BytesSeen& seen) {
  std::map<std::size_t, std::uint64_t> nonFinite;
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < parts.views.size(); ++i) total += bytesToRead(parts, i);
  if (total > 2 * std::max(limits::kVerifiedAtOnce, parts.fileBytes)) return nonFinite;
  std::uint64_t done = 0;
  std::set<const TensorStorage*> verified;
  std::vector<std::byte> elements;
  for (std::size_t i = 0; i < parts.tensors.size(); ++i) {
    const auto& info = parts.tensors[i];
    if (isFloating(info.dtype)) {
      elements.resize(elementBytes(info.shape, info.dtype));  // memory that is used again: fresh pages cost more than the reading
      readElements(info.shape, info.dtype, parts.views[i], elements);
      if (const auto count = countNonFinite(elements, info.dtype)) nonFinite.emplace(i, count);
    }
    const auto& storage = *parts.views[i].storage;
    if (verified.insert(&storage).second) storage.verify();  // what was not just read whole
    done += bytesToRead(parts, i);
    if (seen) seen(done, total);
  }
  return nonFinite;
}

std::vector<std::string> nonFiniteWarnings(const CheckpointParts& parts, const std::map<std::size_t, std::uint64_t>& nonFinite) {
  std::vector<std::string> warnings;
  for (const auto& [tensor, count] : nonFinite) {
    if (warnings.size() >= 100) break;
    warnings.push_back("non-finite weights: " + std::to_string(count) + (count == 1 ? " element of '" : " elements of '") +
                       validUtf8(pathText(parts.tensors[tensor].path)).substr(0, 200) + (count == 1 ? "' is" : "' are") +
                       " NaN or infinite");
  }
  return warnings;
}

}  // namespace spurioscope
