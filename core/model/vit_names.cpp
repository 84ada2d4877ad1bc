#include "model/vit_names.h"

namespace spurioscope {
namespace {

VitNames timm() {
  VitNames names{.patches = "patch_embed.proj", .patchModule = "patch_embed"};
  names.classToken = "cls_token", names.distillationToken = "dist_token", names.registers = "reg_token", names.positions = "pos_embed";
  names.preNorm = "norm_pre", names.block = "blocks.{}";
  names.norm1 = "norm1", names.norm2 = "norm2", names.attention = "attn", names.projection = "attn.proj";
  names.hidden = "mlp.fc1", names.function = "mlp.act", names.output = "mlp.fc2";
  names.finalNorm = "norm", names.pooledNorm = "fc_norm", names.preLogits = "pre_logits.fc", names.preLogitsFunction = "pre_logits.act";
  names.heads = {"head", "fc", "classifier"}, names.secondHead = "head_dist";
  names.library = "timm", names.wideHeadsOfPatchesAlone = names.paperHasItsOwnEps = true;
  return names;
}

VitNames timmBeit() {
  auto names = timm();
  names.relative = "attn.relative_position_bias_table", names.sharedRelative = "rel_pos_bias.relative_position_bias_table";
  names.positionsMayLack = true, names.wideHeadsOfPatchesAlone = names.paperHasItsOwnEps = false;
  return names;
}

VitNames torchvision() {
  VitNames names{.patches = "conv_proj"};
  names.classToken = "class_token", names.positions = "encoder.pos_embedding", names.embeddings = "encoder.dropout";
  names.block = "encoder.layers.encoder_layer_{}";
  names.norm1 = "ln_1", names.norm2 = "ln_2", names.attention = "self_attention", names.projection = "self_attention.out_proj";
  names.hidden = "mlp.0", names.function = "mlp.1", names.output = "mlp.3";
  names.dropsOutOfAttentionAlone = true, names.olderHidden = "mlp.linear_1", names.olderOutput = "mlp.linear_2";
  names.finalNorm = "encoder.ln", names.preLogits = "heads.pre_logits", names.preLogitsFunction = "heads.act";
  names.heads = {"heads.head", "heads", "head", "fc"};
  return names;
}

VitNames huggingFace() {
  VitNames names{.patches = "embeddings.patch_embeddings.projection", .patchModule = "embeddings.patch_embeddings"};
  names.classToken = "embeddings.cls_token", names.distillationToken = "embeddings.distillation_token";
  names.positions = "embeddings.position_embeddings", names.embeddings = "embeddings", names.block = "encoder.layer.{}";
  names.norm1 = "layernorm_before", names.norm2 = "layernorm_after";
  names.attention = "attention.attention", names.projection = "attention.output.dense", names.attentionHoldsProjection = false;
  names.hidden = "intermediate.dense", names.function = "intermediate", names.output = "output.dense", names.sum = "output";
  names.finalNorm = "layernorm", names.heads = {"classifier", "cls_classifier", "head"}, names.secondHead = "distillation_classifier";
  names.eps = 1e-12;
  return names;
}

/// transformers 5 writes the same models with other names.
VitNames inVersion5(VitNames names) {
  names.block = "layers.{}", names.attention = "attention", names.projection = "attention.o_proj", names.attentionHoldsProjection = true;
  names.hidden = "mlp.fc1", names.function = "mlp.activation_fn", names.output = "mlp.fc2", names.sum = "";
  return names;
}

VitNames beit(VitNames names) {
  names.distillationToken = "", names.secondHead = "", names.sum = "";
  names.pooledNorm = "pooler.layernorm", names.heads = {"classifier", "head"}, names.positionsMayLack = true;
  names.relative = "attention.attention.relative_position_bias.relative_position_bias_table";
  names.sharedRelative = "encoder.relative_position_bias.relative_position_bias_table";
  return names;
}

VitNames beit5() {
  auto names = beit(inVersion5(huggingFace()));
  names.relative = "relative_position_bias.relative_position_bias_table";
  names.sharedRelative = "shared_position_bias.relative_position_bias_table";
  return names;
}

VitNames dino(VitNames names) {
  names.registers = "embeddings.register_tokens", names.distillationToken = "", names.block = "encoder.layer.{}";
  names.norm1 = "norm1", names.norm2 = "norm2", names.hidden = "mlp.fc1", names.function = "mlp.activation_fn", names.output = "mlp.fc2";
  names.sum = "", names.heads = {"classifier", "head"}, names.secondHead = "", names.eps = 1e-6;
  names.classBesideMean = true, names.registersHavePositions = false;
  return names;
}

/// The image towers of CLIP and SigLIP with a linear head: CLIP's reads the patches in front of the last norm.
VitNames tower() {
  VitNames names{.patches = "embeddings.patch_embedding"};
  names.positions = "embeddings.position_embedding.weight", names.embeddings = "embeddings", names.block = "encoder.layers.{}";
  names.norm1 = "layer_norm1", names.norm2 = "layer_norm2", names.attention = "self_attn", names.projection = "self_attn.out_proj";
  names.hidden = "mlp.fc1", names.function = "mlp.activation_fn", names.output = "mlp.fc2", names.finalNorm = "post_layernorm";
  names.heads = {"classifier", "head"}, names.meanOfPatches = true;
  return names;
}

VitNames clip() {
  auto names = tower();
  names.classToken = "embeddings.class_embedding", names.preNorm = "pre_layrnorm", names.finalNormIsUnused = true;
  names.eps = 1e-5, names.usual = Function::QuickGelu;
  return names;
}

VitNames siglip() {
  auto names = tower();
  names.unused = "head", names.usual = Function::GeluTanh;
  return names;
}

}  // namespace

const VitNames kTimmVit = timm(), kTorchvisionVit = torchvision(), kHuggingFaceVit = huggingFace(),
               kHuggingFace5Vit = inVersion5(huggingFace()), kDinoVit = dino(huggingFace()), kDino5Vit = dino(inVersion5(huggingFace())),
               kBeit = beit(huggingFace()), kBeit5 = beit5(), kTimmBeit = timmBeit(), kClipVit = clip(), kSiglipVit = siglip();

}  // namespace spurioscope
