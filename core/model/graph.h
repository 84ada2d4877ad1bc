#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spurioscope {

/// Operators. Every value is a map [N, C, h, w]: a sequence of T tokens is [N, C, T, 1], a vector [N, C, 1, 1].
enum class Op {
  Input,        ///< images; or token ids, int64 [N, 3, T, 1]: id, attention mask, segment
  Convolution,  ///< weight [out, in/groups, kh, kw]
  BatchNorm,    ///< <name>.{weight, bias, running_mean, running_var} [C]
  Activation,   ///< Node::function, element by element
  MaxPool,
  AveragePool,    ///< padding counts as zeros
  AdaptivePool,   ///< average to Node::size; {1, 1} is the global average
  GlobalMaxPool,  ///< largest value of every channel -> [N, C, 1, 1]
  Add,            ///< two inputs of the same shape
  Multiply,       ///< the second input is [N, C, 1, 1]
  Concatenate,    ///< along channels
  Linear,         ///< at every position; weight [out, in]
  LayerNorm,      ///< over the channels at every position; weight and bias [C]
  ResponseNorm,   ///< ConvNeXt V2: x * (1 + weight * |x_c| / mean over channels of |x_c|) + bias, |x_c| the length of a channel's map
  Scale,          ///< channel c times weight[c] (layer scale), or everything times Node::factor
  PadSame,        ///< zeros around the map as TensorFlow's "same" for Node::window, the odd one behind: ceil(size / stride) places
  PadChannels,    ///< Node::index channels of zeros in front and as many behind as its channels ask for
  Flatten,        ///< [N, C, h, w] -> [N, C * h * w, 1, 1], channel by channel as torch.flatten
  Tokens,         ///< patches [N, C, h, w] -> [N, C, prefix + h * w, 1] with class tokens in front and positions added
  SelectToken,    ///< token Node::index -> [N, C, 1, 1]
  MeanTokens,     ///< mean of the tokens from Node::index on -> [N, C, 1, 1]
  Attention,      ///< inputs {qkv} or {q, k, v}, then the graph's input where it holds a mask; Node::heads; BEiT's have a "bias"
  /// Swin: {qkv} on a map, in windows of Node::size shifted by Node::index, with relative positions; V2 where it has a "temperature"
  WindowAttention,
  SpaceToChannels,  ///< Swin's patch merging: 2 x 2 neighbours side by side along the channels
  Embedding,        ///< token ids -> [N, C, T, 1]: words, positions or segments, or their sum
  PadZeros,         ///< Node::size[0] zeros in front of both axes and Node::size[1] behind them
};

/// Activation functions by the names that PyTorch gives them.
enum class Function { Relu, Relu6, Gelu, GeluTanh, QuickGelu, Silu, HardSwish, Sigmoid, HardSigmoid, Tanh };

/// Geometry of a convolution or pool; both axes, (vertical, horizontal).
struct Window {
  std::array<std::int64_t, 2> kernel{1, 1};
  std::array<std::int64_t, 2> stride{1, 1};
  std::array<std::int64_t, 2> padding{0, 0};
  std::array<std::int64_t, 2> dilation{1, 1};
  std::int64_t groups = 1;
  bool ceiling = false;  ///< pools: a last window that hangs over the edge counts
};

struct Node {
  Op op = Op::Input;
  std::string name{};         ///< module name in the checkpoint, or a name for what has no module ("layer1.0.add")
  std::vector<int> inputs{};  ///< indices of earlier nodes
  int channels = 0;           ///< of its output
  Window window{};            ///< Convolution, MaxPool, AveragePool
  double eps = 1e-5;          ///< BatchNorm, LayerNorm
  double factor = 1;          ///< Scale without a weight
  Function function = Function::Relu;
  /// AdaptivePool, PadZeros; WindowAttention: a window; Tokens, Flatten, Attention: the map it was made for; Embedding: {positions, 1}
  std::array<std::int64_t, 2> size{1, 1};
  int heads = 1;
  /// WindowAttention: shifted before it is padded to whole windows (timm), not after (torchvision, the original)
  bool shiftsFirst = false;
  /// Linear, WindowAttention of Swin V2: of a bias for queries, keys and values the keys' third counts as zeros
  bool keyBiasIsZero = false;
  /// SelectToken, MeanTokens; WindowAttention: shift; Tokens, Attention: how many in front; Embedding: number of the first position
  int index = 0;
  /// Keys of the parameters by role ("weight", "bias", "mean", "variance", "positions", "segments", "class"): all that the node reads.
  std::map<std::string, std::string> parameters{};
  std::vector<std::string> prefix{};  ///< Tokens: keys of the tokens put in front, in order; one key may hold several

  bool has(const std::string& role) const { return parameters.contains(role); }
};

enum class SiteKind { Convolution, BlockOutput, Features, Hidden, Head };
std::string_view siteKindName(SiteKind kind);  ///< "conv", "block", "features", "mlp", "head"

/// A place with a channel axis that can be switched off (DESIGN.md section 1).
struct Site {
  std::string name;
  SiteKind kind = SiteKind::Convolution;
  /// Whose output an edit of activations replaces. Before a ReLU (zero there is zero behind it, and the two run fused), behind any
  /// other function.
  int node = 0;
  int weights = -1;  ///< the convolution or linear node that owns the channel's weights; -1 where there are none
  int value = 0;     ///< what consumers see and statistics measure: the activation that follows where there is one
  int channels = 0;
  int width = 1;     ///< channels of the node that one channel of the site stands for: an attention head's dimension
};

/// A network as typed nodes in topological order (every input comes before its user). Evaluation and training both run this
/// description; there is no other.
struct Graph {
  std::vector<Node> nodes;             ///< nodes[0] is the input
  int logits = 0;                      ///< the node whose output is the logits, [N, classes, 1, 1]
  bool outputsProbabilities = false;   ///< the checkpoint's own forward ends in a Softmax over the logits
  bool takesTokens = false;            ///< the input is token ids, not images
  int prefixTokens = 0;                ///< tokens in front of the patches, which are no place of the image
  std::vector<Site> sites;             ///< in the order of the network
  std::map<std::string, int> modules;  ///< further module names -> node that is their output ("layer1", "avgpool")

  const Site* findSite(std::string_view name) const;
  /// The node that is the output of a module, or nothing.
  std::optional<int> findModule(std::string_view name) const;
  int add(Node node);  ///< appends; returns its index
  std::vector<std::vector<int>> users() const;  ///< by node
};

/// What a network is, in words and numbers.
struct Architecture {
  std::string family;  ///< "resnet"
  std::string name;    ///< "ResNet-50", "ResNet-8 (basic blocks, widths 16-32-64)"
  int classes = 0;
  std::array<std::int64_t, 3> input{3, 224, 224};  ///< [C, h, w] it was most likely trained on; tokens: {0, longest sequence, 1}
  std::vector<std::string> assumptions;  ///< what the tensors do not tell and was taken for granted, with how to say otherwise
};

/// Output size of a window along one axis. @throws Error{Kind::Shape} when the input is smaller than the window.
std::int64_t windowOutput(std::int64_t size, const Window& window, int axis);

/// How many zeros TensorFlow's "same" puts around an axis of `size` places; half of them, rounded down, in front.
std::int64_t samePadding(std::int64_t size, const Window& window, int axis);

/// Of a value of height x width that is a sequence of patches: the grid that they lie on in the image; nothing for any other value.
std::optional<std::array<int, 2>> patchGrid(const Graph& graph, std::int64_t height, std::int64_t width);

/// Height and width of every node's output for an input of [C, height, width] (tokens: height T, width 1). Cost O(nodes).
/// @throws Error{Kind::Shape} when the network cannot take that size.
std::vector<std::array<std::int64_t, 2>> outputSizes(const Graph& graph, std::int64_t height, std::int64_t width);

}  // namespace spurioscope
