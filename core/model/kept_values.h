#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <list>
#include <unordered_map>
#include <vector>

namespace spurioscope {

/// Values of steps that are kept between evaluations, within a byte budget. Each chunk of samples has its share of the budget,
/// and within it the least recently used values go first: a pass over many chunks can then not push out everything of the
/// chunks before. Keys hold the signature of the edits, so a value is found again for every set of edits that agrees up to it.
class KeptValues {
 public:
  explicit KeptValues(std::uint64_t budgetBytes) : budget_(budgetBytes) {}

  /// Tells how many chunks share the budget; what no longer fits its smaller share is dropped at once.
  void setChunks(std::int64_t chunks);
  /// From now on only values of these steps are kept; an empty list: of all.
  void keepOnly(std::vector<int> steps);
  at::Tensor find(int chunk, int step, std::uint64_t signature);  ///< undefined when not kept
  bool has(int chunk, int step, std::uint64_t signature) const;
  void put(int chunk, int step, std::uint64_t signature, const at::Tensor& value);
  void clear();
  void clear(int chunk);

  std::uint64_t usedBytes() const { return used_; }
  std::uint64_t budgetBytes() const { return budget_; }

 private:
  struct Key {
    int step;
    std::uint64_t signature;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const { return key.signature * 31 + static_cast<std::size_t>(key.step); }
  };
  struct Entry {
    Key key;
    at::Tensor value;
  };
  struct Chunk {
    std::list<Entry> byUse;  ///< most recent first
    std::unordered_map<Key, std::list<Entry>::iterator, KeyHash> entries;
    std::uint64_t used = 0;
  };

  void trim(Chunk& chunk, std::uint64_t share);

  std::uint64_t budget_;
  std::vector<int> only_;  ///< ascending
  std::int64_t chunks_ = 1;
  std::uint64_t used_ = 0;
  std::unordered_map<int, Chunk> byChunk_;
};

}  // namespace spurioscope
