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
  for (const char* key : {"rope.freqs", "shared_rel_pos.mlp.fc1.weight", "norm_extra.weight", "token_mixer.weight"}) {
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

/// As the first keys of real networks that no family of the catalogue is.
ShapeTable albert() {
  ShapeTable shapes{{"albert.embeddings.word_embeddings.weight", {200, 32}},
                    {"albert.embeddings.position_embeddings.weight", {512, 32}},
                    {"albert.embeddings.LayerNorm.weight", {32}},
                    {"albert.encoder.embedding_hidden_mapping_in.weight", {64, 32}},
                    {"classifier.weight", {2, 64}}};
  for (const char* part : {"attention.query", "attention.key", "attention.value", "attention.dense", "ffn", "ffn_output"})
    shapes["albert.encoder.albert_layer_groups.0.albert_layers.0." + std::string(part) + ".weight"] = {64, 64};
  return shapes;
}

TEST(NearestFamily, OfATextNetworkReadsTexts) {
  const auto no = unknown(albert());
  EXPECT_EQ(no.nearest, "BERT sequence classifier");
  EXPECT_FALSE(lists(no.unexpected, "albert.embeddings.word_embeddings.weight")) << "the name of the model says nothing";
  EXPECT_TRUE(lists(no.unexpected, "albert.encoder.embedding_hidden_mapping_in.weight"));
  EXPECT_FALSE(lists(no.missing, "bert.embeddings.word_embeddings.weight")) << "it is there under another first word";
}

TEST(NearestFamily, OfANetworkOfKernelsIsOne) {
  ShapeTable shapes;
  for (const auto& [key, shape] : shapesOf("tiny_hf_efficientnet")) {
    if (!key.starts_with("efficientnet.embeddings.")) shapes[key] = shape;
  }
  const auto no = unknown(shapes);
  EXPECT_EQ(no.nearest, "MobileNet or EfficientNet with Hugging Face's names");
  EXPECT_TRUE(lists(no.missing, "efficientnet.embeddings.convolution.weight"));
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
