#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/catalogue.h"

namespace spurioscope {

/// Takes keys out of a table while a family builds its graph, and remembers what was missing or has the wrong shape.
class ShapeReader {
 public:
  explicit ShapeReader(const ShapeTable& shapes) : shapes_(shapes), left_(shapes) {}

  bool has(const std::string& key) const { return shapes_.contains(key); }
  /// Whether any key begins with `prefix`. Cost O(log keys).
  bool hasUnder(const std::string& prefix) const;
  /// The shape without taking it; empty when there is none.
  std::vector<std::int64_t> shape(const std::string& key) const;
  /// The shape, or an empty one after recording the key as missing. `rank` 0 takes any.
  std::vector<std::int64_t> take(const std::string& key, std::size_t rank = 0);
  /// A vector of `length` elements. @returns whether it is there and fits
  bool takeVector(const std::string& key, std::int64_t length);
  void takeOptional(const std::string& key) { left_.erase(key); }
  void takeAllUnder(const std::string& prefix);  ///< parts that do nothing for the answer
  void misfit(const std::string& key) { missing_.push_back(key); }
  /// The network has keys under `prefix`, and the family has no place for what they do: it does not fit.
  void refuseUnder(const std::string& prefix) { refused_ = refused_ || hasUnder(prefix); }

  /// Every key that the network needs was there, and every other key is foreign to it: its first word ("criterion" of
  /// "criterion.weight") is that of no key of the network, and no word for a part of a network ("rope", "attn_pool", "norm_extra").
  bool complete() const;
  std::vector<std::string> left() const;  ///< keys that were not taken
  NoNetwork report(std::string nearest) const;

 private:
  const ShapeTable& shapes_;
  ShapeTable left_;
  std::vector<std::string> missing_;
  bool refused_ = false;
};

}  // namespace spurioscope
