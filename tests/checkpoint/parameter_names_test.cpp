#include "checkpoint/parameter_names.h"

#include <gtest/gtest.h>

namespace spurioscope {
namespace {

using Names = std::vector<std::string>;

TEST(ParameterNames, TakesWrappersOff) {
  EXPECT_EQ(withoutPrefixes({"module.conv1.weight", "module.fc.bias"}), (Names{"conv1.weight", "fc.bias"}));
  EXPECT_EQ(withoutPrefixes({"_orig_mod.module.conv1.weight"}), (Names{"conv1.weight"}));
  EXPECT_EQ(withoutPrefixes({"module._orig_mod.conv1.weight"}), (Names{"conv1.weight"}));
}

TEST(ParameterNames, KeepsHeadsAndLossesBesideAContainer) {
  EXPECT_EQ(withoutPrefixes({"featurizer.network.conv1.weight", "featurizer.network.bn1.bias", "classifier.weight"}),
            (Names{"conv1.weight", "bn1.bias", "classifier.weight"}));
  EXPECT_EQ(withoutPrefixes({"model.conv1.weight", "model.fc.weight", "criterion.weight"}),
            (Names{"conv1.weight", "fc.weight", "criterion.weight"}));
}

TEST(ParameterNames, LeavesANetworkWhoseOwnPartIsCalledEncoder) {
  const Names bert{"embeddings.word.weight", "encoder.layer.0.weight", "encoder.layer.1.weight"};
  EXPECT_EQ(withoutPrefixes(bert), bert);
  const Names vit{"class_token", "conv_proj.weight", "encoder.pos_embedding", "encoder.layers.0.weight", "heads.head.weight"};
  EXPECT_EQ(withoutPrefixes(vit), vit);
}

TEST(ParameterNames, NeverMakesTwoNamesOne) {
  const Names names{"model.fc.weight", "model.conv.weight", "fc.weight"};
  EXPECT_EQ(withoutPrefixes(names), names);
}

TEST(ParameterNames, PartsASequentialOfANetworkAndALinearLayer) {
  EXPECT_EQ(withoutPrefixes({"network.0.conv1.weight", "network.0.bn1.bias", "network.1.weight", "network.1.bias"}),
            (Names{"conv1.weight", "bn1.bias", "head.weight", "head.bias"}));
  const Names sequential{"0.weight", "0.bias", "2.weight", "2.bias"}, parts{"0.0.weight", "0.1.weight", "1.weight"};
  EXPECT_EQ(withoutPrefixes(sequential), sequential) << "a plain Sequential is its own network";
  EXPECT_EQ(withoutPrefixes(parts), parts);
}

}  // namespace
}  // namespace spurioscope
