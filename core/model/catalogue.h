#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "checkpoint/checkpoint.h"
#include "model/graph.h"
#include "model/network_hints.h"

namespace spurioscope {

/// Normalised parameter name -> shape: all that inference looks at.
using ShapeTable = std::map<std::string, std::vector<std::int64_t>>;
ShapeTable shapeTable(const Checkpoint& checkpoint);

struct Network {
  Architecture architecture;
  Graph graph;
  std::vector<std::string> ignored;        ///< keys beside the network ("criterion.weight"): nothing of it stands under their first word
  std::set<std::string> probabilities{};   ///< modules whose output is the probabilities, where Graph::outputsProbabilities: no node
};

/// Why a table of tensors is no known network.
struct NoNetwork {
  std::string nearest;                  ///< the family that came closest, in words; empty when none did
  std::vector<std::string> missing;     ///< keys that it would need
  std::vector<std::string> unexpected;  ///< keys that it has no place for
};

using Inference = std::variant<Network, NoNetwork>;

/// Recognises the network from names and shapes alone. A family accepts only when every key that could be its own has its place.
/// A new family is one file, its declaration in `families.h` and one line in `catalogue.cpp`.
Inference inferNetwork(const ShapeTable& shapes, const NetworkHints& hints = {});

/// For tensors of no known network: every matrix or kernel as a site with weights, in the order of the names. Such a graph cannot be
/// run; its weights can be looked at and ranked.
Graph weightsOnly(const ShapeTable& shapes);

}  // namespace spurioscope
