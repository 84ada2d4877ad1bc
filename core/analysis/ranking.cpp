#include "analysis/ranking.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "model/differentiable.h"

namespace spurioscope {
namespace {

const std::string& weightName(const Graph& graph, const Site& site) { return graph.nodes[site.weights].parameters.at("weight"); }

std::vector<ChannelScore> scoresOf(const Site& site, const at::Tensor& perChannel) {
  const auto values = perChannel.to(at::kDouble).to(at::kCPU).contiguous();
  std::vector<ChannelScore> scores;
  for (int c = 0; c < site.channels; ++c) scores.push_back({&site, c, values.const_data_ptr<double>()[c]});
  return scores;
}

std::vector<ChannelScore> joined(const std::vector<const Site*>& sites, const std::vector<at::Tensor>& perSite) {
  std::vector<ChannelScore> all;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const auto scores = scoresOf(*sites[i], perSite[i]);
    all.insert(all.end(), scores.begin(), scores.end());
  }
  sortScores(all);
  return all;
}

at::Tensor lossSum(const at::Tensor& logits, const at::Tensor& targets, LossOf loss) {
  const auto scores = loss == LossOf::Probabilities ? at::softmax(logits, 1) : logits;
  return at::cross_entropy_loss(scores, targets, {}, at::Reduction::Sum);
}

/// Runs the samples batch by batch under autograd. `visit` gets each batch's node values and its share of the mean loss.
void forEachBatch(const Graph& graph, const Parameters& parameters, const std::vector<int>& samples, const std::vector<int>& targets,
                  LossOf loss, const std::function<at::Tensor(std::span<const int>)>& images, int batch, bool inputGradients,
                  std::stop_token stop, Progress& progress,
                  const std::function<void(const std::vector<at::Tensor>& values, const at::Tensor& meanLoss)>& visit) {
  for (std::size_t first = 0; first < samples.size(); first += batch) {
    throwIfStopped(stop);
    const auto count = std::min<std::size_t>(batch, samples.size() - first);
    auto input = images(std::span(samples).subspan(first, count)).contiguous();
    if (inputGradients) input = input.detach().requires_grad_(true);
    auto classes = at::empty({static_cast<std::int64_t>(count)}, at::kLong);
    for (std::size_t i = 0; i < count; ++i) classes.data_ptr<std::int64_t>()[i] = targets[first + i];
    const auto values = runDifferentiable(graph, parameters, input);
    visit(values, lossSum(logitsOf(graph, values), classes.to(input.device()), loss) / static_cast<double>(samples.size()));
    progress.report("gradients", first + count, samples.size());
  }
}

/// Number, sum and sum of squares.
struct Sums {
  double n = 0, sum = 0, squares = 0;

  void add(double m, double mean, double variance, double sign = 1) {
    n += sign * m, sum += sign * m * mean, squares += sign * ((m - 1) * variance + m * mean * mean);
  }
};

/// The class's samples outside the group: means and variances add up by the law of total variance.
Sums othersOfClass(const SiteActivations& site, const Dataset& dataset, int channel, int group) {
  Sums sums;
  const int y = dataset.groups[static_cast<std::size_t>(group)].y;
  const auto add = [&sums](std::int64_t n, float mean, float variance, double sign) {
    if (n > 0) sums.add(static_cast<double>(n), mean, n > 1 ? variance : 0, sign);
  };
  const auto ofGroup = [&](int id) {
    return static_cast<std::size_t>(channel) * static_cast<std::size_t>(site.groups) + static_cast<std::size_t>(id);
  };
  if (dataset.overlapping()) {  // all of the class but the group: others may be in several groups, or in none
    const auto parts = site.parts.n.size();
    for (const std::size_t p : {2 * static_cast<std::size_t>(y), 2 * static_cast<std::size_t>(y) + 1}) {
      const auto at = static_cast<std::size_t>(channel) * parts + p;
      add(site.parts.n[p], site.parts.mean[at], site.parts.variance[at], 1);
    }
    add(site.n[static_cast<std::size_t>(group)], site.mean[ofGroup(group)], site.variance[ofGroup(group)], -1);
    return sums;
  }
  for (const auto& other : dataset.groups) {
    if (other.y == y && other.id != group)
      add(site.n[static_cast<std::size_t>(other.id)], site.mean[ofGroup(other.id)], site.variance[ofGroup(other.id)], 1);
  }
  return sums;
}

}  // namespace

void sortScores(std::vector<ChannelScore>& scores) {
  std::stable_sort(scores.begin(), scores.end(), [](const auto& a, const auto& b) {
    if (std::isnan(a.score) || std::isnan(b.score)) return !std::isnan(a.score) && std::isnan(b.score);
    return a.score > b.score;
  });
}

std::vector<ChannelScore> rankByMagnitude(const Graph& graph, const Parameters& parameters, const std::vector<const Site*>& sites) {
  std::vector<at::Tensor> norms;
  for (const auto* site : sites) norms.push_back(parameter(parameters, weightName(graph, *site)).flatten(1).norm(2, 1));
  return joined(sites, norms);
}

std::vector<ChannelScore> rankByGradient(const Graph& graph, const Parameters& parameters, const std::vector<const Site*>& sites,
                                         const std::vector<int>& samples, const std::vector<int>& targets, LossOf loss,
                                         const std::function<at::Tensor(std::span<const int>)>& images, int batch,
                                         std::stop_token stop, Progress& progress) {
  auto shared = parameters;  // only the weights asked for get gradients
  std::vector<at::Tensor> weights, sums(sites.size());
  for (const auto* site : sites) {
    auto weight = parameter(parameters, weightName(graph, *site)).detach().clone().requires_grad_(true);
    weights.push_back(weight);
    shared[weightName(graph, *site)] = weight;
  }
  forEachBatch(graph, shared, samples, targets, loss, images, batch, false, stop, progress,
               [&](const std::vector<at::Tensor>&, const at::Tensor& meanLoss) {
                 const auto found = gradients(meanLoss, weights);
                 for (std::size_t i = 0; i < sites.size(); ++i) {
                   if (found[i].defined()) sums[i] = sums[i].defined() ? sums[i] + found[i] : found[i];
                 }
               });
  for (std::size_t i = 0; i < sites.size(); ++i) {
    sums[i] = sums[i].defined() ? sums[i].flatten(1).norm(2, 1) : at::zeros({sites[i]->channels}, at::kFloat);
  }
  return joined(sites, sums);
}

std::vector<ChannelScore> rankByTaylor(const Graph& graph, const Parameters& parameters, const std::vector<const Site*>& sites,
                                       const std::vector<int>& samples, const std::vector<int>& targets, LossOf loss,
                                       const std::function<at::Tensor(std::span<const int>)>& images, int batch,
                                       std::stop_token stop, Progress& progress) {
  std::vector<at::Tensor> sums(sites.size());
  auto shared = parameters;
  // Gradients begin at the input; numbers of tokens have none, so for texts they begin at the table of words.
  for (const auto& node : graph.nodes) {
    if (node.op == Op::Embedding && node.has("weight"))
      shared[node.parameters.at("weight")] = parameterOf(parameters, node, "weight").detach().requires_grad_(true);
  }
  forEachBatch(graph, shared, samples, targets, loss, images, batch, !graph.takesTokens, stop, progress,
               [&](const std::vector<at::Tensor>& values, const at::Tensor& meanLoss) {
                 std::vector<at::Tensor> at;
                 for (const auto* site : sites) at.push_back(values[site->value]);
                 const auto found = gradients(meanLoss, at);
                 for (std::size_t i = 0; i < sites.size(); ++i) {
                   if (!found[i].defined()) continue;
                   const auto effect = (at[i].detach() * found[i]).transpose(0, 1).flatten(1).sum(1).view({sites[i]->channels, -1}).sum(1);
                   sums[i] = sums[i].defined() ? sums[i] + effect : effect;
                 }
               });
  for (std::size_t i = 0; i < sites.size(); ++i) {
    sums[i] = sums[i].defined() ? sums[i].abs() : at::zeros({sites[i]->channels}, at::kFloat);
  }
  return joined(sites, sums);
}

std::vector<ChannelScore> rankByActivation(const Graph&, const ActivationStatistics& statistics, const Dataset& dataset,
                                           const std::vector<const Site*>& sites, int group, bool standardised) {
  std::vector<ChannelScore> all;
  for (const auto* site : sites) {
    const auto found =
        std::find_if(statistics.sites.begin(), statistics.sites.end(), [&](const auto& one) { return one.site == site->name; });
    if (found == statistics.sites.end()) continue;
    for (int c = 0; c < site->channels; ++c) {
      const auto [n, sum, squares] = othersOfClass(*found, dataset, c, group);
      const auto at = static_cast<std::size_t>(c) * found->groups + group;
      const double otherMean = sum / n, otherVariance = n > 1 ? std::max(0.0, (squares - sum * otherMean) / (n - 1)) : 0;
      double score = std::abs(found->mean[at] - otherMean);
      if (standardised) {
        const double spread = std::sqrt((found->variance[at] + otherVariance) / 2);
        score = score == 0 ? 0 : score / spread;
      }
      all.push_back({site, c, score});
    }
  }
  sortScores(all);
  return all;
}

}  // namespace spurioscope
