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
  Convolution,   ///< or a linear layer, with the norm or scale behind it folded in; its output is before any activation
  Activation,
  MaxPool,
  AveragePool,
  AdaptivePool,  ///< or the global maximum
  PadSame,       ///< or a fixed number of zeros
  PadChannels,
  Add,
  Multiply,
  Concatenate,
  Affine,        ///< channel c times scale[c] plus shift[c]: a norm or scale that no convolution precedes
  LayerNorm,
  ResponseNorm,
  Flatten,
  Tokens,
  SelectToken,
  MeanTokens,
  Attention,
  WindowAttention,
  SpaceToChannels,
  Embedding,
  Site,          ///< passes its input on; exists so that block outputs, heads and features can be overridden
};

/// What runs together with the convolution before it: function(conv(x)), relu(conv(x) + other) or conv(x) + other.
struct Fusion {
  int convolution = -1;
  int other = -1;  ///< -1: no sum
  std::optional<Function> function;
};

struct Step {
  StepKind kind = StepKind::Input;
  const Node* node = nullptr;   ///< geometry and numbers; of a Site the node that it follows
  std::vector<int> inputs;
  std::vector<int> users;
  int channels = 0;
  std::shared_ptr<const FoldedConvolution> convolution;
  at::Tensor scale;             ///< Convolution: float64 [C] what the norm behind it multiplies the weights with; Affine: float32 [C]
  at::Tensor weight, bias;      ///< LayerNorm, ResponseNorm [C]; Affine: bias is the shift [C]
  /// Tokens: class tokens with their positions [prefix, C], positions of the patches [T, C]. Embedding: words, positions, segments
  /// [n, C], undefined where the node has none. Attention, WindowAttention: biases [heads, T, T], [heads, w * w, w * w].
  std::vector<at::Tensor> tables;
  std::optional<Fusion> fusion; ///< Activation, Add
};

/// A Graph made ready for evaluation on one device: norms folded, weights packed, fusions chosen. Immutable.
class FoldedGraph {
 public:
  FoldedGraph(const Graph& graph, const Parameters& parameters, const c10::Device& device);
  FoldedGraph(const FoldedGraph&) = delete;  // steps point into its graph
  FoldedGraph& operator=(const FoldedGraph&) = delete;

  const Graph& graph() const { return graph_; }
  const std::vector<Step>& steps() const { return steps_; }
  const Step& step(int index) const { return steps_[index]; }
  int size() const { return static_cast<int>(steps_.size()); }
  int logits() const { return logits_; }
  const c10::Device& device() const { return device_; }

  int overrideStep(const Site& site) const { return stepOf_[site.node]; }   ///< whose channels an edit of activations replaces
  int weightsStep(const Site& site) const { return stepOf_[site.weights]; } ///< whose channels an edit of weights replaces
  int valueStep(const Site& site) const { return stepOf_[site.value]; }     ///< what statistics measure

  /// Height and width of every step's output, for images of height x width (tokens: T x 1).
  std::vector<std::array<std::int64_t, 2>> sizes(std::int64_t height, std::int64_t width) const;
  /// Multiplications per sample of every step, for images of height x width.
  std::vector<double> multiplications(std::int64_t height, std::int64_t width) const;

 private:
  void build(const Parameters& parameters);
  Step stepFor(const Node& node, const Parameters& parameters) const;
  void foldConvolution(Step& step, int node, const std::vector<std::vector<int>>& users, const std::vector<bool>& overridable,
                       const Parameters& parameters);
  int append(Step step, int node);
  void chooseFusions();

  Graph graph_;
  c10::Device device_;
  bool finite_ = true;  ///< every parameter is a number; else fused operators, which lose NaN, are not used
  std::vector<Step> steps_;
  std::vector<int> stepOf_;  ///< node -> step; -1 before it is there
  std::vector<int> nodeOf_;  ///< step -> the node whose output size it has
  int logits_ = 0;
};

}  // namespace spurioscope
