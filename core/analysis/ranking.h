#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analysis/activation_statistics.h"
#include "base/progress.h"
#include "model/parameters.h"

namespace spurioscope {

struct ChannelScore {
  const Site* site = nullptr;
  int channel = 0;
  double score = 0;
};

/// Loss whose gradient is taken. The paper's models end in a softmax and its loss takes softmax again (FIELD.md fact 3).
enum class LossOf { Logits, Probabilities };

/// L2 norm of every output channel's weights (FIELD.md 1.7). No data. `paper`: convolutions of projections are left out, as the
/// published code does by name. Empty globs: every admitted convolution.
std::vector<ChannelScore> rankByMagnitude(const Graph& graph, const Parameters& parameters, const std::vector<const Site*>& sites);

/// L2 norm over [in, kh, kw] of d(mean loss)/d(weights) of each output channel, in evaluation mode, over the given samples.
/// @param images   gives float32 [n, C, h, w] of some samples (texts: int64 [n, 3, T, 1]); called with at most `batch` at a time
/// @param targets  the output column that is each sample's class
std::vector<ChannelScore> rankByGradient(const Graph& graph, const Parameters& parameters, const std::vector<const Site*>& sites,
                                         const std::vector<int>& samples, const std::vector<int>& targets, LossOf loss,
                                         const std::function<at::Tensor(std::span<const int>)>& images, int batch,
                                         std::stop_token stop, Progress& progress);

/// First-order effect on the loss of taking a channel away: |mean over samples of sum over positions of a * dL/da| at the site's
/// value (Molchanov et al. 2017, arXiv 1611.06440). The mean loss over the samples is the one differentiated.
std::vector<ChannelScore> rankByTaylor(const Graph& graph, const Parameters& parameters, const std::vector<const Site*>& sites,
                                       const std::vector<int>& samples, const std::vector<int>& targets, LossOf loss,
                                       const std::function<at::Tensor(std::span<const int>)>& images, int batch,
                                       std::stop_token stop, Progress& progress);

/// Difference of mean activation between the group and the other groups of its class: plain |difference|, or `standardised` as
/// d' = difference / sqrt((var + var) / 2) (FIELD.md 4.6).
std::vector<ChannelScore> rankByActivation(const Graph& graph, const ActivationStatistics& statistics, const Dataset& dataset,
                                           const std::vector<const Site*>& sites, int group, bool standardised);

/// Largest first; NaN last; ties keep the order of the network.
void sortScores(std::vector<ChannelScore>& scores);

}  // namespace spurioscope
