#include <gtest/gtest.h>

#include "base/error.h"
#include "model/catalogue.h"
#include "model/network_hints.h"

namespace spurioscope {
namespace {

TEST(NetworkHints, ReadAllWordsOfTheSetting) {
  const auto hints = hintsFromText("padding=same,norm-eps=1e-3,heads=6,activation=quick_gelu,window=7,image=192");
  EXPECT_EQ(hints.samePadding, true);
  EXPECT_EQ(hints.normEps, 1e-3);
  EXPECT_EQ(hints.heads, 6);
  EXPECT_EQ(hints.activation, Function::QuickGelu);
  EXPECT_EQ(hints.window, 7);
  EXPECT_EQ(hints.imageSide, 192);
  EXPECT_EQ(hintsFromText("padding=symmetric").samePadding, false);
  for (const char* wrong : {"padding=valid", "window=0", "image=-3", "eps=1"}) EXPECT_THROW(hintsFromText(wrong), Error) << wrong;
}

TEST(NetworkHints, TimmsTensorflowNetworksAreToldByTheirName) {
  const auto hints = hintsOf(parseJson(R"({"architecture": "tf_efficientnet_b0", "num_classes": 2})", ""));
  EXPECT_EQ(hints.samePadding, true);
  EXPECT_EQ(hints.normEps, 1e-3);
  EXPECT_EQ(hintsOf(parseJson(R"({"architecture": "vit_base_patch16_clip_quickgelu_224"})", "")).activation, Function::QuickGelu);
  EXPECT_EQ(hintsOf(parseJson(R"({"architecture": "resnetblur50"})", "")).antialiased, true);
  const auto other = hintsOf(parseJson(R"({"architecture": "efficientnet_b0", "num_classes": 2})", ""));
  EXPECT_FALSE(other.samePadding);
  EXPECT_FALSE(other.normEps);
}

TEST(NetworkHints, AHeadLikeThePapersOnANetworkThatTimmNamesKeepsTimmsEps) {
  const ShapeTable shapes{{"cls_token", {1, 1, 8}},
                          {"pos_embed", {1, 5, 8}},
                          {"patch_embed.proj.weight", {8, 3, 4, 4}},
                          {"patch_embed.proj.bias", {8}},
                          {"blocks.0.norm1.weight", {8}},
                          {"blocks.0.norm1.bias", {8}},
                          {"blocks.0.attn.qkv.weight", {24, 8}},
                          {"blocks.0.attn.proj.weight", {8, 8}},
                          {"blocks.0.norm2.weight", {8}},
                          {"blocks.0.norm2.bias", {8}},
                          {"blocks.0.mlp.fc1.weight", {16, 8}},
                          {"blocks.0.mlp.fc2.weight", {8, 16}},
                          {"norm.weight", {8}},
                          {"norm.bias", {8}},
                          {"head.0.weight", {2, 8}}};
  const auto epsWith = [&](const NetworkHints& hints) {
    const auto graph = std::get<Network>(inferNetwork(shapes, hints)).graph;
    return graph.nodes[graph.findModule("norm").value()].eps;
  };
  EXPECT_EQ(epsWith({}), 1e-5);
  EXPECT_EQ(epsWith(hintsOf(parseJson(R"({"architecture": "deit_small_patch16_224"})", ""))), 1e-6);
}

TEST(NetworkHints, WhatIsSaidGoesBeforeTheConfiguration) {
  const auto hints = merged(hintsFromText("norm-eps=1e-5"),
                            hintsOf(parseJson(R"-({"norm_eps": 1e-6, "head_dim": 32, "activation": "GELU (tanh)"})-", "")));
  EXPECT_EQ(hints.normEps, 1e-5);
  EXPECT_EQ(hints.headWidth, 32);
  EXPECT_EQ(hints.activation, Function::GeluTanh);
}

}  // namespace
}  // namespace spurioscope
