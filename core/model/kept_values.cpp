#include "model/kept_values.h"

#include <algorithm>

namespace spurioscope {

at::Tensor KeptValues::find(int chunk, int step, std::uint64_t signature) {
  const auto here = byChunk_.find(chunk);
  if (here == byChunk_.end()) return {};
  const auto found = here->second.entries.find(Key{step, signature});
  if (found == here->second.entries.end()) return {};
  here->second.byUse.splice(here->second.byUse.begin(), here->second.byUse, found->second);
  return found->second->value;
}

bool KeptValues::has(int chunk, int step, std::uint64_t signature) const {
  const auto here = byChunk_.find(chunk);
  return here != byChunk_.end() && here->second.entries.contains(Key{step, signature});
}

void KeptValues::put(int chunk, int step, std::uint64_t signature, const at::Tensor& value) {
  const std::uint64_t share = budget_ / static_cast<std::uint64_t>(chunks_);
  const std::uint64_t bytes = value.nbytes();
  if (bytes > share || (!only_.empty() && !std::binary_search(only_.begin(), only_.end(), step))) return;
  auto& here = byChunk_[chunk];
  const Key key{step, signature};
  if (here.entries.contains(key)) return;
  here.byUse.push_front(Entry{key, value});
  here.entries.emplace(key, here.byUse.begin());
  here.used += bytes;
  used_ += bytes;
  trim(here, share);
}

void KeptValues::keepOnly(std::vector<int> steps) {
  only_ = std::move(steps);
  std::sort(only_.begin(), only_.end());
}

void KeptValues::setChunks(std::int64_t chunks) {
  chunks_ = chunks < 1 ? 1 : chunks;
  for (auto& [id, chunk] : byChunk_) trim(chunk, budget_ / static_cast<std::uint64_t>(chunks_));
}

void KeptValues::trim(Chunk& chunk, std::uint64_t share) {
  while (chunk.used > share) {
    const auto& oldest = chunk.byUse.back();
    const std::uint64_t freed = oldest.value.nbytes();
    chunk.used -= freed;
    used_ -= freed;
    chunk.entries.erase(oldest.key);
    chunk.byUse.pop_back();
  }
}

void KeptValues::clear(int chunk) {
  const auto here = byChunk_.find(chunk);
  if (here == byChunk_.end()) return;
  used_ -= here->second.used;
  byChunk_.erase(here);
}

void KeptValues::clear() {
  byChunk_.clear();
  used_ = 0;
}

}  // namespace spurioscope
