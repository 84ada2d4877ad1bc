#include <cmath>

#include "model/families.h"
#include "model/network_builder.h"

namespace spurioscope {
namespace {

/// How one library names the parts of a vision transformer; "{}" stands for the number of the block.
struct Names {
  const char* patches;
  const char* classToken;
  const char* distillationToken;
  const char* registers;
  const char* positions;
  const char* block;             ///< of one block; the names below are relative to it
  const char *norm1, *norm2, *attention, *projection, *hidden, *output;
  const char* finalNorm;
  std::vector<std::string> heads;
  double eps;
};

const Names kTimm{"patch_embed.proj",
                  "cls_token",
                  "dist_token",
                  "reg_token",
                  "pos_embed",
                  "blocks.{}",
                  "norm1",
                  "norm2",
                  "attn",
                  "attn.proj",
                  "mlp.fc1",
                  "mlp.fc2",
                  "norm",
                  {"head", "fc", "classifier"},
                  1e-6};
const Names kTorchvision{"conv_proj",
                         "class_token",
                         "",
                         "",
                         "encoder.pos_embedding",
                         "encoder.layers.encoder_layer_{}",
                         "ln_1",
                         "ln_2",
                         "self_attention",
                         "self_attention.out_proj",
                         "mlp.0",
                         "mlp.3",
                         "encoder.ln",
                         {"heads.head", "heads", "head", "fc"},
                         1e-6};
const Names kHuggingFace{"embeddings.patch_embeddings.projection",
                         "embeddings.cls_token",
                         "embeddings.distillation_token",
                         "",
                         "embeddings.position_embeddings",
                         "encoder.layer.{}",
                         "layernorm_before",
                         "layernorm_after",
                         "attention.attention",
                         "attention.output.dense",
                         "intermediate.dense",
                         "output.dense",
                         "layernorm",
                         {"classifier", "cls_classifier", "head"},
                         1e-12};
/// transformers 5 writes the same model with these names.
const Names kHuggingFace5{"embeddings.patch_embeddings.projection",
                          "embeddings.cls_token",
                          "embeddings.distillation_token",
                          "",
                          "embeddings.position_embeddings",
                          "layers.{}",
                          "layernorm_before",
                          "layernorm_after",
                          "attention",
                          "attention.o_proj",
                          "mlp.fc1",
                          "mlp.fc2",
                          "layernorm",
                          {"classifier", "cls_classifier", "head"},
                          1e-12};
/// DINOv2 of Hugging Face, as its versions 4 and 5 write it; the head reads the class token and the mean of the patches.
const Names kDino{"embeddings.patch_embeddings.projection",
                  "embeddings.cls_token",
                  "",
                  "embeddings.register_tokens",
                  "embeddings.position_embeddings",
                  "encoder.layer.{}",
                  "norm1",
                  "norm2",
                  "attention.attention",
                  "attention.output.dense",
                  "mlp.fc1",
                  "mlp.fc2",
                  "layernorm",
                  {"classifier", "head"},
                  1e-6};
const Names kDino5{"embeddings.patch_embeddings.projection",
                   "embeddings.cls_token",
                   "",
                   "embeddings.register_tokens",
                   "embeddings.position_embeddings",
                   "encoder.layer.{}",
                   "norm1",
                   "norm2",
                   "attention",
                   "attention.o_proj",
                   "mlp.fc1",
                   "mlp.fc2",
                   "layernorm",
                   {"classifier", "head"},
                   1e-6};

class VitBuilder {
 public:
  VitBuilder(const ShapeTable& shapes, const NetworkHints& hints, const Names& names, std::string prefix)
      : build_(shapes, hints), names_(names), prefix_(std::move(prefix)), function_(hints.activation.value_or(Function::Gelu)) {}

  Inference run() {
    chooseEps();
    int value = tokens();
    width_ = build_.channels(value);
    if (keys().has("norm_pre.weight")) value = build_.layerNorm("norm_pre", value, eps_);
    keys().refuseUnder("attn_pool.");  // pooling by attention is another head
    // timm's ViT-B of patches alone has 16 heads.
    const bool patchesAlone = &names_ == &kTimm && build_.graph().prefixTokens == 0 && !keys().has("fc_norm.weight");
    const int heads = build_.headsFor(width_, patchesAlone && width_ == 768 ? 48 : 0);
    int depth = 0;
    for (; keys().hasUnder(block(depth) + "."); ++depth) value = this->block(block(depth), value, heads);
    value = head(value);
    return build_.finish("vit", "vision transformer", describe(depth));
  }

 private:
  ShapeReader& keys() { return build_.keys(); }

  std::string block(int number) const {
    std::string name = names_.block;
    return prefix_ + name.replace(name.find("{}"), 2, std::to_string(number));
  }

  /// The paper's own DeiT class uses PyTorch's default where the library that it copies uses 1e-6.
  void chooseEps() {
    const bool paper = &names_ == &kTimm && keys().has("head.0.weight");
    const bool clip = keys().has("norm_pre.weight");  // timm's CLIP networks keep CLIP's eps
    if (clip && !build_.hints().activation)
      build_.assume("GELU, as in OpenCLIP; OpenAI's own weights need --network activation=quick_gelu");
    eps_ = build_.hints().normEps.value_or(paper || clip ? 1e-5 : names_.eps);
    if (!build_.hints().normEps && (paper || &names_ == &kTimm)) {
      build_.assume(std::string("LayerNorm eps ") +
                    (paper  ? "1e-5, as in the paper's own models"
                     : clip ? "1e-5, as in CLIP"
                            : "1e-6, as in timm") +
                    " (the tensors do not tell: --network norm-eps=...)");
    }
  }

  int tokens() {
    const std::string first = prefix_ + names_.patches;
    const auto shape = keys().shape(first + ".weight");
    const auto positions = keys().shape(prefix_ + names_.positions);
    const std::int64_t patch = shape.size() == 4 ? shape[2] : 1;
    Node node{.op = Op::Tokens, .name = prefix_ + "tokens"};
    const auto front = [&](const char* name) {
      const std::string key = prefix_ + name;
      if (*name == 0 || !keys().has(key)) return;
      const auto token = keys().take(key, 3);
      if (token.empty()) return;
      node.prefix.push_back(key);
      node.index += static_cast<int>(token[1]);
    };
    front(names_.classToken);
    classToken_ = !node.prefix.empty();
    front(names_.distillationToken);
    distilled_ = node.prefix.size() > 1;
    front(names_.registers);
    for (const char* unused : {"embeddings.mask_token", "mask_token"}) keys().takeOptional(prefix_ + unused);
    const bool positionsOfClass = dino() && keys().has(prefix_ + names_.registers);  // and none of the registers
    const std::int64_t prefix = positionsOfClass ? 1 : node.index;
    std::int64_t patches = positions.size() == 3 ? positions[1] : 0;
    auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(patches))));
    // Positions cover the tokens in front too, unless the patches alone make a square (timm's no_embed_class).
    if (prefix > 0 && (side * side != patches || squareWithout(patches, prefix))) {
      patches -= prefix;
      side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(patches))));
    }
    if (side * side != patches || patches < 1) keys().misfit(prefix_ + names_.positions);
    int value = build_.images(first + ".weight", side * patch);
    value = build_.convolution(first, value, {.stride = patch, .padding = 0});
    build_.graph().modules[prefix_ + "patch_embed"] = value;
    node.inputs = {value};
    node.channels = build_.channels(value);
    node.size = {side, side};
    node.parameters["positions"] = prefix_ + names_.positions;
    const auto taken = keys().take(prefix_ + names_.positions, 3);
    if (!taken.empty() && taken[2] != node.channels) keys().misfit(prefix_ + names_.positions);
    build_.graph().prefixTokens = node.index;
    const int tokens = build_.add(std::move(node));
    if (&names_ != &kTimm) build_.graph().modules.emplace(prefix_ + "embeddings", tokens);
    return tokens;
  }

  /// Both n and n - prefix are squares only for n = 1, 4, ...: then the tokens in front have positions as well.
  static bool squareWithout(std::int64_t patches, std::int64_t prefix) {
    const auto rest = patches - prefix;
    const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(std::max<std::int64_t>(rest, 0)))));
    return rest > 0 && side * side == rest;
  }

  int block(const std::string& name, int input, int heads) {
    const auto at = [&](const char* part) { return name + "." + part; };
    int value = build_.layerNorm(at(names_.norm1), input, eps_);
    value = attention(at(names_.attention), value, heads);
    value = build_.linear(at(names_.projection), value);
    if (&names_ != &kHuggingFace && &names_ != &kDino)
      build_.graph().modules[at(names_.attention)] = value;  // the module holds its projection
    value = scaled(name, ".ls1.gamma", ".gamma_1", value);
    const int middle = build_.add(name + ".add1", value, input);
    value = build_.layerNorm(at(names_.norm2), middle, eps_);
    const bool torchvision = &names_ == &kTorchvision;
    // torchvision's older names of the two layers.
    const std::string hidden = torchvision && keys().has(name + ".mlp.linear_1.weight") ? name + ".mlp.linear_1" : at(names_.hidden);
    const std::string output = torchvision && keys().has(name + ".mlp.linear_2.weight") ? name + ".mlp.linear_2" : at(names_.output);
    const bool version5 = &names_ == &kHuggingFace5 || dino();
    const char* function = torchvision                ? ".mlp.1"
                           : &names_ == &kHuggingFace ? ".intermediate"
                           : version5                 ? ".mlp.activation_fn"
                                                      : ".mlp.act";
    value = build_.hidden(hidden, name + function, value, function_);
    for (const char* other : {".mlp.activation", ".intermediate.intermediate_act_fn"}) build_.graph().modules.emplace(name + other, value);
    value = scaled(name, ".ls2.gamma", ".gamma_2", build_.linear(output, value));
    value = build_.add(name, value, middle);
    build_.blockSite(name, value);
    return value;
  }

  int attention(const std::string& name, int value, int heads) {
    if (keys().has(name + ".qkv.weight")) return build_.attention(name, {build_.linear(name + ".qkv", value)}, heads);
    if (keys().has(name + ".in_proj_weight")) {
      return build_.attention(name, {build_.linear(name + ".in_proj", value, name + ".in_proj_weight", name + ".in_proj_bias")}, heads);
    }
    std::vector<int> parts;
    const bool short5 = keys().has(name + ".q_proj.weight");
    for (const char* part : {short5 ? ".q_proj" : ".query", short5 ? ".k_proj" : ".key", short5 ? ".v_proj" : ".value"}) {
      parts.push_back(build_.linear(name + part, value));
    }
    return build_.attention(name, parts, heads);
  }

  int scaled(const std::string& block, const char* key, const char* deit3Key, int value) {
    const std::string dinoKey = std::string(".layer_scale") + (key[3] == '1' ? '1' : '2') + ".lambda1";
    for (const auto& one : {std::string(key), std::string(deit3Key), dinoKey}) {
      if (keys().has(block + one)) return build_.scale(block + one, value);
    }
    return value;
  }

  bool dino() const { return &names_ == &kDino || &names_ == &kDino5; }

  int head(int value) {
    const bool pooledNorm = &names_ == &kTimm && keys().has("fc_norm.weight");
    if (!pooledNorm) value = build_.layerNorm(prefix_ + names_.finalNorm, value, eps_);
    const int tokens = value;
    if (dino()) return dinoHead(value);
    const bool mean = pooledNorm || !classToken_;
    Node pool{.op = mean ? Op::MeanTokens : Op::SelectToken, .name = "pool", .inputs = {value}, .channels = build_.channels(value)};
    pool.index = mean ? build_.graph().prefixTokens : 0;
    value = build_.add(std::move(pool));
    if (pooledNorm) value = build_.layerNorm("fc_norm", value, eps_);
    for (const char* hidden : {"pre_logits.fc", "heads.pre_logits"}) {  // as the networks for ImageNet-21k had
      if (keys().has(std::string(hidden) + ".weight"))
        value = build_.hidden(hidden, &names_ == &kTorchvision ? "heads.act" : "pre_logits.act", value, Function::Tanh);
    }
    build_.featuresSite(value);
    build_.head(names_.heads, value);
    for (const char* other : {"head_dist", "distillation_classifier"}) {
      if (distilled_ && keys().has(std::string(other) + ".weight")) meanWithHead(other, tokens);
    }
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
  const Names& names_;
  std::string prefix_;
  Function function_;
  double eps_ = 1e-6;
  bool classToken_ = false;
  bool distilled_ = false;
  int width_ = 0;
};

}  // namespace

Inference inferVit(const ShapeTable& shapes, const NetworkHints& hints) {
  if (shapes.contains("patch_embed.proj.weight") && shapes.contains("blocks.0.attn.qkv.weight"))
    return VitBuilder(shapes, hints, kTimm, "").run();
  if (shapes.contains("conv_proj.weight")) return VitBuilder(shapes, hints, kTorchvision, "").run();
  for (const char* prefix : {"dinov2.", "dinov2_with_registers.", ""}) {
    const auto has = [&](const char* key) { return shapes.contains(std::string(prefix) + key); };
    if (!has("embeddings.patch_embeddings.projection.weight") || !has("encoder.layer.0.layer_scale1.lambda1")) continue;
    return VitBuilder(shapes, hints, has("encoder.layer.0.attention.q_proj.weight") ? kDino5 : kDino, prefix).run();
  }
  for (const char* prefix : {"", "vit.", "deit."}) {
    const auto has = [&](const char* key) { return shapes.contains(std::string(prefix) + key); };
    if (!has("embeddings.patch_embeddings.projection.weight")) continue;
    return VitBuilder(shapes, hints, has("layers.0.layernorm_before.weight") ? kHuggingFace5 : kHuggingFace, prefix).run();
  }
  return NoNetwork{};
}

}  // namespace spurioscope
