#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/shape_reader.h"

namespace spurioscope {

/// Builds a Graph from the names and shapes of a table; all families use it. Every method that reads parameters takes their keys
/// out of the table, checks their shapes against the input's channels and records a misfit instead of failing: `finish` decides.
/// Values are node indices.
class NetworkBuilder {
 public:
  NetworkBuilder(const ShapeTable& shapes, const NetworkHints& hints) : keys_(shapes), hints_(hints) {}

  ShapeReader& keys() { return keys_; }
  const NetworkHints& hints() const { return hints_; }
  Graph& graph() { return network_.graph; }
  Architecture& architecture() { return network_.architecture; }
  int channels(int node) const { return network_.graph.nodes[node].channels; }

  /// Images with as many channels as the weights `firstKey` [out, in, kh, kw] take, of side x side.
  int images(const std::string& firstKey, std::int64_t side);

  struct ConvolutionOptions {
    std::int64_t stride = 1;
    std::int64_t padding = -1;  ///< -1: kernel / 2
    std::int64_t dilation = 1;
    bool same = false;   ///< padded as TensorFlow pads; `padding` does not count
    std::string norm{};  ///< BatchNorm that follows; empty: none
    std::optional<Function> function{};
    double eps = 1e-5;
    bool site = true;
    std::string siteName{};  ///< empty: the convolution's
  };
  /// Convolution [+ norm] [+ activation] and its site. Returns the last node.
  int convolution(const std::string& name, int input, const ConvolutionOptions& options);
  /// BatchNorm on its own.
  int norm(const std::string& name, int input, double eps = 1e-5);
  int activation(const std::string& name, int input, Function function);
  int maxPool(const std::string& name, int input, std::int64_t kernel, std::int64_t stride, std::int64_t padding = 0, bool ceiling = false);
  int averagePool(const std::string& name, int input, std::int64_t kernel, std::int64_t stride);
  int globalPool(const std::string& name, int input);
  int globalMaxPool(const std::string& name, int input);
  int add(const std::string& name, int a, int b);
  int concatenate(const std::string& name, std::vector<int> inputs);
  /// Linear at every position; `weight` and `bias` name the keys where they are not <name>.weight and <name>.bias.
  int linear(const std::string& name, int input, std::string weight = {}, std::string bias = {});
  /// Linear + activation: hidden units of an MLP and their site, under the linear layer's name.
  int hidden(const std::string& name, const std::string& activationName, int input, Function function);
  int layerNorm(const std::string& name, int input, double eps);
  /// Global response normalization; its parameters have C elements in any shape.
  int responseNorm(const std::string& name, int input);
  /// Channel c times `key`[c]; `key` may have the shapes [C], [C, 1, 1] or [1, C, 1, 1].
  int scale(const std::string& key, int input);
  /// Everything times a number that the tensors do not hold.
  int times(const std::string& name, int input, double factor);
  /// Squeeze-and-excitation: x * gate(expand(function(reduce(mean(x))))). Both layers are sites: hidden units, and the gates (kind
  /// "block": no features, so not among the channels that are ranked and swept unasked).
  int squeezeExcite(const std::string& name, const std::string& reduce, const std::string& expand, int input, Function function,
                    Function gate);
  /// Attention heads over {qkv} or {q, k, v}; the heads are a site under `name`.
  int attention(const std::string& name, std::vector<int> inputs, int heads);
  int add(Node node) { return graph().add(std::move(node)); }

  /// A further name of the node's output, unless the name is taken: of modules that hold others, and of those that pass their input on
  /// (dropout outside training, Identity). `alias` of several names.
  void alias(const std::string& name, int node);
  void alias(std::initializer_list<std::string> names, int node);
  /// The BatchNorm that the function at `value` follows; `value` itself where it is no function behind a norm.
  int normBefore(int value) const;

  void blockSite(const std::string& name, int value);
  /// A norm with its function in front of a convolution, as pre-activation networks begin their blocks: switched off in front of the
  /// function where that is a ReLU, measured behind it. `value` is the function.
  void normSite(const std::string& name, int value);
  void featuresSite(int value);
  /// What ends the network, under the first of `names` that is there: a linear layer, or a Sequential of linear layers with BatchNorm,
  /// ReLU and Dropout between them. A linear layer alone in its Sequential ("<name>.0") has a Softmax behind it: nothing else would
  /// be a reason for the Sequential. Sets the logits, the classes and whether the output is probabilities.
  void head(const std::vector<std::string>& names, int input);

  void assume(std::string_view text) { network_.architecture.assumptions.emplace_back(text); }
  /// Heads of attention over `width` channels: the hint, or `usual` channels a head (0: 64; 16 heads for the widths of ViT-H, -g and -G),
  /// and says so.
  int headsFor(std::int64_t width, std::int64_t usual = 0);

  /// The network when everything fits, the misfits otherwise.
  Inference finish(const std::string& family, const std::string& inWords, const std::string& name);

 private:
  void site(const std::string& name, SiteKind kind, int weights, int normed, int value);
  void nameContainers();
  void nameFollower(const std::string& before, int function);
  int headPart(const std::string& name, int part, int input);

  ShapeReader keys_;
  NetworkHints hints_;
  Network network_;
};

/// Whether zero or a mean put in front of the function is the same behind it: ReLU and ReLU6.
bool isRectifier(Function function);

}  // namespace spurioscope
