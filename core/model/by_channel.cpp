#include "model/by_channel.h"

#include <ATen/ATen.h>

#include "model/plain_nodes.h"
#include "model/token_math.h"

namespace spurioscope {
namespace {

at::Tensor pick(const at::Tensor& table, std::int64_t dim, const at::Tensor& channels) {
  return channels.defined() ? table.index_select(dim, channels.to(table.device())) : table;
}

/// `channels` undefined: all of them.
at::Tensor runByChannel(const Step& step, const at::Tensor& x, const at::Tensor& channels) {
  switch (step.kind) {
    case StepKind::Affine:
      return at::addcmul(pick(step.bias, 0, channels).view({1, -1, 1, 1}), x, pick(step.scale, 0, channels).view({1, -1, 1, 1}));
    case StepKind::Tokens: return withTokens(x, pick(step.tables[0], 1, channels), pick(step.tables[1], 1, channels));
    case StepKind::Convolution: return step.convolution->runDepthwise(x, channels);
    default: return runPlain(*step.node, x);
  }
}

}  // namespace

bool worksByChannel(const Step& step) {
  switch (step.kind) {
    case StepKind::Activation:
    case StepKind::MaxPool:
    case StepKind::AveragePool:
    case StepKind::AdaptivePool:
    case StepKind::PadSame:
    case StepKind::PadChannels:
    case StepKind::Affine:
    case StepKind::Flatten:
    case StepKind::Tokens:
    case StepKind::SelectToken:
    case StepKind::MeanTokens: return true;
    case StepKind::Convolution: return step.convolution->depthwise();
    default: return false;
  }
}

at::Tensor runOnChannels(const Step& step, const at::Tensor& x, const at::Tensor& channels) { return runByChannel(step, x, channels); }

std::vector<int> channelsBehind(const Step& step, const std::vector<int>& channels, std::int64_t places) {
  std::vector<int> behind;
  if (step.kind == StepKind::PadChannels) {
    for (const int channel : channels) behind.push_back(channel + step.node->index);
    return behind;
  }
  if (step.kind != StepKind::Flatten) return channels;
  for (const int channel : channels) {
    for (std::int64_t p = 0; p < places; ++p) behind.push_back(static_cast<int>(channel * places + p));
  }
  return behind;
}

at::Tensor runStep(const Step& step, const std::vector<at::Tensor>& inputs) {
  switch (step.kind) {
    case StepKind::Add: return at::add(inputs[0], inputs[1]);
    case StepKind::Multiply: return at::mul(inputs[0], inputs[1]);
    case StepKind::Concatenate: return at::cat(inputs, 1);
    case StepKind::LayerNorm: return channelNorm(inputs[0], step.weight, step.bias, step.node->eps);
    case StepKind::ResponseNorm: return responseNorm(inputs[0], step.weight, step.bias);
    case StepKind::Attention: {
      const bool masked = inputs.size() % 2 == 0;  // {qkv, input} or {q, k, v, input}
      const std::vector<at::Tensor> parts(inputs.begin(), inputs.end() - (masked ? 1 : 0));
      return attend(parts, step.node->heads, masked ? inputs.back().select(1, 1).flatten(1) : at::Tensor(),
                    step.tables.empty() ? at::Tensor() : step.tables[0]);
    }
    case StepKind::WindowAttention:
      return attendInWindows(inputs[0], *step.node, step.tables[0], step.tables[1], step.tables.size() > 2 ? step.tables[2] : at::Tensor());
    case StepKind::Embedding: return embed(inputs[0], step.tables[0], step.tables[1], step.tables[2], step.node->index);
    default: return runByChannel(step, inputs[0], {});
  }
}

}  // namespace spurioscope
