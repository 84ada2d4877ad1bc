#include "data/order.h"

#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/random.h"

namespace spurioscope {
namespace {

constexpr std::uint64_t kOrderSeed = 1;

/// The samples of one group that are still to be placed.
struct Line {
  std::vector<int> samples;
  std::size_t placed = 0;
  std::size_t inChunk = 0;
  bool minority = false;

  std::size_t left() const { return samples.size() - placed; }
};

std::vector<Line> linesOf(const Dataset& dataset, Split split) {
  std::vector<Line> lines(dataset.groups.size());
  for (const int index : dataset.inSplit(split)) {
    lines[static_cast<std::size_t>(dataset.samples[static_cast<std::size_t>(index)].group)].samples.push_back(index);
  }
  for (const int id : dataset.minority) lines[static_cast<std::size_t>(id)].minority = true;
  for (std::size_t g = 0; g < lines.size(); ++g) {
    Random random(splitmix64(kOrderSeed + g));
    random.shuffle(lines[g].samples);
  }
  std::erase_if(lines, [](const Line& line) { return line.samples.empty(); });
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::pair{!a.minority, a.samples.size()} < std::pair{!b.minority, b.samples.size()};
  });
  return lines;
}

/// The k-th sample of every group, then the k+1-th of every group that has one.
std::vector<int> inTurns(std::vector<Line> lines) {
  std::vector<int> order;
  while (!lines.empty()) {
    for (Line& line : lines) order.push_back(line.samples[line.placed++]);
    std::erase_if(lines, [](const Line& line) { return line.left() == 0; });
  }
  return order;
}

/// Places chunk after chunk; see the header for what each chunk must hold.
class ChunkPlacer {
 public:
  ChunkPlacer(std::vector<Line> lines, std::size_t chunk) : lines_(std::move(lines)), chunk_(chunk) {}

  std::vector<int> place() {
    std::size_t total = 0;
    for (const Line& line : lines_) total += line.samples.size();
    while (order_.size() < total) placeChunk(std::min(chunk_, total - order_.size()));
    return std::move(order_);
  }

 private:
  void placeChunk(std::size_t size) {
    minorityLeft_ = 0;
    for (Line& line : lines_) {
      line.inChunk = 0;
      if (line.minority) minorityLeft_ += line.left();
    }
    // Chunks in which minority samples still come, at half a chunk each, this one included.
    const std::size_t half = std::max<std::size_t>(1, chunk_ / 2);
    const std::size_t minorityChunks = (minorityLeft_ + half - 1) / half;
    laterChunks_ = minorityChunks > 0 ? minorityChunks - 1 : 0;
    const std::size_t end = order_.size() + size;
    for (Line& line : lines_) {
      const bool holdsLast = !line.minority && minorityChunks == 1 && line.left() == 1;
      if (line.left() > 0 && order_.size() < end && !holdsLast) take(line);
    }
    bool minorityTurn = true;
    while (order_.size() < end) {
      Line* line = neediest(minorityTurn);
      if (line == nullptr) line = neediest(!minorityTurn);
      take(line != nullptr ? *line : anyLeft());
      minorityTurn = !minorityTurn;
    }
  }

  /// Of the minority or the majority, the group with the fewest samples in this chunk. While minority samples are left, a majority
  /// group keeps one for the end and one for each later chunk in which they come.
  Line* neediest(bool minority) {
    Line* best = nullptr;
    const std::size_t keep = minority || minorityLeft_ == 0 ? 0 : std::max<std::size_t>(1, laterChunks_);
    for (Line& line : lines_) {
      if (line.minority != minority || line.left() <= keep) continue;
      if (best == nullptr || line.inChunk < best->inChunk) best = &line;
    }
    return best;
  }

  Line& anyLeft() {
    return *std::find_if(lines_.begin(), lines_.end(), [](const Line& line) { return line.left() > 0; });
  }

  void take(Line& line) {
    order_.push_back(line.samples[line.placed++]);
    ++line.inChunk;
    if (line.minority) --minorityLeft_;
  }

  std::vector<Line> lines_;
  const std::size_t chunk_;
  std::size_t minorityLeft_ = 0, laterChunks_ = 0;
  std::vector<int> order_;
};

/// Every stratum spread evenly: its k-th sample of n lies at (k + u) / n of the way, u drawn once a sample.
std::vector<int> spreadEvenly(const Dataset& dataset, Split split) {
  std::vector<std::vector<int>> strata(static_cast<std::size_t>(dataset.nStrata()));
  for (const int index : dataset.inSplit(split)) strata[static_cast<std::size_t>(dataset.stratumOf(index))].push_back(index);
  std::vector<std::pair<double, int>> places;
  for (std::size_t s = 0; s < strata.size(); ++s) {
    Random random(splitmix64(kOrderSeed + s));
    random.shuffle(strata[s]);
    const auto n = static_cast<double>(strata[s].size());
    for (std::size_t k = 0; k < strata[s].size(); ++k) places.emplace_back((static_cast<double>(k) + random.uniform()) / n, strata[s][k]);
  }
  std::sort(places.begin(), places.end());
  std::vector<int> order;
  for (const auto& [place, index] : places) order.push_back(index);
  return order;
}

}  // namespace

std::vector<int> stratifiedOrder(const Dataset& dataset, Split split, int chunk) {
  if (chunk < 1) throw Error{Kind::Range, "a chunk of " + std::to_string(chunk) + " samples", {}, "Use a chunk of at least 1."};
  if (dataset.overlapping()) return spreadEvenly(dataset, split);
  auto lines = linesOf(dataset, split);
  if (lines.size() > static_cast<std::size_t>(chunk)) return inTurns(std::move(lines));
  return ChunkPlacer(std::move(lines), static_cast<std::size_t>(chunk)).place();
}

}  // namespace spurioscope
