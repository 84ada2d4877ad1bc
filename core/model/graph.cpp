#include "model/graph.h"

#include "base/error.h"

namespace spurioscope {

std::string_view siteKindName(SiteKind kind) {
  switch (kind) {
    case SiteKind::Convolution: return "conv";
    case SiteKind::BlockOutput: return "block";
    case SiteKind::Features: return "features";
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

std::int64_t windowOutput(std::int64_t size, const Window& window, int axis) {
  const auto reach = window.dilation[axis] * (window.kernel[axis] - 1) + 1;
  const auto padded = size + 2 * window.padding[axis];
  if (padded < reach) {
    throw Error{Kind::Shape, "an image side of " + std::to_string(size) + " pixels is too small for a window of " + std::to_string(reach),
                {}, "Use larger images or another preprocessing."};
  }
  return (padded - reach) / window.stride[axis] + 1;
}

std::vector<std::array<std::int64_t, 2>> outputSizes(const Graph& graph, std::int64_t height, std::int64_t width) {
  std::vector<std::array<std::int64_t, 2>> sizes;
  for (const auto& node : graph.nodes) {
    switch (node.op) {
      case Op::Input: sizes.push_back({height, width}); break;
      case Op::Convolution:
      case Op::MaxPool: {
        const auto in = sizes[node.inputs[0]];
        sizes.push_back({windowOutput(in[0], node.window, 0), windowOutput(in[1], node.window, 1)});
        break;
      }
      case Op::GlobalAveragePool:
      case Op::Linear: sizes.push_back({1, 1}); break;
      case Op::BatchNorm:
      case Op::Relu:
      case Op::Add: sizes.push_back(sizes[node.inputs[0]]); break;
    }
  }
  return sizes;
}

}  // namespace spurioscope
