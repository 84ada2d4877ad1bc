#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "model/convolution.h"
#include "model/graph.h"
#include "model/parameters.h"

namespace spurioscope {

enum class StepKind {
  Input,
  Convolution,        ///< with the norm behind it folded in; its output is before any ReLU
  Relu,
  MaxPool,
  GlobalAveragePool,  ///< [N, C]
  Add,
  Linear,
  Site,               ///< passes its input on; exists so that block outputs and features can be overridden
};

/// A ReLU that runs together with what is before it: relu(conv(x)) or relu(conv(x) + other).
struct Fusion {
  int convolution = -1;
  int other = -1;  ///< -1: no sum
};

struct Step {
  StepKind kind = StepKind::Input;
  std::vector<int> inputs;
  std::vector<int> users;
  int channels = 0;
  Window window;                                      ///< MaxPool
  std::shared_ptr<const FoldedConvolution> convolution;
  at::Tensor weight, bias;                            ///< Linear: [out, in], [out]
  std::optional<Fusion> fusion;                       ///< Relu
};

/// A Graph made ready for evaluation on one device: norms folded, weights packed, fusions chosen. Immutable.
class FoldedGraph {
 public:
  FoldedGraph(const Graph& graph, const Parameters& parameters, const c10::Device& device);

  const Graph& graph() const { return graph_; }
  const std::vector<Step>& steps() const { return steps_; }
  const Step& step(int index) const { return steps_[index]; }
  int size() const { return static_cast<int>(steps_.size()); }
  int logits() const { return logits_; }
  const c10::Device& device() const { return device_; }

  int overrideStep(const Site& site) const { return stepOf_[site.node]; }  ///< whose channels an override of the site replaces
  int valueStep(const Site& site) const { return stepOf_[site.value]; }    ///< what statistics measure

  /// Height and width of every step's output (1 x 1 for vectors), for images of height x width.
  std::vector<std::array<std::int64_t, 2>> sizes(std::int64_t height, std::int64_t width) const;
  /// Multiplications per sample of every step, for images of height x width.
  std::vector<double> multiplications(std::int64_t height, std::int64_t width) const;

 private:
  void build(const Parameters& parameters);
  void chooseFusions();

  Graph graph_;
  c10::Device device_;
  std::vector<Step> steps_;
  std::vector<int> stepOf_;  ///< node -> step
  std::vector<int> nodeOf_;  ///< step -> the node whose output size it has
  int logits_ = 0;
};

/// What a convolution with zeroed weights leaves behind once the norm is applied (the paper's code zeroes only the weight
/// slice): beta + gamma * (bias - mean) / sqrt(var + eps). It is the folded bias. Shape [C].
const at::Tensor& zeroWeightConstant(const FoldedConvolution& convolution);

}  // namespace spurioscope
