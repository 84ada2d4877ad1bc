#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <stop_token>

#include "base/progress.h"
#include "model/graph.h"
#include "model/parameters.h"

namespace spurioscope {

/// Empirical risk minimisation with SGD (momentum, weight decay on every parameter as torch.optim.SGD) and a cosine schedule
/// per step down to 0.
struct ErmOptions {
  double learningRate = 0.05;
  double momentum = 0.9;
  double weightDecay = 1e-4;
  int batch = 64;
  int epochs = 20;
  std::uint64_t seed = 0;  ///< of the order of the samples
};

/// Training images, float32 [N, C, h, w], and their classes, int64 [N].
struct TrainingData {
  at::Tensor images, labels;
};

/// @param epochDone  called with the finished epoch (1, 2, ...), the parameters and the mean loss of that epoch
/// @returns the trained parameters, on the CPU.
Parameters trainErm(const Graph& graph, const Parameters& initial, const TrainingData& data, const ErmOptions& options,
                    const std::function<void(int epoch, const Parameters&, double loss)>& epochDone, std::stop_token stop,
                    Progress& progress);

}  // namespace spurioscope
