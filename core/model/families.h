#pragma once

#include "model/catalogue.h"

namespace spurioscope {

// One function a family, each in a file of its own name. Each returns a NoNetwork without `nearest` at once when the table is
// not of its kind, and one with it when the table begins like the family but does not fit.

/// ResNet, wide ResNet and ResNeXt as torchvision and timm name them: 18/34/50/101/152, the ImageNet stem (7x7 stride 2 and max
/// pool), timm's deep stem or the CIFAR stem (3x3, no pool), squeeze-and-excitation, any width, number of stages and blocks,
/// classes and input channels. ResNet v1.5: a bottleneck's stride is in conv2.
Inference inferResnet(const ShapeTable& shapes, const NetworkHints& hints);
/// ResNet-9 and ResNet-5 of localizing-memorization, as a Sequential or with named parts.
Inference inferResnet9(const ShapeTable& shapes, const NetworkHints& hints);
/// The same networks by Hugging Face's names.
Inference inferHfResnet(const ShapeTable& shapes, const NetworkHints& hints);
/// EfficientNet, MobileNetV1 and V2 with Hugging Face's names.
Inference inferHfMobilenet(const ShapeTable& shapes, const NetworkHints& hints);
/// LeNet of localizing-memorization: numbered convolutions with ReLU and pool, and linear layers.
Inference inferLenet(const ShapeTable& shapes, const NetworkHints& hints);
/// Wide ResNets (Zagoruyko) and pre-activation ResNets of the CIFAR repositories. Comes before inferResnet.
Inference inferPreactivation(const ShapeTable& shapes, const NetworkHints& hints);
/// VGG 11 to 19 with or without BatchNorm, and AlexNet: `features.N` and `classifier.N` as torchvision numbers them.
Inference inferVgg(const ShapeTable& shapes, const NetworkHints& hints);
/// DenseNet 121/161/169/201 of torchvision and timm, any growth rate.
Inference inferDensenet(const ShapeTable& shapes, const NetworkHints& hints);
/// torchvision's MobileNetV2, EfficientNet (B0-B7), EfficientNetV2 and MobileNetV3: `features.N` inverted residuals.
Inference inferMobilenet(const ShapeTable& shapes, const NetworkHints& hints);
/// timm's MobileNetV2 and V3, MNASNet, EfficientNet (Lite, Edge, V2): `conv_stem`, `blocks.S.B`.
Inference inferTimmEfficientnet(const ShapeTable& shapes, const NetworkHints& hints);
/// ConvNeXt and ConvNeXt V2 of torchvision (`features.N`), timm (`stages.N`), the original and Hugging Face.
Inference inferConvnext(const ShapeTable& shapes, const NetworkHints& hints);
/// Vision transformers: timm (ViT, DeiT, DeiT III, BEiT), torchvision and Hugging Face names; Hugging Face's DINOv2 and BEiT, and the
/// image towers of CLIP and SigLIP with a linear head.
Inference inferVit(const ShapeTable& shapes, const NetworkHints& hints);
/// Swin and Swin V2 of torchvision, timm and Hugging Face.
Inference inferSwin(const ShapeTable& shapes, const NetworkHints& hints);
/// BERT, RoBERTa, DistilBERT and ELECTRA sequence classifiers with Hugging Face's names.
Inference inferBert(const ShapeTable& shapes, const NetworkHints& hints);

}  // namespace spurioscope
