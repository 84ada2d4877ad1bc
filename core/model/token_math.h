#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "model/graph.h"
#include "model/parameters.h"

namespace spurioscope {

// Operators on token sequences and windows, shared by both executors. Values are [N, C, h, w]; all work under autograd, and on
// channels-last memory without copies where they can.

/// Tokens: {class tokens with their positions added [prefix, C], positions of the patches [T, C]}.
std::vector<at::Tensor> tokenTables(const Node& node, const Parameters& parameters, const c10::Device& device);
/// Patches [N, C, h, w] -> [N, C, prefix + h * w, 1]: prefix in front, positions added. Tables [prefix, C] (or empty) and [h * w, C].
at::Tensor withTokens(const at::Tensor& patches, const at::Tensor& prefix, const at::Tensor& positions);

/// LayerNorm over the channels at every position.
at::Tensor channelNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double eps);

/// ConvNeXt V2's global response normalization; weight and bias [C].
at::Tensor responseNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

/// softmax(q k^T / sqrt(d)) v for each head. `inputs` are {qkv [N, 3C, T, 1]} or {q, k, v}; `mask` [N, T] (1 seen, 0 padding) may be
/// undefined, and so may `bias` [heads, T, T], which is added to the scores; not both are given. Returns [N, C, T, 1], head h in the
/// channels [h * C / heads, (h + 1) * C / heads).
at::Tensor attend(const std::vector<at::Tensor>& inputs, int heads, const at::Tensor& mask, const at::Tensor& bias);

/// BEiT's biases of each pair of tokens, [heads, T, T]: patches by their distance, from the table [(2h - 1)(2w - 1) (+ 3), heads] of
/// node.size; the last three rows are for the class token to patches, patches to it, and it to itself (node.index tokens in front: 0, 1).
at::Tensor relativeBias(const Node& node, const Parameters& parameters);

/// Swin's biases of each pair of places in a window, [heads, window^2, window^2], from the table [(2w - 1)^2, heads]; V2: 16 times the
/// sigmoid of what a small network ("positions.0", ReLU, "positions.2") answers to the logarithms of the distances.
at::Tensor windowBias(const Node& node, const Parameters& parameters);
/// Swin V2: what the cosines of queries and keys are multiplied with, [heads, 1, 1]: exp of the learned logarithm, 100 at most.
at::Tensor temperature(const Node& node, const Parameters& parameters);
/// A bias by its role ("bias", "outside"), with the keys' third as zeros where the node says so; or <role>.query, .key and .value side by
/// side, zeros for the absent ones; undefined where there is none.
at::Tensor joinedBias(const Node& node, const Parameters& parameters, const std::string& role);
/// [3C]: what the linear layers make of the zeros around the map: their biases; zeros where they have none.
at::Tensor outsideOf(const Node& node, const Parameters& parameters);
/// Swin's attention: qkv [N, 3C, h, w], padded to whole windows with `outside` [3C],
/// shifted by `node.index` (before the padding where node.shiftsFirst), attended within each, shifted back. With a `temperature` (V2)
/// queries and keys have length 1.
at::Tensor attendInWindows(const at::Tensor& qkv, const Node& node, const at::Tensor& bias, const at::Tensor& outside,
                           const at::Tensor& temperature);
/// [N, C, h, w] -> [N, 4C, h/2, w/2]: (0,0), (1,0), (0,1), (1,1) of each 2 x 2; odd sides padded with zeros.
at::Tensor spaceToChannels(const at::Tensor& x);

/// words[id] + positions[first + t] + segments[segment], those that are defined; input int64 [N, 3, T, 1].
at::Tensor embed(const at::Tensor& input, const at::Tensor& words, const at::Tensor& positions, const at::Tensor& segments, int first);

}  // namespace spurioscope
