#include "model/token_math.h"

#include <ATen/ATen.h>

#include <cmath>

namespace spurioscope {
namespace {

/// [N, C, h, w] -> [N, h, w, C], a view.
at::Tensor placesFirst(const at::Tensor& x) { return x.permute({0, 2, 3, 1}); }
at::Tensor channelsFirst(const at::Tensor& x) { return x.permute({0, 3, 1, 2}); }

/// [N, C, T, 1] -> [N, heads, T, C / heads]
at::Tensor byHead(const at::Tensor& x, int heads) {
  const auto tokens = placesFirst(x).flatten(1, 2);
  return tokens.unflatten(2, {heads, tokens.size(2) / heads}).transpose(1, 2);
}

}  // namespace

std::vector<at::Tensor> tokenTables(const Node& node, const Parameters& parameters, const c10::Device& device) {
  const auto patches = node.size[0] * node.size[1];
  std::vector<at::Tensor> rows;
  for (const auto& key : node.prefix) rows.push_back(parameter(parameters, key).reshape({-1, node.channels}));
  auto prefix = rows.empty() ? at::empty({0, node.channels}, at::kFloat) : at::cat(rows);
  auto positions = node.has("positions") ? parameterOf(parameters, node, "positions").reshape({-1, node.channels})
                                         : at::zeros({patches, node.channels}, at::kFloat);
  const auto inFront = positions.size(0) - patches;  // positions may cover the tokens in front, the first of them, or the patches alone
  if (inFront > 0 && inFront < prefix.size(0))
    prefix = at::cat({prefix.narrow(0, 0, inFront) + positions.narrow(0, 0, inFront), prefix.narrow(0, inFront, prefix.size(0) - inFront)});
  else if (inFront > 0) prefix = prefix + positions.narrow(0, 0, inFront);
  return {prefix.to(device), positions.narrow(0, inFront, patches).to(device)};
}

at::Tensor withTokens(const at::Tensor& patches, const at::Tensor& prefix, const at::Tensor& positions) {
  auto tokens = placesFirst(patches).flatten(1, 2) + positions;  // [N, T, C]
  if (prefix.size(0) > 0) tokens = at::cat({prefix.unsqueeze(0).expand({tokens.size(0), -1, -1}), tokens}, 1);
  return channelsFirst(tokens.unsqueeze(2));
}

at::Tensor channelNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double eps) {
  return channelsFirst(at::layer_norm(placesFirst(x), {x.size(1)}, weight, bias, eps));
}

at::Tensor responseNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  const auto length = at::linalg_vector_norm(x, 2, {2, 3}, true);
  const auto share = length / (at::mean(length, {1}, true) + 1e-6);
  return at::addcmul(bias.view({1, -1, 1, 1}), x, 1 + share * weight.view({1, -1, 1, 1}));
}

at::Tensor attend(const std::vector<at::Tensor>& inputs, int heads, const at::Tensor& mask, const at::Tensor& bias) {
  auto parts = inputs.size() == 1 ? inputs[0].chunk(3, 1) : inputs;
  std::optional<at::Tensor> seen;
  if (mask.defined()) seen = mask.ne(0).view({mask.size(0), 1, 1, mask.size(1)});
  else if (bias.defined()) seen = bias.unsqueeze(0);
  const auto out = at::scaled_dot_product_attention(byHead(parts[0], heads), byHead(parts[1], heads), byHead(parts[2], heads), seen);
  return channelsFirst(out.transpose(1, 2).flatten(2).unsqueeze(2));  // [N, T, heads, d] -> [N, T, 1, C] -> [N, C, T, 1]
}

namespace {

/// Which distance of two places lies between each pair of a window, [h * w, h * w]; distances are numbered row by row.
at::Tensor windowIndex(std::int64_t h, std::int64_t w) {
  const auto rows = at::arange(h, at::kLong).repeat_interleave(w), columns = at::arange(w, at::kLong).repeat({h});
  return (rows.unsqueeze(1) - rows.unsqueeze(0) + h - 1) * (2 * w - 1) + columns.unsqueeze(1) - columns.unsqueeze(0) + w - 1;
}

/// The distances themselves as Swin V2's network reads them: sign * log2(1 + 8 |d| / reach) / 3, [(2h - 1)(2w - 1), 2]. The reach is that
/// of the window (or of the window that it was first trained with).
at::Tensor logDistances(std::int64_t h, std::int64_t w, const at::Tensor& like) {
  const auto axis = [&](std::int64_t size) {
    const auto d = at::arange(-(size - 1), size, like.options()) / static_cast<double>(std::max<std::int64_t>(size - 1, 1)) * 8;
    return at::sign(d) * at::log2(at::abs(d) + 1) / 3;
  };
  const auto rows = axis(h), columns = axis(w);
  return at::stack({rows.repeat_interleave(columns.numel()), columns.repeat({rows.numel()})}, 1);
}

}  // namespace

at::Tensor relativeBias(const Node& node, const Parameters& parameters) {
  const auto table = parameterOf(parameters, node, "bias");
  auto index = windowIndex(node.size[0], node.size[1]);
  if (node.index > 0) {
    const auto last = table.size(0) - 1, places = index.size(0);
    const auto toPatches = at::full({1, places}, last - 2, at::kLong), toClass = at::full({places, 1}, last - 1, at::kLong);
    index = at::cat({at::cat({at::full({1, 1}, last, at::kLong), toPatches}, 1), at::cat({toClass, index}, 1)}, 0);
  }
  const auto tokens = index.size(0);
  return table.index_select(0, index.flatten().to(table.device())).view({tokens, tokens, -1}).permute({2, 0, 1}).contiguous();
}

at::Tensor windowBias(const Node& node, const Parameters& parameters) {
  const auto h = node.size[0], w = node.size[1];
  at::Tensor table;  // [(2 * h - 1) * (2 * w - 1), heads]
  if (node.has("temperature")) {
    const auto first = parameterOf(parameters, node, "positions.0");
    // torchvision's file holds the distances; a table of zeros was never filled.
    auto distances = node.has("distances") ? parameterOf(parameters, node, "distances").reshape({-1, 2}) : at::Tensor();
    if (!distances.defined() || !distances.any().item<bool>()) distances = logDistances(h, w, first);
    const auto hidden = at::relu(at::linear(distances, first, parameterOf(parameters, node, "positions.0.bias")));
    table = 16 * at::sigmoid(at::linear(hidden, parameterOf(parameters, node, "positions.2")));
  } else {
    table = parameterOf(parameters, node, "bias");
  }
  return table.index_select(0, windowIndex(h, w).flatten().to(table.device())).view({h * w, h * w, -1}).permute({2, 0, 1}).contiguous();
}

at::Tensor temperature(const Node& node, const Parameters& parameters) {
  return at::exp(at::clamp_max(parameterOf(parameters, node, "temperature"), std::log(100.0))).view({-1, 1, 1});
}

at::Tensor joinedBias(const Node& node, const Parameters& parameters, const std::string& role) {
  if (node.has(role)) {
    const auto whole = parameterOf(parameters, node, role);
    if (!node.keyBiasIsZero) return whole;
    const auto parts = whole.chunk(3);
    return at::cat({parts[0], at::zeros_like(parts[1]), parts[2]});
  }
  std::vector<at::Tensor> parts;
  at::Tensor like;
  for (const char* part : {".query", ".key", ".value"}) {
    parts.push_back(node.has(role + part) ? parameterOf(parameters, node, role + part) : at::Tensor());
    if (parts.back().defined()) like = parts.back();
  }
  if (!like.defined()) return {};
  for (auto& part : parts) part = part.defined() ? part : at::zeros_like(like);
  return at::cat(parts);
}

at::Tensor outsideOf(const Node& node, const Parameters& parameters) {
  const auto bias = joinedBias(node, parameters, "outside");
  return bias.defined() ? bias : at::zeros({3 * node.channels}, at::kFloat);
}

at::Tensor attendInWindows(const at::Tensor& qkv, const Node& node, const at::Tensor& bias, const at::Tensor& outside,
                           const at::Tensor& temperature) {
  const auto wh = node.size[0], ww = node.size[1];
  auto x = placesFirst(qkv);
  const auto n = x.size(0), h = x.size(1), w = x.size(2), c = x.size(3) / 3;
  const auto padH = (wh - h % wh) % wh, padW = (ww - w % ww) % ww;
  const auto ph = h + padH, pw = w + padW;
  // A window as large as the map is not shifted.
  const std::int64_t shiftH = wh >= ph ? 0 : node.index, shiftW = ww >= pw ? 0 : node.index;
  const bool shifts = shiftH + shiftW > 0;
  if (shifts && node.shiftsFirst) x = at::roll(x, {-shiftH, -shiftW}, {1, 2});
  if (padW > 0) x = at::cat({x, outside.expand({n, h, padW, 3 * c})}, 2);
  if (padH > 0) x = at::cat({x, outside.expand({n, padH, w + padW, 3 * c})}, 1);
  if (shifts && !node.shiftsFirst) x = at::roll(x, {-shiftH, -shiftW}, {1, 2});
  const auto nh = ph / wh, nw = pw / ww, places = wh * ww;
  const auto windows = x.reshape({n, nh, wh, nw, ww, 3, node.heads, c / node.heads}).permute({5, 0, 1, 3, 6, 2, 4, 7})
                           .reshape({3, n * nh * nw, node.heads, places, c / node.heads});
  auto scores = bias.unsqueeze(0);
  if (shifts) {
    // Places that only the shift brought together do not see each other.
    const auto region = [](std::int64_t size, std::int64_t window, std::int64_t shift) {
      auto r = at::zeros({size}, at::kLong);
      if (shift > 0) {
        r.narrow(0, size - window, window - shift).fill_(1);
        r.narrow(0, size - shift, shift).fill_(2);
      }
      return r;
    };
    const auto regions = region(ph, wh, shiftH).unsqueeze(1) * 3 + region(pw, ww, shiftW).unsqueeze(0);
    const auto ids = regions.view({nh, wh, nw, ww}).permute({0, 2, 1, 3}).reshape({nh * nw, places});
    const auto apart = ids.unsqueeze(1).ne(ids.unsqueeze(2)).to(bias.scalar_type()).mul(-100.0).to(bias.device());
    scores = (scores + apart.unsqueeze(1)).repeat({n, 1, 1, 1});
  }
  const auto inWindow = [&] {
    const auto mask = scores.expand({n * nh * nw, -1, -1, -1});
    if (!temperature.defined()) return at::scaled_dot_product_attention(windows[0], windows[1], windows[2], mask);
    const auto unit = [](const at::Tensor& v) { return v / at::clamp_min(at::linalg_vector_norm(v, 2, {-1}, true), 1e-12); };
    return at::matmul(at::softmax(at::matmul(unit(windows[0]), unit(windows[1]).transpose(2, 3)) * temperature + mask, 3), windows[2]);
  };
  const auto out = inWindow();
  auto map = out.view({n, nh, nw, node.heads, wh, ww, c / node.heads}).permute({0, 1, 4, 2, 5, 3, 6}).reshape({n, ph, pw, c});
  if (shifts && !node.shiftsFirst) map = at::roll(map, {shiftH, shiftW}, {1, 2});
  if (padH > 0 || padW > 0) map = map.slice(1, 0, h).slice(2, 0, w).contiguous();
  if (shifts && node.shiftsFirst) map = at::roll(map, {shiftH, shiftW}, {1, 2});
  return channelsFirst(map);
}

at::Tensor spaceToChannels(const at::Tensor& x) {
  auto map = placesFirst(x);
  if (map.size(1) % 2 + map.size(2) % 2 > 0) map = at::constant_pad_nd(map, {0, 0, 0, map.size(2) % 2, 0, map.size(1) % 2});
  const auto part = [&](std::int64_t row, std::int64_t column) {
    return map.slice(1, row, std::nullopt, 2).slice(2, column, std::nullopt, 2);
  };
  return channelsFirst(at::cat({part(0, 0), part(1, 0), part(0, 1), part(1, 1)}, 3));
}

at::Tensor embed(const at::Tensor& input, const at::Tensor& words, const at::Tensor& positions, const at::Tensor& segments, int first) {
  const auto ids = input.select(1, 0).flatten(1);  // [N, T]
  at::Tensor value;
  const auto plus = [&](const at::Tensor& part) { value = value.defined() ? value + part : part; };
  if (words.defined()) plus(at::embedding(words, ids));
  if (segments.defined()) plus(at::embedding(segments, input.select(1, 2).flatten(1)));
  if (positions.defined() && first == 0) {
    plus(positions.narrow(0, 0, ids.size(1)).unsqueeze(0).expand({ids.size(0), -1, -1}));
  } else if (positions.defined()) {  // RoBERTa: padding keeps position first - 1, the others count from `first`
    const auto seen = ids.ne(first - 1).to(at::kLong);  // by the token, not by the mask: as the reference counts
    plus(at::embedding(positions, seen.cumsum(1) * seen + (first - 1)));
  }
  return channelsFirst(value.unsqueeze(2));
}

}  // namespace spurioscope
