#pragma once

#include <string>
#include <vector>

#include "model/graph.h"

namespace spurioscope {

/// How one library names the parts of a vision transformer and what its networks do otherwise than others'; "{}" stands for the number
/// of the block. Empty: the library has no such part.
struct VitNames {
  const char* patches = "";            ///< the convolution
  const char* patchModule = "";        ///< the module that holds it
  const char* classToken = "";
  const char* distillationToken = "";
  const char* registers = "";
  const char* positions = "";
  const char* embeddings = "";         ///< module that gives the tokens with their positions
  const char* preNorm = "";            ///< of the tokens in front of the first block, where the file holds it
  const char* block = "";              ///< of one block; the names below are relative to it
  const char *norm1 = "", *norm2 = "", *attention = "", *projection = "", *hidden = "", *function = "", *output = "";
  const char *olderHidden = "", *olderOutput = "";  ///< as earlier versions of the library call them
  const char* relative = "";           ///< BEiT's table of relative positions
  const char* sharedRelative = "";     ///< the same for all blocks; not relative to the block
  const char* sum = "";                ///< module of a block that gives the block's output
  const char* finalNorm = "";
  const char* pooledNorm = "";         ///< behind the pool, instead of `finalNorm`, where the file holds it
  const char *preLogits = "", *preLogitsFunction = "";  ///< hidden layer of networks for ImageNet-21k
  std::vector<std::string> heads{};
  const char* secondHead = "";         ///< of the distillation token
  const char* unused = "";             ///< parts of the file that classification does not use
  double eps = 1e-6;
  const char* library = "";            ///< named where `eps` is taken for granted; empty: a config.json with it is usual
  Function usual = Function::Gelu;
  bool attentionHoldsProjection = true;  ///< the attention module gives what its projection gives
  bool dropsOutOfAttentionAlone = false;  ///< a block's "dropout" stands behind the attention, not behind the MLP as well
  bool registersHavePositions = true;
  bool meanOfPatches = false;          ///< pools the patches although there is a class token
  bool classBesideMean = false;        ///< DINOv2: the head reads the class token and the mean of the patches
  bool finalNormIsUnused = false;
  bool positionsMayLack = false;       ///< relative positions stand for them
  bool wideHeadsOfPatchesAlone = false;  ///< timm's ViT-B of patches alone has 16 heads
  bool paperHasItsOwnEps = false;      ///< the paper's DeiT uses PyTorch's default; its head is a Sequential
};

extern const VitNames kTimmVit, kTorchvisionVit, kHuggingFaceVit, kHuggingFace5Vit, kDinoVit, kDino5Vit, kBeit, kBeit5, kTimmBeit, kClipVit,
    kSiglipVit;

}  // namespace spurioscope
