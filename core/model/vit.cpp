#include <cmath>

#include "model/families.h"
#include "model/network_builder.h"
#include "model/vit_names.h"

namespace spurioscope {
namespace {

class VitBuilder {
 public:
  VitBuilder(const ShapeTable& shapes, const NetworkHints& hints, const VitNames& names, std::string prefix)
      : build_(shapes, hints), names_(names), prefix_(std::move(prefix)), function_(hints.activation.value_or(names.usual)) {}

  Inference run() {
    chooseEps();
    int value = tokens();
    width_ = build_.channels(value);
    if (holds(names_.preNorm)) value = build_.layerNorm(prefix_ + names_.preNorm, value, eps_);
    else if (*names_.preNorm != 0) build_.alias(prefix_ + names_.preNorm, value);
    keys().refuseUnder("attn_pool.");  // pooling by attention is another head
    const bool patchesAlone = names_.wideHeadsOfPatchesAlone && build_.graph().prefixTokens == 0 && !holds(names_.pooledNorm);
    heads_ = relativeHeads();
    if (heads_ == 0) heads_ = build_.headsFor(width_, patchesAlone && width_ == 768 ? 48 : 0);
    int depth = 0;
    for (; keys().hasUnder(block(depth) + "."); ++depth) value = this->block(block(depth), value);
    if (*names_.sharedRelative != 0 && keys().has(prefix_ + names_.sharedRelative)) keys().take(prefix_ + names_.sharedRelative, 2);
    value = head(value);
    return build_.finish("vit", "vision transformer", describe(depth));
  }

 private:
  ShapeReader& keys() { return build_.keys(); }
  /// Whether the file has the weights of this part, which some networks of the library have.
  bool holds(const char* part) { return *part != 0 && keys().has(prefix_ + part + ".weight"); }

  std::string block(int number) const {
    std::string name = names_.block;
    return prefix_ + name.replace(name.find("{}"), 2, std::to_string(number));
  }

  void chooseEps() {
    const bool paper = names_.paperHasItsOwnEps && keys().has("head.0.weight") && !build_.hints().timm;
    const bool clip = *names_.library != 0 && holds(names_.preNorm);  // timm's CLIP networks keep CLIP's eps
    if (clip && !build_.hints().activation)
      build_.assume("GELU, as in OpenCLIP; OpenAI's own weights need --network activation=quick_gelu");
    eps_ = build_.hints().normEps.value_or(paper || clip ? 1e-5 : names_.eps);
    if (!build_.hints().normEps && *names_.library != 0) {
      build_.assume("LayerNorm eps " + (paper  ? std::string("1e-5, as in the paper's own models")
                                        : clip ? std::string("1e-5, as in CLIP")
                                               : std::string("1e-6, as in ") + names_.library) +
                    " (the tensors do not tell: --network norm-eps=...)");
    }
  }

  /// The key of the table of relative positions that a block has; empty where it has none.
  std::string relativeTable(const std::string& block) {
    if (*names_.relative != 0 && keys().has(block + "." + names_.relative)) return block + "." + names_.relative;
    const auto shared = prefix_ + names_.sharedRelative;
    return *names_.sharedRelative != 0 && keys().has(shared) ? shared : "";
  }

  /// That table's columns are the heads.
  int relativeHeads() {
    const auto table = keys().shape(relativeTable(block(0)));
    return table.size() == 2 ? static_cast<int>(table[1]) : 0;
  }

  static std::int64_t rootOf(std::int64_t count) {
    return std::lround(std::sqrt(static_cast<double>(std::max<std::int64_t>(count, 0))));
  }

  /// Patches along a side of the image, from the positions or from what else tells it.
  std::int64_t gridSide(std::int64_t tokensInFront, std::int64_t patch) {
    const auto positions = keys().shape(prefix_ + names_.positions);
    if (positions.empty() && names_.positionsMayLack) {
      const auto table = keys().shape(relativeTable(block(0)));
      if (table.empty()) return build_.hints().imageSide.value_or(224) / std::max<std::int64_t>(patch, 1);
      const auto reach = rootOf(table[0] - 3);  // (2 side - 1)^2 + 3
      if (reach * reach + 3 != table[0] || reach % 2 == 0) keys().misfit(relativeTable(block(0)));
      return (reach + 1) / 2;
    }
    std::int64_t patches = positions.size() < 2 ? 0 : positions[positions.size() - 2];
    auto side = rootOf(patches);
    // Positions cover the tokens in front too, unless the patches alone make a square (timm's no_embed_class).
    if (tokensInFront > 0 && (side * side != patches || squareWithout(patches, tokensInFront))) {
      patches -= tokensInFront;
      side = rootOf(patches);
    }
    if (side * side != patches || patches < 1) keys().misfit(prefix_ + names_.positions);
    return side;
  }

  /// Both n and n - prefix are squares only for n = 1, 4, ...: then the tokens in front have positions as well.
  static bool squareWithout(std::int64_t patches, std::int64_t prefix) {
    const auto rest = patches - prefix, side = rootOf(rest);
    return rest > 0 && side * side == rest;
  }

  int tokens() {
    const std::string first = prefix_ + names_.patches;
    const auto shape = keys().shape(first + ".weight");
    const std::int64_t patch = shape.size() == 4 ? shape[2] : 1;
    Node node{.op = Op::Tokens, .name = prefix_ + "tokens"};
    const auto front = [&](const char* name) {
      const std::string key = prefix_ + name;
      if (*name == 0 || !keys().has(key)) return;
      const auto token = keys().take(key);
      if (token.empty()) return;
      node.prefix.push_back(key);
      node.index += token.size() == 3 ? static_cast<int>(token[1]) : 1;
    };
    front(names_.classToken);
    classToken_ = !node.prefix.empty();
    front(names_.distillationToken);
    distilled_ = node.prefix.size() > 1;
    front(names_.registers);
    for (const char* unused : {"embeddings.mask_token", "mask_token"}) keys().takeOptional(prefix_ + unused);
    const bool positionsOfClass = !names_.registersHavePositions && keys().has(prefix_ + names_.registers);
    const auto side = gridSide(positionsOfClass ? 1 : node.index, patch);
    int value = build_.images(first + ".weight", side * patch);
    value = build_.convolution(first, value, {.stride = patch, .padding = 0});
    if (*names_.patchModule != 0) build_.alias({prefix_ + names_.patchModule, prefix_ + "patch_embed.norm"}, value);
    node.inputs = {value};
    node.channels = build_.channels(value);
    node.size = {side, side};
    for (const auto& key : node.prefix) {
      if (keys().shape(key).back() != node.channels) keys().misfit(key);
    }
    if (keys().has(prefix_ + names_.positions) || !names_.positionsMayLack) {
      node.parameters["positions"] = prefix_ + names_.positions;
      const auto taken = keys().take(prefix_ + names_.positions);
      keys().takeOptional(prefix_ + "embeddings.position_ids");
      if (!taken.empty() && taken.back() != node.channels) keys().misfit(prefix_ + names_.positions);
    }
    build_.graph().prefixTokens = node.index;
    grid_ = node.size;
    const int tokens = build_.add(std::move(node));
    if (*names_.embeddings != 0) build_.alias(prefix_ + names_.embeddings, tokens);
    build_.alias({prefix_ + "pos_drop", prefix_ + "patch_drop", prefix_ + "embeddings.dropout"}, tokens);
    return tokens;
  }

  int block(const std::string& name, int input) {
    const auto at = [&](const char* part) { return name + "." + part; };
    int value = build_.layerNorm(at(names_.norm1), input, eps_);
    value = attention(name, value);
    const int attended = value;
    build_.alias(at("attn.norm"), attended);
    value = build_.linear(at(names_.projection), value);
    if (names_.attentionHoldsProjection) build_.graph().modules[at(names_.attention)] = value;
    build_.alias({at("attn.proj_drop"), at("attention.output.dropout")}, value);
    const int projected = value;
    value = scaled(name, {"ls1.gamma", "gamma_1", "layer_scale1.lambda1", "lambda_1"}, value);
    build_.alias({at("ls1"), at("layer_scale1"), at("drop_path1")}, value);
    const int middle = build_.add(name + ".add1", value, input);
    value = build_.layerNorm(at(names_.norm2), middle, eps_);
    const auto older = [&](const char* now, const char* before) {
      return *before != 0 && keys().has(at(before) + ".weight") ? at(before) : at(now);
    };
    value = build_.hidden(older(names_.hidden, names_.olderHidden), at(names_.function), value, function_);
    build_.alias({at("mlp.activation"), at("intermediate.intermediate_act_fn"), at("mlp.drop1"), at("mlp.norm"), at("mlp.2")}, value);
    value = build_.linear(older(names_.output, names_.olderOutput), value);
    build_.alias({at("mlp.drop2"), at("mlp.4"), at("output.dropout")}, value);
    build_.alias(at("dropout"), names_.dropsOutOfAttentionAlone ? projected : value);  // what a block calls twice gave its output last
    value = scaled(name, {"ls2.gamma", "gamma_2", "layer_scale2.lambda1", "lambda_2"}, value);
    build_.alias({at("ls2"), at("layer_scale2"), at("drop_path2"), at("drop_path")}, value);
    value = build_.add(name, value, middle);
    if (*names_.sum != 0) build_.alias(at(names_.sum), value);
    build_.blockSite(name, value);
    return value;
  }

  int attention(const std::string& block, int value) {
    const auto name = block + "." + names_.attention;
    const int node = build_.attention(name, projections(name, value), heads_);
    const auto table = relativeTable(block);
    if (table.empty()) return node;
    if (table.starts_with(block + ".")) keys().take(table, 2);
    keys().takeOptional(name + ".relative_position_index");
    keys().takeOptional(table.substr(0, table.rfind('.')) + ".relative_position_index");
    auto& attention = build_.graph().nodes[node];
    const auto reach = 2 * grid_[0] - 1;
    const std::vector<std::int64_t> expected{reach * reach + 3, heads_};
    if (keys().shape(table) != expected || build_.graph().prefixTokens != 1) keys().misfit(table);
    attention.parameters["bias"] = table;
    attention.size = grid_;
    attention.index = build_.graph().prefixTokens;
    return node;
  }

  /// Queries, keys and values: one layer, or three.
  std::vector<int> projections(const std::string& name, int value) {
    if (keys().has(name + ".in_proj_weight"))
      return {build_.linear(name + ".in_proj", value, name + ".in_proj_weight", name + ".in_proj_bias")};
    if (keys().has(name + ".qkv.weight")) {
      const int qkv = build_.linear(name + ".qkv", value);
      for (const auto& [part, key] : {std::pair("query", ".q_bias"), std::pair("value", ".v_bias")}) {  // timm's BEiT
        if (!keys().has(name + key) || qkv == value || !keys().takeVector(name + key, build_.channels(qkv) / 3)) continue;
        build_.graph().nodes[qkv].parameters[std::string("bias.") + part] = name + key;
      }
      keys().takeOptional(name + ".k_bias");
      return {qkv};
    }
    std::vector<int> parts;
    const bool short5 = keys().has(name + ".q_proj.weight");
    for (const char* part : {short5 ? ".q_proj" : ".query", short5 ? ".k_proj" : ".key", short5 ? ".v_proj" : ".value"})
      parts.push_back(build_.linear(name + part, value));
    return parts;
  }

  int scaled(const std::string& block, std::initializer_list<const char*> keysOfIt, int value) {
    for (const char* key : keysOfIt) {
      if (keys().has(block + "." + key)) return build_.scale(block + "." + key, value);
    }
    return value;
  }

  int head(int value) {
    const bool pooledNorm = holds(names_.pooledNorm);
    const auto finalNorm = prefix_ + names_.finalNorm;
    if (names_.finalNormIsUnused) {
      for (const char* part : {".weight", ".bias"}) keys().takeOptional(finalNorm + part);
    } else if (!pooledNorm) {
      value = build_.layerNorm(finalNorm, value, eps_);
    } else {
      build_.alias(finalNorm, value);
    }
    if (*names_.unused != 0) keys().takeAllUnder(prefix_ + names_.unused + ".");
    if (!prefix_.empty()) build_.alias(prefix_.substr(0, prefix_.size() - 1), value);  // the model gives its last tokens
    const int tokens = value;
    if (names_.classBesideMean) return dinoHead(value);
    const bool mean = pooledNorm || names_.meanOfPatches || !classToken_;
    Node pool{.op = mean ? Op::MeanTokens : Op::SelectToken, .name = "pool", .inputs = {value}, .channels = build_.channels(value)};
    pool.index = mean ? build_.graph().prefixTokens : 0;
    value = build_.add(std::move(pool));
    if (pooledNorm) value = build_.layerNorm(prefix_ + names_.pooledNorm, value, eps_);
    else if (*names_.pooledNorm != 0) build_.alias(prefix_ + names_.pooledNorm, value);
    if (holds(names_.preLogits)) value = build_.hidden(names_.preLogits, names_.preLogitsFunction, value, Function::Tanh);
    build_.alias({prefix_ + "pooler", "head_drop"}, value);
    build_.featuresSite(value);
    build_.head(names_.heads, value);
    const std::string second = names_.secondHead;  // like the first, not under the prefix
    if (distilled_ && !second.empty() && keys().has(second + ".weight")) meanWithHead(second, tokens);
    return value;
  }

  /// The class token beside the mean of the patches.
  int dinoHead(int tokens) {
    const int width = build_.channels(tokens);
    const int first = build_.add({.op = Op::SelectToken, .name = "class_token", .inputs = {tokens}, .channels = width});
    const int mean = build_.add(
        {.op = Op::MeanTokens, .name = "mean_of_patches", .inputs = {tokens}, .channels = width, .index = build_.graph().prefixTokens});
    const int value = build_.concatenate("pool", {first, mean});
    build_.featuresSite(value);
    build_.head(names_.heads, value);
    return value;
  }

  /// A distilled network answers with the mean of two heads: of the class token and of the distillation token.
  void meanWithHead(const std::string& name, int tokens) {
    auto& graph = build_.graph();
    const int first = graph.logits;
    const int token = build_.add(
        {.op = Op::SelectToken, .name = "distillation_pool", .inputs = {tokens}, .channels = build_.channels(tokens), .index = 1});
    graph.modules["head_drop"] = token;  // called for both, for this one last
    const int second = build_.linear(name, token);
    if (second == token) return;
    graph.logits = build_.times("mean_of_heads", build_.add("sum_of_heads", first, second), 0.5);
  }

  std::string describe(int depth) {
    const auto width = width_;
    static const std::map<std::pair<int, int>, std::string> kSizes{
        {{192, 12}, "Ti"}, {{384, 12}, "S"}, {{768, 12}, "B"}, {{1024, 24}, "L"}, {{1280, 32}, "H"}};
    const auto found = kSizes.find({width, depth});
    const auto shape = keys().shape(prefix_ + names_.patches + ".weight");
    const std::string patch = shape.size() == 4 ? std::to_string(shape[2]) : "?";
    if (found != kSizes.end()) return "ViT-" + found->second + "/" + patch;
    return "ViT (" + std::to_string(depth) + " blocks, width " + std::to_string(width) + ", patch " + patch + ")";
  }

  NetworkBuilder build_;
  const VitNames& names_;
  std::string prefix_;
  Function function_;
  double eps_ = 1e-6;
  bool classToken_ = false;
  bool distilled_ = false;
  int width_ = 0;
  int heads_ = 0;
  std::array<std::int64_t, 2> grid_{0, 0};  ///< of patches
};

}  // namespace

Inference inferVit(const ShapeTable& shapes, const NetworkHints& hints) {
  const auto infer = [&](const VitNames& names, const std::string& prefix) { return VitBuilder(shapes, hints, names, prefix).run(); };
  if (shapes.contains("patch_embed.proj.weight") && shapes.contains("blocks.0.attn.qkv.weight")) {
    const bool relative = shapes.contains(std::string("blocks.0.") + kTimmBeit.relative) || shapes.contains(kTimmBeit.sharedRelative);
    return infer(relative ? kTimmBeit : kTimmVit, "");
  }
  if (shapes.contains("conv_proj.weight")) return infer(kTorchvisionVit, "");
  for (const char* prefix : {"dinov2.", "dinov2_with_registers.", "beit.", "data2vec_vision.", "vit.", "deit.", ""}) {
    const auto has = [&](const std::string& key) { return shapes.contains(prefix + key); };
    if (!has("embeddings.patch_embeddings.projection.weight")) continue;
    const bool five = has("layers.0.layernorm_before.weight");
    if (has("encoder.layer.0.layer_scale1.lambda1"))
      return infer(has("encoder.layer.0.attention.q_proj.weight") ? kDino5Vit : kDinoVit, prefix);
    if (has("layers.0.lambda_1") || has("encoder.layer.0.lambda_1") || has("pooler.layernorm.weight"))
      return infer(five ? kBeit5 : kBeit, prefix);
    return infer(five ? kHuggingFace5Vit : kHuggingFaceVit, prefix);
  }
  for (const char* prefix : {"vision_model.", "vision_model.vision_model.", ""}) {
    if (!shapes.contains(std::string(prefix) + "encoder.layers.0.self_attn.q_proj.weight") ||
        !shapes.contains(std::string(prefix) + "embeddings.patch_embedding.weight"))
      continue;
    return infer(shapes.contains(std::string(prefix) + kClipVit.classToken) ? kClipVit : kSiglipVit, prefix);
  }
  return NoNetwork{};
}

}  // namespace spurioscope
