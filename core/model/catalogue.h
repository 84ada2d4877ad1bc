#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "checkpoint/checkpoint.h"
#include "model/graph.h"

namespace spurioscope {

/// Normalised parameter name -> shape: all that inference looks at.
using ShapeTable = std::map<std::string, std::vector<std::int64_t>>;
ShapeTable shapeTable(const Checkpoint& checkpoint);

struct Network {
  Architecture architecture;
  Graph graph;
  std::vector<std::string> ignored;  ///< keys beside the network ("criterion.weight"): nothing of it stands under their first word
};

/// Why a table of tensors is no known network.
struct NoNetwork {
  std::string nearest;                  ///< the family that came closest, in words; empty when none did
  std::vector<std::string> missing;     ///< keys that it would need
  std::vector<std::string> unexpected;  ///< keys that it has no place for
};

using Inference = std::variant<Network, NoNetwork>;

/// Recognises the network from names and shapes alone. A family accepts only when every key that could be its own has its place.
/// A new family is one file and one line in `catalogue.cpp`.
Inference inferNetwork(const ShapeTable& shapes);

/// Takes keys out of a table while a family builds its graph, and remembers what was missing or has the wrong shape.
class ShapeReader {
 public:
  explicit ShapeReader(const ShapeTable& shapes) : shapes_(shapes), left_(shapes) {}

  bool has(const std::string& key) const { return shapes_.contains(key); }
  /// The shape, or an empty one after recording the key as missing. `rank` 0 takes any.
  std::vector<std::int64_t> take(const std::string& key, std::size_t rank = 0);
  void takeOptional(const std::string& key) { left_.erase(key); }
  /// BatchNorm's five keys; `channels` must fit.
  void takeBatchNorm(const std::string& name, std::int64_t channels);
  void misfit(const std::string& key) { missing_.push_back(key); }

  /// Every key that the network needs was there, and every other key is foreign to it: its first word ("criterion" of
  /// "criterion.weight") is that of no key of the network.
  bool complete() const;
  std::vector<std::string> left() const;  ///< keys that were not taken
  NoNetwork report(std::string nearest) const;

 private:
  const ShapeTable& shapes_;
  ShapeTable left_;
  std::vector<std::string> missing_;
};

}  // namespace spurioscope
