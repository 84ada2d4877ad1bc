#include "checkpoint/state_dict_probe.h"

#include <gtest/gtest.h>

namespace spurioscope {
namespace {

/// Parts with tensors at these paths, each with a storage of its own unless it names another's index.
CheckpointParts partsWith(const std::vector<ValuePath>& paths, const std::vector<std::size_t>& sharedWith = {}) {
  CheckpointParts parts;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const bool shares = i < sharedWith.size() && sharedWith[i] != i;
    const auto storage = shares ? parts.views[sharedWith[i]].storage : storageInMemory(std::vector<std::byte>(4));
    parts.add({paths[i], {}, {1}, DType::Float32}, {storage, 0, 0, {1}, false});
  }
  probeStateDict(parts);
  return parts;
}

TEST(StateDict, IsFoundUnderTheUsualKeys) {
  for (const char* key : {"model_state_dict", "state_dict", "model", "model_dict", "net", "algorithm"}) {
    EXPECT_EQ(partsWith({{"loss"}, {key, "conv.weight"}, {"optimizer", "state", 0, "exp_avg"}}).stateDictPath, ValuePath{key});
  }
}

TEST(StateDict, IsTheRootOrTheFirstOfAList) {
  EXPECT_EQ(partsWith({{"conv.weight"}, {"fc.bias"}}).stateDictPath, ValuePath{});
  const auto list = partsWith({{0, "conv.weight"}, {1, "conv.weight"}});
  EXPECT_EQ(list.stateDictPath, ValuePath{0});
  EXPECT_EQ(list.otherStateDicts, std::vector<ValuePath>{{1}});
}

TEST(StateDict, IsNoOptimizerAndNoBareTensor) {
  EXPECT_TRUE(partsWith({{"state", 0, "momentum_buffer"}, {"state", 1, "momentum_buffer"}}).stateDict.empty());
  EXPECT_TRUE(partsWith({{}}).stateDict.empty());
}

TEST(StateDict, PrefersTheModelToItsAverage) {
  EXPECT_EQ(partsWith({{"model_ema", "conv.weight"}, {"model", "conv.weight"}}).stateDictPath, ValuePath{"model"});
}

TEST(StateDict, DropsWhatSubpopBenchSavesTwice) {
  const auto parts = partsWith({{"model_dict", "featurizer.network.conv1.weight"},
                                {"model_dict", "classifier.weight"},
                                {"model_dict", "network.0.network.conv1.weight"},
                                {"model_dict", "network.1.weight"}},
                               {0, 1, 0, 1});
  EXPECT_EQ(parts.stateDict, (std::map<std::string, std::size_t>{{"conv1.weight", 0}, {"classifier.weight", 1}}));
}

}  // namespace
}  // namespace spurioscope
