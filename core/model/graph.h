#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spurioscope {

enum class Op {
  Input,              ///< [N, C, h, w]
  Convolution,        ///< parameters <name>.weight [out, in/groups, kh, kw] and, where it has one, <name>.bias [out]
  BatchNorm,          ///< <name>.{weight, bias, running_mean, running_var} [C]
  Relu,
  MaxPool,
  GlobalAveragePool,  ///< [N, C, h, w] -> [N, C]
  Add,                ///< two inputs of the same shape
  Linear,             ///< <name>.weight [out, in], <name>.bias [out]
};

/// Geometry of a convolution or pool; both axes, (vertical, horizontal).
struct Window {
  std::array<std::int64_t, 2> kernel{1, 1};
  std::array<std::int64_t, 2> stride{1, 1};
  std::array<std::int64_t, 2> padding{0, 0};
  std::array<std::int64_t, 2> dilation{1, 1};
  std::int64_t groups = 1;
};

struct Node {
  Op op = Op::Input;
  std::string name;         ///< module name in the checkpoint, or a name for what has no module ("layer1.0.add")
  std::vector<int> inputs;  ///< indices of earlier nodes
  int channels = 0;         ///< of its output
  Window window;            ///< Convolution, MaxPool
  double eps = 1e-5;        ///< BatchNorm
  bool hasBias = false;     ///< Convolution, Linear
};

enum class SiteKind { Convolution, BlockOutput, Features };
std::string_view siteKindName(SiteKind kind);  ///< "conv", "block", "features"

/// A place with a channel axis that can be switched off (DESIGN.md section 1).
struct Site {
  std::string name;
  SiteKind kind = SiteKind::Convolution;
  int node = 0;    ///< whose output the override replaces: the convolution's norm (or itself without one), the block's last ReLU, the pool
  int weights = -1;  ///< the convolution node that owns the channel's weights; -1 where there are none
  int value = 0;   ///< what consumers see and statistics measure: the ReLU that directly follows `node` where there is one, else `node`
  int channels = 0;
};

/// A network as typed nodes in topological order (every input comes before its user). Evaluation and training both run this
/// description; there is no other.
struct Graph {
  std::vector<Node> nodes;             ///< nodes[0] is the input
  int logits = 0;                      ///< the node whose output is the logits, [N, classes]
  bool outputsProbabilities = false;   ///< the checkpoint's own forward ends in a Softmax over the logits
  std::vector<Site> sites;             ///< in the order of the network
  std::map<std::string, int> modules;  ///< further module names -> node that is their output ("layer1", "avgpool")

  const Site* findSite(std::string_view name) const;
  /// The node that is the output of a module, or nothing.
  std::optional<int> findModule(std::string_view name) const;
  int add(Node node);  ///< appends; returns its index
};

/// What a network is, in words and numbers.
struct Architecture {
  std::string family;  ///< "resnet"
  std::string name;    ///< "ResNet-50", "ResNet-8 (basic blocks, widths 16-32-64)"
  int classes = 0;
  std::array<std::int64_t, 3> input{3, 224, 224};  ///< [C, h, w] it was most likely trained on
};

/// Output size of a window along one axis. @throws Error{Kind::Shape} when the input is smaller than the window.
std::int64_t windowOutput(std::int64_t size, const Window& window, int axis);

/// Height and width of every node's output for an input of [C, height, width] (1 x 1 after pooling). Cost O(nodes).
std::vector<std::array<std::int64_t, 2>> outputSizes(const Graph& graph, std::int64_t height, std::int64_t width);

}  // namespace spurioscope
