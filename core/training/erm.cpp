#include "training/erm.h"

#include <ATen/core/grad_mode.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "base/random.h"
#include "model/differentiable.h"

namespace spurioscope {
namespace {

class MomentumSgd {
 public:
  MomentumSgd(Parameters& parameters, const ErmOptions& options) : options_(options) {
    for (auto& [name, tensor] : parameters) {
      if (tensor.requires_grad()) weights_.push_back(tensor);
    }
    velocity_.resize(weights_.size());
  }

  const std::vector<at::Tensor>& weights() const { return weights_; }

  void step(const std::vector<at::Tensor>& gradients, double rate) {
    const at::NoGradGuard noGrad;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      if (!gradients[i].defined()) continue;
      const auto change = gradients[i] + weights_[i] * options_.weightDecay;
      velocity_[i] = velocity_[i].defined() ? velocity_[i].mul_(options_.momentum).add_(change) : change.clone();
      weights_[i].sub_(velocity_[i] * rate);
    }
  }

 private:
  const ErmOptions& options_;
  std::vector<at::Tensor> weights_, velocity_;
};

Parameters detached(const Parameters& parameters) {
  Parameters copy;
  for (const auto& [name, tensor] : parameters) copy.emplace(name, tensor.detach().to(at::kCPU).clone());
  return copy;
}

}  // namespace

Parameters trainErm(const Graph& graph, const Parameters& initial, const TrainingData& data, const ErmOptions& options,
                    const std::function<void(int, const Parameters&, double)>& epochDone, std::stop_token stop, Progress& progress) {
  auto parameters = trainableCopy(initial, at::kCPU);
  MomentumSgd sgd(parameters, options);
  const auto n = data.images.size(0);
  const auto batches = (n + options.batch - 1) / options.batch;
  const double steps = static_cast<double>(batches) * options.epochs;
  Random random(options.seed);
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  std::int64_t step = 0;
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    random.shuffle(order);
    double lossSum = 0;
    for (std::int64_t first = 0; first < n; first += options.batch, ++step) {
      throwIfStopped(stop);
      const auto count = std::min<std::int64_t>(options.batch, n - first);
      const auto batch = at::from_blob(order.data() + first, {count}, at::kLong);
      const auto values = runDifferentiable(graph, parameters, data.images.index_select(0, batch), NormMode::Training);
      const auto loss = at::cross_entropy_loss(logitsOf(graph, values), data.labels.index_select(0, batch));
      const double rate = 0.5 * options.learningRate * (1 + std::cos(std::numbers::pi * static_cast<double>(step) / steps));
      sgd.step(gradients(loss, sgd.weights()), rate);
      lossSum += loss.item<double>() * static_cast<double>(count);
      progress.report("training epoch " + std::to_string(epoch), static_cast<std::uint64_t>(step + 1), static_cast<std::uint64_t>(steps));
    }
    if (epochDone) epochDone(epoch, detached(parameters), lossSum / static_cast<double>(n));
  }
  return detached(parameters);
}

}  // namespace spurioscope
