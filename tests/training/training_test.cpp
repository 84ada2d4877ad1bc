#include <gtest/gtest.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "base/random.h"
#include "model/differentiable.h"
#include "training/erm.h"
#include "training/initialise.h"

namespace spurioscope {
namespace {

/// A tiny network with 12 images of noise.
struct Problem {
  Problem() {
    network = std::get<Network>(inferNetwork(shapes));
    initial = initialParameters(network.graph, shapes, 5);
    Random random(2);
    data.images = at::empty({12, 3, 6, 6}, at::kFloat);
    for (std::int64_t i = 0; i < data.images.numel(); ++i) data.images.data_ptr<float>()[i] = static_cast<float>(random.normal());
    data.labels = at::arange(12, at::kLong).remainder(2);
  }
  Parameters train(const ErmOptions& options) const {
    NoProgress progress;
    return trainErm(network.graph, initial, data, options, {}, {}, progress);
  }

  ShapeTable shapes = smallResnetShapes({4, 6}, 2);
  Network network;
  Parameters initial;
  TrainingData data;
};

/// torch.optim.SGD written out: v = momentum v + (g + decay w), w -= rate v, with a cosine rate per step.
Parameters byFormula(const Problem& problem, const ErmOptions& options) {
  auto parameters = trainableCopy(problem.initial, at::kCPU);
  std::map<std::string, at::Tensor> velocity;
  std::vector<std::int64_t> order(12);
  std::iota(order.begin(), order.end(), 0);
  Random random(options.seed);
  const int perEpoch = (12 + options.batch - 1) / options.batch;
  int step = 0;
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    random.shuffle(order);
    for (int first = 0; first < 12; first += options.batch, ++step) {
      const auto batch = at::from_blob(order.data() + first, {std::min(options.batch, 12 - first)}, at::kLong);
      const auto logits =
          logitsOf(problem.network.graph,
                   runDifferentiable(problem.network.graph, parameters, problem.data.images.index_select(0, batch), NormMode::Training));
      at::cross_entropy_loss(logits, problem.data.labels.index_select(0, batch)).backward();
      const double rate = options.learningRate * 0.5 * (1 + std::cos(std::numbers::pi * step / (perEpoch * options.epochs)));
      const at::NoGradGuard noGrad;
      for (auto& [name, weight] : parameters) {
        if (!weight.requires_grad()) continue;
        auto& v = velocity[name];
        v = (v.defined() ? options.momentum * v : at::zeros_like(weight)) + weight.grad() + options.weightDecay * weight;
        weight -= rate * v;
        weight.mutable_grad().reset();
      }
    }
  }
  return parameters;
}

TEST(TrainErm, FollowsTheFormulaOfSgdWithCosine) {
  const Problem problem;
  ErmOptions options;
  options.batch = 5, options.epochs = 2, options.learningRate = 0.1, options.weightDecay = 0.01, options.seed = 3;
  const auto trained = problem.train(options), expected = byFormula(problem, options);
  for (const auto& [name, tensor] : expected) {
    EXPECT_LT((trained.at(name) - tensor.detach()).abs().max().item<double>(), 1e-5) << name;  // six float32 steps
  }
}

TEST(TrainErm, UpdatesRunningStatisticsAsTorch) {
  const Problem problem;
  ErmOptions options;
  options.batch = 12, options.epochs = 1;
  const auto trained = problem.train(options);
  const auto x = at::conv2d(problem.data.images, problem.initial.at("conv1.weight"), {}, {1, 1}, {1, 1}).transpose(0, 1).flatten(1);
  EXPECT_LT((trained.at("bn1.running_mean") - 0.1 * x.mean(1)).abs().max().item<double>(), 1e-5);
  EXPECT_LT((trained.at("bn1.running_var") - (0.9 + 0.1 * x.var(1, true))).abs().max().item<double>(), 1e-5) << "unbiased";
}

TEST(TrainErm, GivesTheSameBitsForASeedAndTellsEachEpoch) {
  const Problem problem;
  ErmOptions options;
  options.batch = 4, options.epochs = 3, options.seed = 9;
  std::vector<int> epochs;
  NoProgress progress;
  const auto first = trainErm(
      problem.network.graph, problem.initial, problem.data, options,
      [&](int epoch, const Parameters&, double loss) {
        epochs.push_back(epoch);
        EXPECT_GT(loss, 0);
      },
      {}, progress);
  const auto second = problem.train(options);
  EXPECT_EQ(epochs, (std::vector<int>{1, 2, 3}));
  for (const auto& [name, tensor] : first) EXPECT_TRUE(tensor.equal(second.at(name))) << name;
  options.seed = 10;
  EXPECT_FALSE(problem.train(options).at("conv1.weight").equal(first.at("conv1.weight")));
}

TEST(TrainErm, LeavesTheInitialParametersAloneAndLearns) {
  const Problem problem;
  const auto before = problem.initial.at("conv1.weight").clone();
  ErmOptions options;
  options.batch = 12, options.epochs = 60;
  const auto trained = problem.train(options);
  EXPECT_TRUE(problem.initial.at("conv1.weight").equal(before));
  auto fresh = trainableCopy(trained, at::kCPU);
  const auto logits =
      logitsOf(problem.network.graph, runDifferentiable(problem.network.graph, fresh, problem.data.images, NormMode::Training));
  EXPECT_TRUE(logits.argmax(1).equal(problem.data.labels)) << "twelve images can be learnt by heart";
}

TEST(TrainErm, StopsWhenAsked) {
  const Problem problem;
  std::stop_source stop;
  stop.request_stop();
  NoProgress progress;
  EXPECT_THROW(trainErm(problem.network.graph, problem.initial, problem.data, {}, {}, stop.get_token(), progress), Error);
}

TEST(InitialParameters, DependOnTheSeedAndTheNameOnly) {
  const Problem problem;
  const auto again = initialParameters(problem.network.graph, problem.shapes, 5),
             other = initialParameters(problem.network.graph, problem.shapes, 6);
  for (const auto& [name, tensor] : problem.initial) EXPECT_TRUE(tensor.equal(again.at(name))) << name;
  EXPECT_FALSE(other.at("conv1.weight").equal(problem.initial.at("conv1.weight")));
  const auto shapes = smallResnetShapes({4, 6, 8}, 2);  // a larger network with the same first layers
  const auto larger = initialParameters(std::get<Network>(inferNetwork(shapes)).graph, shapes, 5);
  EXPECT_TRUE(larger.at("layer2.0.conv2.weight").equal(problem.initial.at("layer2.0.conv2.weight")));
}

TEST(InitialParameters, HaveTheSpreadOfTorchvision) {
  const auto shapes = smallResnetShapes({32, 64}, 2);
  const auto parameters = initialParameters(std::get<Network>(inferNetwork(shapes)).graph, shapes, 1);
  const auto& weight = parameters.at("layer2.0.conv2.weight");  // 36,864 draws: the std is good to 1 %
  EXPECT_NEAR(weight.std().item<double>(), std::sqrt(2.0 / (64 * 9)), 0.02 * std::sqrt(2.0 / (64 * 9)));
  EXPECT_TRUE(parameters.at("bn1.weight").equal(at::ones({32})));
  EXPECT_LE(parameters.at("fc.weight").abs().max().item<double>(), 1 / std::sqrt(64.0));
}

}  // namespace
}  // namespace spurioscope
