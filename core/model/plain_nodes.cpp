#include "model/plain_nodes.h"

#include <ATen/ATen.h>

#include "base/error.h"
#include "model/functions.h"
#include "model/token_math.h"

namespace spurioscope {

at::Tensor runPlain(const Node& node, const at::Tensor& x) {
  const auto& window = node.window;
  switch (node.op) {
    case Op::Activation: return applyFunction(node.function, x);
    case Op::MaxPool: return at::max_pool2d(x, window.kernel, window.stride, window.padding, window.dilation, window.ceiling);
    case Op::AveragePool: return at::avg_pool2d(x, window.kernel, window.stride, window.padding, window.ceiling, false);
    case Op::AdaptivePool:
      if (node.size[0] * node.size[1] == 1) return at::mean(x, {2, 3}, true);
      if (node.size[0] == x.size(2) && node.size[1] == x.size(3)) return x;
      return at::adaptive_avg_pool2d(x, node.size);
    case Op::GlobalMaxPool: return at::amax(x, {2, 3}, true);
    case Op::PadSame: {
      const auto rows = samePadding(x.size(2), window, 0), columns = samePadding(x.size(3), window, 1);
      return rows + columns == 0 ? x : at::constant_pad_nd(x, {columns / 2, columns - columns / 2, rows / 2, rows - rows / 2});
    }
    case Op::PadZeros: return at::constant_pad_nd(x, {node.size[0], node.size[1], node.size[0], node.size[1]});
    case Op::PadChannels: return at::constant_pad_nd(x, {0, 0, 0, 0, node.index, node.channels - x.size(1) - node.index});
    case Op::Flatten: return x.flatten(1).unsqueeze(2).unsqueeze(3);
    case Op::SelectToken: return x.narrow(2, node.index, 1).contiguous();
    case Op::MeanTokens: return at::mean(x.narrow(2, node.index, x.size(2) - node.index), {2, 3}, true);
    case Op::SpaceToChannels: return spaceToChannels(x);
    default: throw Error{Kind::Internal, "'" + node.name + "' does not run on its input alone", {}, {}};
  }
}

}  // namespace spurioscope
