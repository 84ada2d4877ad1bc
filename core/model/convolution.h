#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

#include "kernels/winograd.h"
#include "model/graph.h"

namespace spurioscope {

/// A convolution (or linear layer: a 1 x 1 convolution) with its norm folded in, ready to run. Values are float32 [N, C, h, w],
/// channels-last. On the CPU it runs LibTorch's fused oneDNN operators (mkldnn::_convolution_pointwise, weights packed once);
/// elsewhere plain ATen.
class FoldedConvolution {
 public:
  /// @param weight [out, in/groups, kh, kw], bias [out]: float32, with the norm already folded in.
  /// @param mayFuse  false: plain ATen everywhere. oneDNN's fused ReLU makes 0 of NaN, where PyTorch keeps it.
  FoldedConvolution(at::Tensor weight, at::Tensor bias, const Window& window, const c10::Device& device, bool mayFuse = true);

  /// convolution(x), then the function where one is given.
  at::Tensor run(const at::Tensor& x, std::optional<Function> function = {}) const;
  /// convolution(x) + other, then ReLU where asked; `other` is not changed.
  at::Tensor runAdd(const at::Tensor& x, const at::Tensor& other, bool relu) const;

  /// convolution(x) [+ other, where defined], then ReLU where asked, by Winograd's way where that pays: within about 1e-5 of the largest
  /// value of `run` and `runAdd`. For sweeps, whose reference and candidates all run so.
  at::Tensor runQuick(const at::Tensor& x, const at::Tensor& other, bool relu) const;

  /// Whether every output channel sees the input channel of its own number alone.
  bool depthwise() const { return window_.groups > 1 && weight_.size(1) == 1 && weight_.size(0) == window_.groups; }
  /// A depthwise convolution of some channels: x [n, m, h, w], `channels` [m] int64 names them.
  at::Tensor runDepthwise(const at::Tensor& x, const at::Tensor& channels) const;

  /// Some output channels only, from other weights. @param rows [m, in/groups, kh, kw], bias [m]; `channels` [m] tells whose
  /// group of input channels each row sees. Returns [N, h', w', m] contiguous. Cost m / out of `run`.
  at::Tensor runRows(const at::Tensor& x, const at::Tensor& rows, const at::Tensor& bias, const at::Tensor& channels) const;

  /// base + what a change of some input channels adds to the output, for K candidates at once (groups == 1 only).
  /// @param base        [N, h', w', out] contiguous: the output before the change
  /// @param difference  [K, N, h, w, m] contiguous
  /// @param channels    [K, m] int64: input channel of each column
  /// Returns [K * N, out, h', w'] channels-last. Cost m / in of K runs.
  at::Tensor addDifference(const at::Tensor& base, const at::Tensor& difference, const at::Tensor& channels) const;

  const at::Tensor& weight() const { return weight_; }
  const at::Tensor& bias() const { return bias_; }
  const Window& window() const { return window_; }

 private:
  /// A linear layer on vectors: one position in, one out.
  bool asLinear(const at::Tensor& x) const;
  const at::Tensor& packed(const at::Tensor& x) const;
  bool winogradPays(const at::Tensor& x) const;
  void prepareWinograd(const WinogradShape& shape, std::int64_t tilesThatFit) const;
  at::Tensor columns(const at::Tensor& channels) const;

  /// What `runQuick` needs for maps of one size.
  struct Winograd {
    std::int64_t height = 0, width = 0;
    std::int64_t strips = 0;  ///< of a block
    std::array<std::int64_t, kWinogradParts> tiles{};  ///< of a block at most, that are multiplied at once
    std::array<at::Tensor, kWinogradParts> weights{};  ///< [points * out, in, 1, 1] in oneDNN's own layout
  };

  at::Tensor weight_;  ///< [out, in/groups, kh, kw]
  at::Tensor bias_;    ///< [out]
  Window window_;
  bool fused_ = false;  ///< oneDNN's operators are there
  // Made when first needed: a large layer that is only run one way need not be held twice.
  mutable at::Tensor byInput_;  ///< [in, kh, kw, out]: the columns of `addDifference`
  mutable at::Tensor packed_;   ///< oneDNN's own layout
  mutable Winograd winograd_;
};

}  // namespace spurioscope
