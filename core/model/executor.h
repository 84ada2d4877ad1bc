#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "model/folded_graph.h"
#include "model/kept_values.h"
#include "model/overrides.h"

namespace spurioscope {

/// Some samples that are run together. `input` gives them on the executor's device: images as float32 [n, C, h, w], channels-last;
/// texts as int64 [n, 3, T, 1]. It is called only when they are really needed.
struct Chunk {
  int id = 0;
  std::int64_t n = 0;
  std::function<at::Tensor()> input;
  std::int64_t tokens = 0;  ///< T of texts, which every chunk has its own of; 0: images of the executor's size
};

/// Runs a FoldedGraph in evaluation mode, without autograd, under a set of overrides. Uses and fills the kept values.
/// Not thread-safe: one engine thread owns it.
class Executor {
 public:
  Executor(std::shared_ptr<const FoldedGraph> graph, std::int64_t height, std::int64_t width, std::uint64_t keptBytes);

  /// Values of some steps, by step (others undefined). @throws Error{Kind::Cancelled} between steps when a stop is requested.
  using Values = std::vector<at::Tensor>;
  Values run(const std::vector<int>& targets, const OverrideSet& overrides, const Chunk& chunk, std::stop_token stop = {});
  /// [n, classes]
  at::Tensor logits(const OverrideSet& overrides, const Chunk& chunk, std::stop_token stop = {});
  /// As `run`, but hands each target to `visit` as soon as it is there and does not hold it: for statistics of all sites.
  using Visit = std::function<void(int step, const at::Tensor& value)>;
  void stream(const std::vector<int>& targets, const OverrideSet& overrides, const Chunk& chunk, const Visit& visit,
              std::stop_token stop = {});

  /// From now on by FoldedConvolution::runQuick where that pays. For a sweep, whose reference and candidates then run alike; never with
  /// values kept from before.
  void useQuick() { quick_ = true; }

  const FoldedGraph& graph() const { return *graph_; }
  KeptValues& kept() { return kept_; }
  const KeptValues& kept() const { return kept_; }
  const std::vector<double>& multiplications() const { return multiplications_; }
  std::array<std::int64_t, 2> outputSize(int step) const { return sizes_[step]; }  ///< height, width; 1 x 1 for vectors
  double forwardMultiplications() const { return forward_; }
  /// Multiplications done so far, over all samples: what a run really cost.
  double spent() const { return spent_; }
  void spend(double multiplications) { spent_ += multiplications; }

  /// An activation or sum that runs together with the convolution before it, since nobody wants that convolution's own output.
  bool runsFused(int step, const std::vector<bool>& wanted) const;
  /// An activation that adds up the sum before it itself.
  bool absorbsSum(int step, const std::vector<bool>& wanted) const;
  /// The steps whose values `compute` reads: behind a fusion, the inputs of what is inside it.
  std::vector<int> effectiveInputs(int step, const std::vector<bool>& wanted) const;
  /// Multiplications per sample that `run` would need now for these targets, given what is kept. Cost O(steps).
  double pending(const std::vector<int>& targets, const OverrideSet& overrides, int chunk) const;

  /// One step from the values of its inputs, with its overrides applied. `wanted` tells which convolutions must stand alone.
  at::Tensor compute(int step, const Values& values, const std::vector<bool>& wanted, const OverrideSet& overrides) const;
  /// function(convolution(x) [+ other]) with the overrides of the convolution applied.
  at::Tensor computeFused(const Fusion& fusion, const at::Tensor& x, const at::Tensor& other, const OverrideSet& overrides) const;
  /// A convolution alone, without the overrides.
  at::Tensor computeConvolution(int step, const at::Tensor& x) const;
  /// Applies the step's own overrides to its plain value, in place; `x` is the input where a convolution recomputes channels.
  void applyOverrides(int step, at::Tensor& value, const at::Tensor& x, const OverrideSet& overrides) const;

 private:
  void forward(const std::vector<int>& targets, const OverrideSet& overrides, const Chunk& chunk, const Visit& visit,
               std::stop_token stop);

  std::shared_ptr<const FoldedGraph> graph_;
  KeptValues kept_;
  std::vector<std::array<std::int64_t, 2>> sizes_;
  std::vector<double> multiplications_;
  double forward_ = 0;
  double spent_ = 0;
  bool quick_ = false;
};

}  // namespace spurioscope
