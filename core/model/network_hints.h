#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/graph.h"

namespace spurioscope {

/// What the tensors do not tell: from config.json beside the checkpoint, from the user or from a reference file. Where nothing is
/// given the family's usual value is taken and `Architecture::assumptions` says so.
struct NetworkHints {
  std::optional<double> normEps{};       ///< of LayerNorm, or of BatchNorm where a network has no LayerNorm
  std::optional<int> heads{};            ///< attention heads
  std::optional<int> headWidth{};        ///< channels of an attention head, where the heads are not given
  std::optional<Function> activation{};  ///< of the hidden units of transformers
  std::optional<bool> samePadding{};     ///< strided convolutions pad as TensorFlow does (timm's tf_ networks)
  std::optional<int> window{};           ///< of a Swin V2, in places
  std::optional<bool>
      antialiased{};  ///< strides behind blurring pools without parameters (timm's resnetblur and resnetaa): no network of the catalogue
  std::optional<int> imageSide{};        ///< that a Swin V2 was built for, in pixels
  std::vector<int> symmetricBlocks{};    ///< of Hugging Face's EfficientNet, which pad on all sides ("depthwise_padding")
  bool timm = false;                     ///< modules are named as timm does, where another library uses the same names for other modules
};

/// Hugging Face's config.json, or any object with its words ("num_attention_heads", "layer_norm_eps", "hidden_act", ...). timm's has the
/// name of the network as "architecture": one that begins with "tf_" pads as TensorFlow does and has BatchNorm eps 1e-3.
NetworkHints hintsOf(const Json& config);

/// "norm-eps=1e-5,heads=6,activation=gelu,padding=same" in any order and number.
/// @throws Error{Kind::Usage} for another word or a value that makes no sense.
NetworkHints hintsFromText(const std::string& text);

/// Those of `second` where `first` says nothing.
NetworkHints merged(const NetworkHints& first, const NetworkHints& second);

/// Of the config.json in the folder of a checkpoint; nothing when there is none, or one that is not about a model.
/// @throws Error{Kind::Format} for one that is no JSON.
NetworkHints hintsBeside(const std::filesystem::path& checkpoint);

}  // namespace spurioscope
