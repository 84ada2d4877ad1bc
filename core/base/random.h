#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace spurioscope {

/// Seeded random numbers that are the same on every platform and compiler (the distributions of <random> are not).
/// Generator: splitmix64 (Steele, Lea, Flood 2014). Not for cryptography.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits();                          ///< 64 random bits
  double uniform();                              ///< in [0, 1)
  std::uint64_t below(std::uint64_t bound);      ///< in [0, bound); bound > 0; unbiased
  double normal();                               ///< N(0, 1), Box-Muller

  template <class T>
  void shuffle(std::vector<T>& values) {         ///< Fisher-Yates
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::uint64_t state_;
  double spare_ = 0;
  bool hasSpare_ = false;
};

/// One step of splitmix64 on `x`: a well mixed hash of a counter.
std::uint64_t splitmix64(std::uint64_t x);

}  // namespace spurioscope
