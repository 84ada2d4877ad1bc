#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace spurioscope {

/// Which groups each of N samples belongs to: one each, or a set each where groups overlap (perhaps none). A view.
class Membership {
 public:
  Membership() = default;
  Membership(std::span<const int> oneEach) : ids_(oneEach) {}
  Membership(const std::vector<int>& oneEach) : ids_(oneEach) {}
  /// @param ids  sets one after another   @param ends  [N]: where each sample's set ends in `ids`, never falling
  Membership(std::span<const int> ids, std::span<const std::size_t> ends) : ids_(ids), ends_(ends), sets_(true) {}

  std::size_t samples() const { return sets_ ? ends_.size() : ids_.size(); }
  bool overlapping() const { return sets_; }
  std::span<const int> of(std::size_t sample) const {
    if (!sets_) return ids_.subspan(sample, 1);
    const std::size_t begin = sample == 0 ? 0 : ends_[sample - 1];
    return ids_.subspan(begin, ends_[sample] - begin);
  }

 private:
  std::span<const int> ids_;
  std::span<const std::size_t> ends_;
  bool sets_ = false;
};

}  // namespace spurioscope
