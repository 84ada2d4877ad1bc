#include <gtest/gtest.h>

#include <algorithm>

#include "base/file.h"
#include "base/json.h"
#include "model/catalogue.h"
#include "tests/model/resnet_shapes.h"

namespace spurioscope {
namespace {

ShapeTable shapesOf(const std::string& reference) {
  const auto file = std::string(SPURIOSCOPE_TESTS_DIR) + "/model/references/" + reference + ".json";
  ShapeTable shapes;
  const auto json = parseJson(readTextFile(file), file);
  for (const auto& tensor : json.at("tensors")) shapes[tensor.at("key")] = tensor.at("shape").get<std::vector<std::int64_t>>();
  return shapes;
}

NoNetwork unknown(const ShapeTable& shapes) { return std::get<NoNetwork>(inferNetwork(shapes)); }
bool lists(const std::vector<std::string>& keys, const std::string& key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); }

/// The same keys with a word replaced.
ShapeTable renamed(const ShapeTable& shapes, const std::string& word, const std::string& other) {
  ShapeTable out;
  for (const auto& [name, shape] : shapes) {
    auto key = name;
    if (const auto at = key.find(word); at != std::string::npos) key.replace(at, word.size(), other);
    out.emplace(key, shape);
  }
  return out;
}

TEST(NearestFamily, PoolingByAttentionIsNamedAsWhatDoesNotFit) {
  auto shapes = shapesOf("tiny_timm_vit");
  shapes["attn_pool.latent"] = {1, 1, 24};
  const auto no = unknown(shapes);
  EXPECT_EQ(no.nearest, "vision transformer");
  EXPECT_TRUE(lists(no.unexpected, "attn_pool.latent"));
  EXPECT_TRUE(no.missing.empty());
}

TEST(NearestFamily, WhatSpeaksOfTheInsideIsNotIgnored) {
  for (const char* key : {"rope.freqs", "rel_pos_bias.relative_position_bias_table", "norm_extra.weight", "token_mixer.weight"}) {
    auto shapes = shapesOf("tiny_timm_vit");
    shapes[key] = {4, 4};
    EXPECT_TRUE(lists(unknown(shapes).unexpected, key)) << key;
  }
}

TEST(NearestFamily, KeysOfNoFamilyAreComparedByTheirWords) {
  // A ResNet whose stem no family of the catalogue has.
  const auto no = unknown(renamed(resnetShapes({{1, 1}, {6, 8}}), "conv1.weight", "gabor.frequencies"));
  EXPECT_EQ(no.nearest, "ResNet with torchvision's names");
  EXPECT_TRUE(lists(no.missing, "layer1.0.conv1.weight") || lists(no.missing, "conv1.weight"));
  EXPECT_TRUE(lists(no.unexpected, "gabor.frequencies") || lists(no.unexpected, "layer1.0.gabor.frequencies"));
}

TEST(NearestFamily, IsEmptyWhereFewKeysSpeakAnyFamilysWords) {
  const auto no = unknown({{"0.weight", {3, 3}}, {"0.bias", {3}}, {"2.weight", {2, 3}}, {"2.bias", {2}}});
  EXPECT_TRUE(no.nearest.empty());
  EXPECT_EQ(no.unexpected.size(), 4u);
}

TEST(InferNetwork, TakesTheNormsOfOldBertCheckpoints) {
  ShapeTable shapes;
  for (const auto& [name, shape] : shapesOf("hf_Bert_32_2_2")) {
    auto key = name;
    if (key.ends_with("LayerNorm.weight")) key.replace(key.size() - 6, 6, "gamma");
    if (key.ends_with("LayerNorm.bias")) key.replace(key.size() - 4, 4, "beta");
    shapes.emplace(key, shape);
  }
  const auto network = std::get<Network>(inferNetwork(shapes));
  EXPECT_EQ(network.architecture.family, "bert");
  EXPECT_TRUE(shapes.contains("bert.embeddings.LayerNorm.gamma"));
}

}  // namespace
}  // namespace spurioscope
