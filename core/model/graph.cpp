#include "model/graph.h"

#include "base/error.h"

namespace spurioscope {
namespace {

using Size = std::array<std::int64_t, 2>;

std::string text(const Size& size) { return std::to_string(size[0]) + "x" + std::to_string(size[1]); }

Size tokensSize(const Node& node, const Size& in) {
  const auto patches = in[0] * in[1];
  if (patches != node.size[0] * node.size[1]) {
    throw Error{Kind::Shape, "the network has positions for " + text(node.size) + " patches, these images give " + text(in), {},
                "Use a preprocessing that makes images of the size that it was trained on."};
  }
  return {node.index + patches, 1};
}

std::int64_t samePadded(const Node& node, const Size& in, int axis) {
  return in[static_cast<std::size_t>(axis)] + samePadding(in[static_cast<std::size_t>(axis)], node.window, axis);
}

Size outputSize(const Node& node, const std::vector<Size>& sizes, const Size& input) {
  const Size in = node.inputs.empty() ? input : sizes[node.inputs[0]];
  switch (node.op) {
    case Op::Input: return input;
    case Op::Convolution:
    case Op::MaxPool:
    case Op::AveragePool: return {windowOutput(in[0], node.window, 0), windowOutput(in[1], node.window, 1)};
    case Op::PadSame: return {samePadded(node, in, 0), samePadded(node, in, 1)};
    case Op::PadZeros: return {in[0] + node.size[0] + node.size[1], in[1] + node.size[0] + node.size[1]};
    case Op::AdaptivePool: return node.size;
    case Op::Flatten:
      if (node.size != in) {
        throw Error{Kind::Shape, "the network's head takes maps of " + text(node.size) + ", these images give " + text(in), {},
                    "Use a preprocessing that makes images of the size that it was trained on."};
      }
      return {1, 1};
    case Op::GlobalMaxPool:
    case Op::SelectToken:
    case Op::MeanTokens: return {1, 1};
    case Op::Tokens: return tokensSize(node, in);
    case Op::SpaceToChannels: return {(in[0] + 1) / 2, (in[1] + 1) / 2};
    case Op::BatchNorm:
    case Op::Activation:
    case Op::Add:
    case Op::Multiply:
    case Op::Concatenate:
    case Op::Linear:
    case Op::LayerNorm:
    case Op::ResponseNorm:
    case Op::Scale:
    case Op::PadChannels:
    case Op::Attention:
    case Op::WindowAttention: return in;
    case Op::Embedding:
      if (node.has("positions") && in[0] > node.size[0]) {
        throw Error{Kind::Shape,
                    "the network has positions for " + std::to_string(node.size[0]) + " tokens, a text has " + std::to_string(in[0]),
                    {},
                    "Cut the texts shorter (--max-tokens)."};
      }
      return in;
  }
  return in;
}

}  // namespace

std::string_view siteKindName(SiteKind kind) {
  switch (kind) {
    case SiteKind::Convolution: return "conv";
    case SiteKind::BlockOutput: return "block";
    case SiteKind::Features: return "features";
    case SiteKind::Hidden: return "mlp";
    case SiteKind::Head: return "head";
  }
  return "";
}

const Site* Graph::findSite(std::string_view name) const {
  for (const auto& site : sites) {
    if (site.name == name) return &site;
  }
  return nullptr;
}

std::optional<int> Graph::findModule(std::string_view name) const {
  if (const auto found = modules.find(std::string(name)); found != modules.end()) return found->second;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].name == name) return static_cast<int>(i);
  }
  return std::nullopt;
}

int Graph::add(Node node) {
  nodes.push_back(std::move(node));
  return static_cast<int>(nodes.size()) - 1;
}

std::vector<std::vector<int>> Graph::users() const {
  std::vector<std::vector<int>> users(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const int input : nodes[i].inputs) users[input].push_back(static_cast<int>(i));
  }
  return users;
}

std::int64_t windowOutput(std::int64_t size, const Window& window, int axis) {
  const auto reach = window.dilation[axis] * (window.kernel[axis] - 1) + 1;
  const auto padded = size + 2 * window.padding[axis];
  if (padded < reach) {
    throw Error{Kind::Shape, "an image side of " + std::to_string(size) + " pixels is too small for a window of " + std::to_string(reach),
                {}, "Use larger images or another preprocessing."};
  }
  const auto stride = window.stride[axis];
  auto count = (padded - reach + (window.ceiling ? stride - 1 : 0)) / stride + 1;
  // As PyTorch: a last window may not begin in the padding behind the image.
  if (window.ceiling && (count - 1) * stride >= size + window.padding[axis]) --count;
  return count;
}

std::int64_t samePadding(std::int64_t size, const Window& window, int axis) {
  const auto stride = window.stride[axis];
  return std::max<std::int64_t>(((size + stride - 1) / stride - 1) * stride + window.dilation[axis] * (window.kernel[axis] - 1) + 1 - size,
                                0);
}

std::optional<std::array<int, 2>> patchGrid(const Graph& graph, std::int64_t height, std::int64_t width) {
  for (const auto& node : graph.nodes) {
    if (node.op != Op::Tokens || width != 1 || height != graph.prefixTokens + node.size[0] * node.size[1]) continue;
    return std::array<int, 2>{static_cast<int>(node.size[0]), static_cast<int>(node.size[1])};
  }
  return std::nullopt;
}

std::vector<std::array<std::int64_t, 2>> outputSizes(const Graph& graph, std::int64_t height, std::int64_t width) {
  std::vector<Size> sizes;
  for (const auto& node : graph.nodes) sizes.push_back(outputSize(node, sizes, {height, width}));
  return sizes;
}

}  // namespace spurioscope
