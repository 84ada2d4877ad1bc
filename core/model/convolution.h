#pragma once

#include <ATen/core/Tensor.h>

#include "model/graph.h"

namespace spurioscope {

/// A convolution with its norm folded in, ready to run. Values are float32 [N, C, h, w], channels-last. On the CPU it runs
/// LibTorch's fused oneDNN operators (mkldnn::_convolution_pointwise, weights packed once); elsewhere plain ATen.
class FoldedConvolution {
 public:
  /// @param weight [out, in/groups, kh, kw], bias [out]: float32, with the norm already folded in.
  FoldedConvolution(at::Tensor weight, at::Tensor bias, const Window& window, const c10::Device& device);

  at::Tensor run(const at::Tensor& x, bool relu) const;
  /// convolution(x) + other, then ReLU where asked; `other` is not changed.
  at::Tensor runAdd(const at::Tensor& x, const at::Tensor& other, bool relu) const;

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
  at::Tensor weight_;       ///< [out, in/groups, kh, kw]
  at::Tensor bias_;         ///< [out]
  at::Tensor byInput_;      ///< [in, kh, kw, out]: the columns of `addDifference`; made where groups == 1
  at::Tensor packed_;       ///< oneDNN's own layout; undefined off the CPU
  Window window_;
};

}  // namespace spurioscope
