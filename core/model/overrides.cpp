#include "model/overrides.h"

#include <cstring>

#include "base/error.h"
#include "base/random.h"

namespace spurioscope {
namespace {

std::uint64_t mix(std::uint64_t seed, std::uint64_t value) { return splitmix64(seed ^ splitmix64(value)); }

std::uint64_t bitsOf(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

std::uint64_t contentHash(const at::Tensor& tensor) {
  const auto values = tensor.to(at::kCPU).contiguous();
  const auto* words = static_cast<const std::uint32_t*>(values.const_data_ptr());
  std::uint64_t hash = 1469598103934665603ull;
  for (std::int64_t i = 0; i < values.numel(); ++i) hash = (hash ^ words[i]) * 1099511628211ull;
  return hash;
}

}  // namespace

std::uint64_t ChannelOverride::identity() const {
  std::uint64_t hash = mix(static_cast<std::uint64_t>(kind), bitsOf(alpha));
  hash = mix(hash, bitsOf(constant));
  if (map.defined()) hash = mix(hash, contentHash(map));
  if (row.defined()) hash = mix(hash, contentHash(row));
  return hash;
}

OverrideSet::OverrideSet(const FoldedGraph& graph, std::vector<ChannelOverride> overrides) : overrides_(std::move(overrides)) {
  std::sort(overrides_.begin(), overrides_.end(),
            [](const auto& a, const auto& b) { return std::pair(a.step, a.channel) < std::pair(b.step, b.channel); });
  ranges_.assign(graph.size(), {0, 0});
  signatures_.assign(graph.size(), 0);
  std::vector<std::uint64_t> own(graph.size(), 0);
  for (std::size_t i = 0; i < overrides_.size(); ++i) {
    const auto& one = overrides_[i];
    if (one.step < 0 || one.step >= graph.size() || one.channel < 0 || one.channel >= graph.step(one.step).channels) {
      throw Error{Kind::Range, "there is no channel " + std::to_string(one.channel) + " here", {}, {}};
    }
    if (i > 0 && overrides_[i - 1].step == one.step && overrides_[i - 1].channel == one.channel) {
      throw Error{Kind::Range, "channel " + std::to_string(one.channel) + " is edited twice", {}, "Give each channel one edit."};
    }
    auto& [first, count] = ranges_[one.step];
    if (count++ == 0) first = static_cast<int>(i);
    own[one.step] = mix(own[one.step], mix(static_cast<std::uint64_t>(one.channel) + 1, one.identity()));
  }
  for (int step = 0; step < graph.size(); ++step) {
    std::uint64_t hash = own[step];
    for (const int input : graph.step(step).inputs) {
      if (signatures_[input] != 0) hash = mix(hash, signatures_[input] + static_cast<std::uint64_t>(input));
    }
    signatures_[step] = hash;
  }
}

std::span<const ChannelOverride> OverrideSet::at(int step) const {
  const auto [first, count] = ranges_[step];
  return {overrides_.data() + first, static_cast<std::size_t>(count)};
}

const ChannelOverride* OverrideSet::find(int step, int channel) const {
  const auto here = at(step);
  const auto found = std::lower_bound(here.begin(), here.end(), channel, [](const auto& a, int c) { return a.channel < c; });
  return found != here.end() && found->channel == channel ? &*found : nullptr;
}

std::vector<int> OverrideSet::differingChannels(const OverrideSet& other, int step) const {
  std::vector<int> channels;
  const auto collect = [&](const OverrideSet& from, const OverrideSet& against) {
    for (const auto& one : from.at(step)) {
      const auto* same = against.find(step, one.channel);
      if (same == nullptr || same->identity() != one.identity()) channels.push_back(one.channel);
    }
  };
  collect(*this, other);
  collect(other, *this);
  std::sort(channels.begin(), channels.end());
  channels.erase(std::unique(channels.begin(), channels.end()), channels.end());
  return channels;
}

at::Tensor channelIndices(const std::vector<int>& channels) {
  auto indices = at::empty({static_cast<std::int64_t>(channels.size())}, at::kLong);
  std::copy(channels.begin(), channels.end(), indices.data_ptr<std::int64_t>());
  return indices;
}

at::Tensor channelIndices(std::span<const ChannelOverride> overrides) {
  std::vector<int> channels;
  for (const auto& one : overrides) channels.push_back(one.channel);
  return channelIndices(channels);
}

at::Tensor readChannels(const at::Tensor& value, const at::Tensor& channels) {
  const auto index = channels.to(value.device());
  return value.permute({0, 2, 3, 1}).index_select(3, index);
}

void writeChannels(at::Tensor& value, const at::Tensor& channels, const at::Tensor& values) {
  const auto index = channels.to(value.device());
  value.permute({0, 2, 3, 1}).index_copy_(3, index, values);
}

at::Tensor overriddenValues(const Step& step, std::span<const ChannelOverride> overrides, const at::Tensor& x, std::int64_t n,
                            std::array<std::int64_t, 2> size, const c10::Device& device) {
  const auto m = static_cast<std::int64_t>(overrides.size());
  auto values = at::empty({n, size[0], size[1], m}, at::TensorOptions(at::kFloat).device(device));
  std::vector<std::int64_t> recomputed;
  for (std::int64_t i = 0; i < m; ++i) {
    const auto& one = overrides[i];
    auto target = values.select(3, i);
    if (one.kind == ChannelOverride::Kind::Map) {
      target.copy_(one.map.to(device).unsqueeze(0).expand_as(target));
    } else if (one.kind == ChannelOverride::Kind::Recomputed) {
      recomputed.push_back(i);
    } else if (one.alpha == 0) {
      target.fill_(one.constant);
    } else {  // only sites without weights keep an affine of their own value; see interventions.cpp
      target.copy_(x.select(1, one.channel) * one.alpha + one.constant);
    }
  }
  if (!recomputed.empty()) {
    std::vector<at::Tensor> rows;
    auto bias = at::empty({static_cast<std::int64_t>(recomputed.size())}, at::kFloat);
    std::vector<int> channels;
    for (std::size_t j = 0; j < recomputed.size(); ++j) {
      const auto& one = overrides[recomputed[j]];
      rows.push_back(one.row);
      bias.data_ptr<float>()[j] = static_cast<float>(one.constant);
      channels.push_back(one.channel);
    }
    const auto computed = step.convolution->runRows(x, at::stack(rows).to(device), bias.to(device), channelIndices(channels));
    for (std::size_t j = 0; j < recomputed.size(); ++j)
      values.select(3, recomputed[j]).copy_(computed.select(3, static_cast<std::int64_t>(j)));
  }
  return values;
}

}  // namespace spurioscope
