#include <gtest/gtest.h>

#include "base/error.h"
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

TEST(NetworkHints, WhatIsSaidGoesBeforeTheConfiguration) {
  const auto hints = merged(hintsFromText("norm-eps=1e-5"),
                            hintsOf(parseJson(R"-({"norm_eps": 1e-6, "head_dim": 32, "activation": "GELU (tanh)"})-", "")));
  EXPECT_EQ(hints.normEps, 1e-5);
  EXPECT_EQ(hints.headWidth, 32);
  EXPECT_EQ(hints.activation, Function::GeluTanh);
}

}  // namespace
}  // namespace spurioscope
